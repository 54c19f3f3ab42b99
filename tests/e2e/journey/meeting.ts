// The journey's steps in a meeting: agenda, notes that several write at once, what is agreed, who does what.
import { expect, type Locator } from '@playwright/test';
import { each, type Person } from './person.ts';

export type List = 'agenda' | 'agreements' | 'tasks';

/** What one writes into to add to a list, and the tab of a narrow screen behind which it lies. */
const lists: Record<List, { field: string; tab: string }> = {
	agenda: { field: 'Ny sak', tab: 'Saker' },
	agreements: { field: 'Skriv det dere er enige om', tab: 'Avtalt' },
	tasks: { field: 'Ny oppgave', tab: 'Avtalt' }
};

export async function makesMeeting(person: Person, title: string, day: string): Promise<void> {
	await person.presses(person.button('Avtal et møte').first());
	await person.page.getByLabel('Navn på møtet').fill(title);
	await person.page.getByLabel('Dag', { exact: true }).fill(day);
	await person.page.getByLabel('Fra kl.').fill('16:00');
	await person.presses(person.button('Lag møtet'));
	await expect(person.page).toHaveURL(/\/meetings\/[0-9a-f-]{36}$/);
}

export async function opensMeeting(person: Person, title: string): Promise<void> {
	await person.presses(person.page.getByRole('link', { name: new RegExp(title) }).first());
	await expect(person.page).toHaveURL(/\/meetings\/[0-9a-f-]{36}$/);
}

/** On a narrow screen the parts of a meeting lie behind each other. */
export async function turnsTo(person: Person, tab: string): Promise<void> {
	const choice = person.page.getByRole('group', { name: 'Deler av møtet' }).getByText(tab, { exact: true });
	if (await choice.isVisible()) await person.presses(choice);
}

export function notes(person: Person): Locator {
	return person.page.getByRole('textbox', { name: 'Notater' });
}

/** Goes to the end of the notes and types as a person does. */
export async function types(person: Person, words: string): Promise<void> {
	await notes(person).press('Control+End');
	await notes(person).pressSequentially(words, { delay: 20 });
}

/** The notes as this person has them, without the names at others' cursors. */
export function written(person: Person): Promise<string> {
	return notes(person).evaluate((element) => {
		const copy = element.cloneNode(true) as HTMLElement;
		for (const cursor of copy.querySelectorAll('[class*="caret"]')) cursor.remove();
		return copy.textContent.replaceAll('\u2060', '');
	});
}

export async function allReadInNotes(people: readonly Person[], words: readonly string[]): Promise<void> {
	await each(people, async (person) => {
		for (const each of words) await expect.poll(() => written(person)).toContain(each);
	});
}

/** Whether every letter of the one stands in the other, in its order: others may have written in between. */
export function holds(text: string, earlier: string): boolean {
	let found = 0;
	for (let at = 0; at < text.length && found < earlier.length; at += 1)
		if (text[at] === earlier[found]) found += 1;
	return found === earlier.length;
}

export async function adds(person: Person, list: List, words: string): Promise<void> {
	const { field, tab } = lists[list];
	await turnsTo(person, tab);
	const input = person.page.getByRole('textbox', { name: field });
	await input.fill(words);
	await input.press('Enter');
	await expect(input).toHaveValue('');
}

/** Everybody has these in that list, also behind a tab. */
export async function allHave(people: readonly Person[], list: List, words: readonly string[]) {
	await each(people, async (person) => {
		await turnsTo(person, lists[list].tab);
		for (const each of words) await expect(person.page.getByRole('button', { name: each })).toBeVisible();
	});
}

/** Gives a task to somebody of the map, until a day. */
export async function gives(person: Person, task: string, to: string, until: string): Promise<void> {
	await turnsTo(person, 'Avtalt');
	await person.presses(person.page.getByRole('button', { name: task, exact: true }));
	await person.page.getByRole('combobox', { name: /^Hvem/ }).selectOption({ label: to });
	await person.page.getByLabel(/^Frist/).fill(until);
	await person.presses(person.button('Ferdig'));
}

export async function ticksDone(person: Person, words: string): Promise<void> {
	await person.presses(person.page.getByRole('checkbox', { name: `Ferdig: ${words}` }));
}
export async function allSeeDone(people: readonly Person[], list: List, words: string): Promise<void> {
	await each(people, async (person) => {
		await turnsTo(person, lists[list].tab);
		await expect(person.page.getByRole('checkbox', { name: `Ferdig: ${words}` })).toBeChecked();
	});
}
