// The journey's steps on the network map.
import { expect, type Locator } from '@playwright/test';
import { mark, middle } from '../../support/mapPage.ts';
import { each, type Person } from './person.ts';

/** Somebody as they stand on a person's map; the name says closeness and ties. */
export function onMapOf(person: Person, name: string): Locator {
	return mark(person.page, name);
}

/** The map itself, not the list beside it: it is there as soon as it can be touched. */
export async function looksAtMap(person: Person): Promise<void> {
	const map = person.page.getByRole('navigation', { name: 'Visning' }).getByRole('link', { name: 'Kart' });
	if ((await map.count()) > 0) await person.presses(map);
	await expect(person.page.getByTestId('network-map')).toHaveAttribute('data-ready', 'true');
}

export async function adds(person: Person, name: string, relation?: string): Promise<void> {
	await person.presses(person.button('Legg til').first());
	await person.dialog.getByRole('textbox', { name: 'Navn' }).fill(name);
	if (relation !== undefined) await person.presses(person.dialog.getByText(relation, { exact: true }));
	await person.presses(person.dialog.getByRole('button', { name: 'Ferdig' }));
	await expect(person.page.getByTestId('add-person')).toHaveCount(0);
	await leavesCard(person);
}

export async function childAdds(child: Person, name: string, ring: string): Promise<void> {
	await child.presses(child.button('Legg til'));
	await child.dialog.getByRole('textbox', { name: 'Navn' }).fill(name);
	await child.presses(child.dialog.getByRole('button', { name: 'Neste' }));
	await child.presses(child.dialog.getByRole('button', { name: ring }));
}

/** Everybody's map shows somebody, as near and with as many ties as the words say. */
export async function allSeeOnMap(people: readonly Person[], name: string, words: RegExp): Promise<void> {
	await each(people, (person) => expect(onMapOf(person, name)).toHaveAccessibleName(words));
}

/** Somebody has no place on these people's map, and waits beside it. */
export async function allSeeWaiting(people: readonly Person[], name: string): Promise<void> {
	await each(people, (person) =>
		expect(person.page.getByTestId('waiting').getByRole('button', { name })).toHaveCount(1)
	);
}

export async function nobodySeesOnMap(people: readonly Person[], name: string): Promise<void> {
	await each(people, (person) => expect(onMapOf(person, name)).toHaveCount(0));
}

/** Looks at somebody, wherever they stand on the map or beside it, and gets their card. */
export async function looksAt(person: Person, name: string): Promise<Locator> {
	const beside = person.page
		.getByRole('group', { name: /^Ikke på kartet ennå/ })
		.getByRole('button', { name });
	if ((await beside.count()) > 0) await person.presses(beside);
	else {
		await onMapOf(person, name).focus();
		await person.page.keyboard.press('Enter');
	}
	const card = person.page.getByTestId('person-card').or(person.page.getByTestId('child-help'));
	await expect(card).toHaveAccessibleName(new RegExp(`^${name}`));
	return card;
}

/** Without a hand on the map: the same four rows everywhere. */
export async function movesTo(person: Person, name: string, ring: string): Promise<void> {
	const card = await looksAt(person, name);
	await person.presses(card.getByRole('button', { name: 'Flytt' }));
	await person.presses(card.getByRole('radio', { name: ring, exact: true }));
	await expect(card.getByRole('radio', { name: ring, exact: true })).toBeChecked();
	await leavesCard(person);
}

export async function changesWords(person: Person, name: string, words: string): Promise<void> {
	const card = await looksAt(person, name);
	await card.getByLabel(/^Sunnivas ord om/).fill(words);
	await leavesCard(person);
}

export async function childMovesTo(child: Person, name: string, ring: string): Promise<void> {
	const card = await looksAt(child, name);
	await child.presses(card.getByRole('button', { name: 'Mer' }));
	await child.presses(card.getByRole('button', { name: /^Flytt/ }));
	await child.presses(card.getByRole('button', { name: ring, exact: true }));
}

/** Back from somebody's card to all of the map: there it can be shown, and more is done with it. */
export async function childLeavesCard(child: Person): Promise<void> {
	const card = child.page.getByTestId('child-help');
	await child.presses(card.getByRole('button', { name: /^Lukk kortet/ }));
	await expect(card).toHaveCount(0);
}

/** How a tie is, who says so, in the words of the form. */
export interface TieWords {
	readonly from: string;
	readonly to: string;
	readonly quality: string;
	readonly saidBy: string;
}

export async function drawsTie(person: Person, tie: TieWords): Promise<void> {
	const card = await looksAt(person, tie.from);
	await person.presses(card.getByRole('button', { name: 'Tegn bånd' }));
	await onMapOf(person, tie.to).focus();
	await person.page.keyboard.press('Enter');
	await person.presses(person.dialog.getByRole('radio', { name: tie.quality }));
	await person.presses(person.dialog.getByRole('radio', { name: tie.saidBy, exact: true }));
	await person.presses(person.dialog.getByRole('button', { name: 'Tegn båndet' }));
	await expect(person.page.getByTestId('draw-tie')).toHaveCount(0);
	await leavesCard(person);
}

/** The child says how it is; nobody asks a child who says so. */
export async function childDrawsTie(child: Person, from: string, to: string, quality: string): Promise<void> {
	const card = await looksAt(child, from);
	await child.presses(card.getByRole('button', { name: 'Tegn bånd' }));
	const { x, y } = await middle(child.page, to);
	await child.page.touchscreen.tap(x, y);
	const ways = child.page.getByTestId('child-draws-tie');
	await child.presses(ways.getByRole('button', { name: quality }));
	await expect(ways).toHaveCount(0);
}

export async function takesAway(person: Person, name: string): Promise<void> {
	const card = await looksAt(person, name);
	await person.presses(card.getByRole('button', { name: 'Ta bort' }));
	await expect(person.page.getByTestId('toast')).toContainText('er tatt bort');
}
export async function takesThatBack(person: Person): Promise<void> {
	await person.presses(person.page.getByTestId('toast').getByRole('button', { name: 'Angre' }));
}

async function leavesCard(person: Person): Promise<void> {
	await person.closes(person.page.getByTestId('person-card'));
}
