// The journey's steps on the page of people: somebody of the map gets a link of their own.
import type { Landsby } from '../../support/landsby.ts';
import type { Person } from './person.ts';

/** Invites somebody of the map who cares for the child day by day. */
export async function invitesCarer(person: Person, who: string, role: string): Promise<void> {
	await person.presses(person.page.getByRole('link', { name: 'Inviter' }));
	await person.page.getByLabel('Hvem er det?').selectOption(who);
	await person.page.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
	await person.page.getByRole('switch', { name: /omsorg/ }).check();
	await person.presses(person.button('Lag lenke'));
}

/** The link as it is shown this once. */
export function shownLink(person: Person): Promise<string> {
	return person.page.getByTestId('join-link').innerText();
}

/** A fresh room of Kari's with these invited by the command line, each by the options of `invite`. */
export function roomWith(landsby: Landsby, ...invited: readonly (readonly string[])[]) {
	const made = ['room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example'];
	const { id } = landsby.cli(...made) as { id: string };
	return {
		id,
		guests: invited.map((who) => landsby.cli('invite', id, ...who) as { participant: string; link: string })
	};
}

/** A link for somebody new of the family, made on the page of people. They wait in the lobby when they come by it. */
export async function makesLink(
	kari: Person,
	name: string,
	withCode = false
): Promise<{ link: string; code: string }> {
	await kari.presses(kari.page.getByRole('link', { name: 'Inviter' }));
	await kari.page.getByLabel('Hvem er det?').selectOption('new');
	await kari.page.getByLabel('Navnet deres').fill(name);
	await kari.page.getByRole('radio', { name: /^Slekt/ }).check();
	if (withCode) await kari.page.getByRole('switch', { name: 'Spør etter en kode' }).check();
	await kari.presses(kari.button('Lag lenke'));
	const link = await kari.page.getByTestId('join-link').innerText();
	const code = withCode ? await kari.page.getByTestId('spoken-code').innerText() : '';
	await kari.presses(kari.page.getByRole('link', { name: 'Ferdig' }));
	return { link, code };
}

/** From the link to the lobby, without a code. */
export async function arrives(guest: Person, link: string): Promise<void> {
	await guest.page.goto(link);
	await guest.presses(guest.page.getByRole('link', { name: 'Ja, det er meg' }));
	await guest.presses(guest.page.locator('form[action*="enter"]').getByRole('button'));
}
