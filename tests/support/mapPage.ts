// The page of a room's map in a browser: opening it, and where somebody stands on it.
import { expect, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import type { Landsby } from './landsby.ts';
import { signIn } from './signIn.ts';

/** A place in the window, in pixels. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/**
 * Opens the map in a browser of its own, and waits until it can be touched.
 * @param who an account by its e-mail address, or a participant by id
 * @param look how the browser is, where it is not a tablet's
 * @param before is done with the page before it opens anything
 */
export async function openMap(
	browser: Browser,
	landsby: Landsby,
	room: string,
	who: string,
	look: BrowserContextOptions = {},
	before: (page: Page) => Promise<void> = () => Promise.resolve()
): Promise<Page> {
	const context = await browser.newContext({
		viewport: { width: 1180, height: 820 },
		locale: 'nb-NO',
		...look
	});
	await signIn(context, landsby, who);
	const page = await context.newPage();
	await before(page);
	await page.goto(`${landsby.origin}/rooms/${room}/network?view=map`);
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return page;
}

/** Somebody as they stand on the map; what it is called says who, how near and with which ties. */
export function mark(page: Page, name: string): Locator {
	return page.getByRole('application').getByRole('button', { name: new RegExp(`^${name}`) });
}

/** Where somebody's disc is in the window. */
export const middle = (page: Page, name: string): Promise<Point> => centre(mark(page, name));

/** Where the disc of a mark is in the window. */
export function centre(of: Locator): Promise<Point> {
	return of
		.locator('.focus')
		.last()
		.evaluate((circle) => {
			const { x, y, width, height } = circle.getBoundingClientRect();
			return { x: x + width / 2, y: y + height / 2 };
		});
}

/** Where somebody stands when no glide goes on: they have not moved in ten frames. */
export async function standing(page: Page, name: string): Promise<Point> {
	await mark(page, name).evaluate(async (element) => {
		const place = () => {
			const { x, y } = element.getBoundingClientRect();
			return `${x} ${y}`;
		};
		for (let [last, still] = [place(), 0]; still < 10; still += 1) {
			await new Promise(requestAnimationFrame);
			const now = place();
			if (now !== last) [last, still] = [now, 0];
		}
	});
	return middle(page, name);
}

/** How far two places are from each other, in pixels. */
export const away = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** A hand that closes. */
export async function takes(page: Page, at: Point): Promise<void> {
	await page.mouse.move(at.x, at.y);
	await page.mouse.down();
}

/** Loads the map again so that what the server sends it can be held back for a while, and comes then in its order. */
export async function hearsLater(page: Page): Promise<{ waits: () => void; hears: () => void }> {
	let held: (() => void)[] | undefined;
	await page.routeWebSocket(/\/ws\//, (socket) => {
		const server = socket.connectToServer();
		server.onMessage((message) => {
			if (held) held.push(() => socket.send(message));
			else socket.send(message);
		});
	});
	await page.reload();
	await expect(page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
	return {
		waits: () => (held = []),
		hears: () => {
			for (const send of held ?? []) send();
			held = undefined;
		}
	};
}
