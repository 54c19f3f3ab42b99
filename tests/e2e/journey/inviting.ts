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
