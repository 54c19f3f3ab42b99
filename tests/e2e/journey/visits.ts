// The journey's steps in the visitation plan.
import { expect } from '@playwright/test';
import { addDays, wallTime, weekdayOf } from '../../../src/lib/time/zone.ts';
import { each, type Person } from './person.ts';

/** Days of the room's wall, from today. */
export const today = wallTime(new Date().toISOString(), 'Europe/Oslo').day;
export const inDays = (count: number): string => addDays(today, count);

const weekdays = ['mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag', 'søndag'];
export const weekdayWord = (day: string): string => weekdays[weekdayOf(day) - 1] ?? '';

export interface Arrangement {
	readonly with: string;
	/** The first day; it comes back every week. */
	readonly first: string;
	readonly place: string;
	readonly why: string;
}

export async function makesArrangement(person: Person, what: Arrangement): Promise<void> {
	await person.presses(person.button('Ny avtale').first());
	const form = person.page.getByTestId('new-series');
	await person.presses(form.getByRole('checkbox', { name: new RegExp(`^${what.with}`) }));
	await person.presses(form.getByText('Samvær', { exact: true }));
	await person.presses(form.getByText('Hver uke', { exact: true }));
	await person.presses(form.getByText(weekdayWord(what.first), { exact: true }));
	await form.getByLabel('Fra og med').fill(what.first);
	await form.getByLabel('Fra kl.').fill('16:00');
	await form.getByLabel('Til kl.').fill('18:00');
	await form.getByLabel('Hvor', { exact: true }).fill(what.place);
	await form.getByLabel(/^Hvorfor for/).fill(what.why);
	await person.presses(form.getByRole('button', { name: 'Lag avtalen' }));
	await expect(form).toHaveCount(0);
}

/** Only this day: on another one instead. */
export async function movesDay(person: Person, from: string, to: string, reason: string): Promise<void> {
	await person.presses(person.page.locator(`[data-testid="visit"][data-day="${from}"]`).getByRole('button'));
	const panel = person.page.getByTestId('series-panel');
	await person.presses(panel.getByRole('button', { name: 'Flytt', exact: true }));
	const form = person.page.getByTestId('day-change');
	await form.getByLabel('Ny dag').fill(to);
	await form.getByLabel(/^Hvorfor\?/).fill(reason);
	await person.presses(form.getByRole('button', { name: 'Flytt dagen' }));
	await expect(form).toHaveCount(0);
}

/** The list of days shows a visit on this day, in these words. */
export async function allSeeDay(people: readonly Person[], day: string, words: RegExp): Promise<void> {
	await each(people, (person) =>
		expect(person.page.locator(`[data-testid="visit"][data-day="${day}"]`)).toContainText(words)
	);
}

/** The child counts in nights to sleep. */
export async function childSees(child: Person, heading: string): Promise<void> {
	await expect(child.page.getByRole('heading', { level: 1 })).toHaveText(heading);
}
