// The journey's steps in the emergency plan, and in what only those who care for the child read of it.
import { expect, type Locator } from '@playwright/test';
import { each, type Person } from './person.ts';

type View = 'Nå' | 'Dekning' | 'Folk' | 'Om Sunniva';

export async function looksAtView(person: Person, view: View): Promise<void> {
	const link = person.page
		.getByRole('navigation', { name: 'Deler av akuttplanen' })
		.getByRole('link', { name: view, exact: true });
	await person.presses(link);
	await expect(link).toHaveAttribute('aria-current', 'true');
}

/** Puts somebody of the map into the plan. */
export async function addsWhoCanCome(person: Person, name: string): Promise<void> {
	await person.presses(person.button(/^Legg til (en som kan komme|den første)$/));
	await person.presses(person.dialog.getByText(name, { exact: true }));
	await person.presses(person.dialog.getByText('Komme hit', { exact: true }));
	await person.presses(person.dialog.getByText('Alltid', { exact: true }));
	await person.presses(person.dialog.getByRole('button', { name: 'Legg til', exact: true }));
	await expect(contacts(person).filter({ hasText: name.split(' ')[0] ?? name })).toHaveCount(1);
}

/** The lines of the plan, in calling order. */
export function contacts(person: Person): Locator {
	return person.page.getByTestId('emergency-contacts').getByRole('listitem');
}

/** Opens somebody's line. */
export async function opensLine(person: Person, name: string): Promise<Locator> {
	const panel = person.page.getByTestId('contact-panel');
	if ((await panel.count()) === 0 || (await panel.getAttribute('aria-label')) !== name)
		await person.presses(contacts(person).filter({ hasText: name }).getByRole('button', { name }).first());
	await expect(panel).toHaveAccessibleName(name);
	return panel;
}

export async function closesLine(person: Person): Promise<void> {
	await person.closes(person.page.getByTestId('contact-panel'));
}

export async function writesAnswer(person: Person, name: string, answer: string): Promise<void> {
	const panel = await opensLine(person, name);
	await panel.getByLabel('Samtykke', { exact: true }).selectOption(answer);
}

export async function ticks(person: Person, name: string, task: string): Promise<void> {
	const panel = await opensLine(person, name);
	await person.presses(panel.getByText(task, { exact: true }));
	await expect(panel.getByRole('checkbox', { name: task })).toBeChecked();
}

export async function writesOwnWords(person: Person, name: string, words: string): Promise<void> {
	const panel = await opensLine(person, name);
	await panel.getByLabel('Med egne ord').fill(words);
}

/** Whoever may not change somebody's words reads them. */
export async function reads(person: Person, name: string, words: string): Promise<void> {
	const panel = await opensLine(person, name);
	const field = panel.getByLabel('Med egne ord');
	if ((await field.count()) > 0) await expect(field).toHaveValue(words);
	else await expect(panel).toContainText(words);
}

export async function movesUp(person: Person, name: string): Promise<void> {
	await person.presses(person.button(`Flytt ${name} opp`));
}

/** Everybody sees who is called first, second and so on. */
export async function allSeeOrder(people: readonly Person[], names: readonly string[]): Promise<void> {
	await each(people, async (person) => {
		await expect(contacts(person)).toHaveCount(names.length);
		for (const [index, name] of names.entries())
			await expect(contacts(person).nth(index)).toContainText(name);
	});
}

/** A number, and how far away somebody is: for those who care for the child. */
export async function writesNumber(person: Person, name: string, number: string, minutes: string) {
	const panel = await opensLine(person, name);
	await person.presses(panel.getByRole('button', { name: 'Legg til nummer' }));
	await panel.getByLabel('Nytt nummer').fill(number);
	await person.presses(panel.getByRole('button', { name: 'Lagre nummeret' }));
	await panel.getByLabel('Minutter unna').fill(minutes);
	await panel.getByLabel('Minutter unna').blur();
	await person.presses(panel.getByText('nøkkel', { exact: true }));
}

export async function writesAbout(person: Person, label: string, words: string): Promise<void> {
	await person.page.getByLabel(label, { exact: true }).fill(words);
}

export async function allReadAbout(people: readonly Person[], label: string, words: string): Promise<void> {
	await each(people, async (person) => {
		const section = person.page.getByRole('region', { name: 'Om Sunniva' });
		const field = section.getByRole('textbox', { name: label, exact: true });
		await expect(section).toBeVisible();
		if ((await field.count()) > 0) await expect(field).toHaveValue(words);
		else await expect(section).toContainText(words);
	});
}

/** What stands under “For dem som har omsorgen”. */
export function care(person: Person): Locator {
	return person.page.getByTestId('care');
}

/** Health, whom not to call, where the key is. */
export async function writesCare(person: Person): Promise<void> {
	const part = care(person);
	await person.presses(part.getByRole('group').getByRole('button', { name: 'Allergi' }));
	await part.getByRole('textbox', { name: 'Allergi' }).fill('Tåler ikke penicillin');
	await person.presses(part.getByRole('button', { name: 'Legg til en advarsel' }));
	await part.getByLabel('Hvem?').selectOption('En som ikke står på kartet');
	await part.getByLabel('Navn', { exact: true }).fill('Roar Ukjent');
	await person.presses(part.getByRole('button', { name: 'Lagre' }));
	await part.getByLabel('Hvorfor, og hva dere gjør').fill('Ring politiet');
	await person.presses(part.getByRole('button', { name: 'Legg til et sted' }));
	await part.getByLabel('Hvor eller hva').fill('Nøkkelboksen');
	await person.presses(part.getByRole('button', { name: 'Lagre' }));
	await part.getByRole('textbox', { name: 'Nøkkelboksen' }).fill('Koden er 4711');
}

export async function readsCare(person: Person): Promise<void> {
	const part = care(person);
	await expect(part.getByRole('textbox', { name: 'Allergi' })).toHaveValue('Tåler ikke penicillin');
	await expect(part).toContainText('Roar Ukjent');
	await expect(part.getByLabel('Hvorfor, og hva dere gjør')).toHaveValue('Ring politiet');
	await expect(part.getByRole('textbox', { name: 'Nøkkelboksen' })).toHaveValue('Koden er 4711');
}
