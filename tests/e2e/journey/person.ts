// Somebody in the journey, with their own browser: what they do with it, what stands on their screen, and every byte
// that was ever sent to them.
import { expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { Landsby } from '../../support/landsby.ts';
import { faultsOf } from '../../support/opened.ts';
import { signIn } from '../../support/signIn.ts';

/** What people sit with: a desk, a tablet that is touched, a phone. */
const screens = {
	desk: { viewport: { width: 1920, height: 1080 } },
	tablet: { viewport: { width: 1180, height: 820 }, hasTouch: true, isMobile: true },
	phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
} as const;

/** Places of a room by the end of their address. */
export type Place = '' | 'network' | 'emergency' | 'visits' | 'meetings' | 'plan' | 'people';

export class Person {
	readonly page: Page;
	readonly context: BrowserContext;
	/** Script errors and breaches of the content policy: there must be none. */
	readonly faults: readonly string[];
	/** Addresses of the sockets their page has opened. */
	readonly sockets: string[] = [];
	readonly #touches: boolean;
	readonly #heard: Buffer[] = [];
	readonly #answers: Promise<unknown>[] = [];

	private constructor(context: BrowserContext, page: Page, touches: boolean) {
		this.context = context;
		this.page = page;
		this.#touches = touches;
		this.faults = faultsOf(page);
		page.on('websocket', (socket) => {
			// Without what it asks for beside the document: the epoch of a page that comes back.
			this.sockets.push(socket.url().replace(/\?.*/, ''));
			socket.on('framereceived', ({ payload }) => this.#heard.push(Buffer.from(payload)));
		});
		page.on('response', (response) => {
			if (!['document', 'fetch', 'xhr'].includes(response.request().resourceType())) return;
			// A redirect has no body, and one whose page is gone cannot be asked for it; the page itself is read as well.
			const body = response.body().then(
				(bytes) => this.#heard.push(bytes),
				() => undefined
			);
			this.#answers.push(body);
		});
	}

	static async sitsDown(browser: Browser, at: keyof typeof screens): Promise<Person> {
		const context = await browser.newContext({
			locale: 'nb-NO',
			timezoneId: 'Europe/Oslo',
			...screens[at]
		});
		return new Person(context, await context.newPage(), at !== 'desk');
	}

	/** Somebody whose browser remembers on disk what was in it before, as their own does. */
	static async withBrowser(context: BrowserContext): Promise<Person> {
		return new Person(context, context.pages()[0] ?? (await context.newPage()), false);
	}

	/** What this device keeps of rooms: names of its databases. */
	async kept(): Promise<string[]> {
		const names = await this.page.evaluate(async () =>
			(await indexedDB.databases()).map(({ name }) => name ?? '')
		);
		return names.filter((name) => name.startsWith('landsby'));
	}

	/** A finger on a touch screen, else the mouse. */
	async presses(target: Locator): Promise<void> {
		await (this.#touches ? target.tap() : target.click());
	}

	/** Closes what lies beside the page, or on a phone over it. */
	async closes(panel: Locator): Promise<void> {
		const inPanel = panel.getByRole('button', { name: /^Lukk/ });
		const inSheet = this.dialog.filter({ has: panel }).getByRole('button', { name: 'Lukk', exact: true });
		await this.presses(inPanel.or(inSheet).first());
		await expect(panel).toHaveCount(0);
	}

	button(name: string | RegExp): Locator {
		return this.page.getByRole('button', { name, exact: typeof name === 'string' });
	}

	/** The form or question that lies over the page. */
	get dialog(): Locator {
		return this.page.getByRole('dialog');
	}

	async signsIn(origin: string, email: string, password: string): Promise<void> {
		await this.page.goto(`${origin}/sign-in`);
		await this.page.getByLabel('E-post').fill(email);
		await this.page.getByRole('textbox', { name: 'Passord' }).fill(password);
		await this.presses(this.button('Logg inn'));
		await expect(this.page).toHaveURL(/\/rooms/);
	}

	/** Has signed in before they came, where that is not what the journey is about: by e-mail address, or a participant by id. */
	async isSignedIn(landsby: Landsby, who: string): Promise<void> {
		await signIn(this.context, landsby, who);
	}

	/** From the link they were given to the room: that it is they, the promise, in. */
	async comesInBy(link: string): Promise<void> {
		await this.#saysYesTo(link);
		await expect(this.page).toHaveURL(/\/rooms\//);
	}

	/** From the link to the lobby, where somebody who leads the room lets them in. */
	async isLetInBy(host: Person, link: string): Promise<void> {
		await this.#saysYesTo(link);
		await expect(this.page).toHaveURL(/\/lobby\//);
		await host.presses(host.page.getByTestId('lobby-waiting'));
		await host.presses(host.button('Slipp inn'));
		await expect(this.page).toHaveURL(/\/rooms\//);
	}

	async #saysYesTo(link: string): Promise<void> {
		await this.page.goto(link);
		await expect(this.page).toHaveURL(/\/join$/);
		await this.presses(this.page.getByRole('link', { name: 'Ja, det er meg' }));
		await this.presses(this.page.locator('form[action*="enter"]').getByRole('button'));
	}

	/** Goes to a part of the room by the navigation of their own way, without loading a page anew. */
	async goesTo(room: string, place: Place): Promise<void> {
		const path = ['/rooms', room, place].filter(Boolean).join('/');
		const links = this.page
			.getByRole('navigation', { name: 'Delene av rommet' })
			.locator(`a[href="${path}"]`);
		const more = this.page.getByRole('navigation', { name: 'Delene av rommet' }).locator('summary');
		const link = links.filter({ visible: true });
		if ((await link.count()) === 0) await this.presses(more);
		await this.presses(link.first());
		// The plan leads on to its newest version.
		await expect(this.page).toHaveURL(new RegExp(`${path}(/\\d+)?(\\?|$)`));
	}

	/** In the child's way everything begins at the house. */
	async goesHome(): Promise<void> {
		await this.presses(this.page.getByRole('link', { name: 'Hjem', exact: true }));
		await expect(this.page).toHaveURL(/\/child$/);
	}
	async opensDoor(words: string): Promise<void> {
		await this.goesHome();
		await this.presses(this.page.getByRole('link', { name: words, exact: true }));
		await expect(this.page.getByTestId('door-map')).toHaveCount(0);
	}

	/** The page has said that everything is saved. */
	async isSaved(): Promise<void> {
		await expect(this.page.getByTestId('connection')).toHaveAttribute('data-state', 'saved', {
			timeout: 30_000
		});
	}

	/** Puts a mark on the page that would be gone if it were loaded anew. */
	async marksPage(): Promise<void> {
		await this.page.evaluate(() => Reflect.set(globalThis, 'neverReloaded', true));
	}
	async hasNotReloaded(): Promise<boolean> {
		return this.page.evaluate(() => Reflect.get(globalThis, 'neverReloaded') === true);
	}

	/** Whether these words were ever in anything that was sent to them: pages, data, every frame of every socket. */
	async wasEverSent(words: string): Promise<boolean> {
		await Promise.all(this.#answers);
		return this.#heard.some((bytes) => bytes.includes(words));
	}

	/** Goes, with everything their browser remembered. */
	async leaves(): Promise<void> {
		await this.context.close();
	}
}

/** The same for several people at once. */
export async function each(
	people: readonly Person[],
	does: (person: Person) => Promise<unknown>
): Promise<void> {
	await Promise.all(people.map(does));
}
