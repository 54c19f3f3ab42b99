// The journey's steps in the child's voice: how it is, in the child's own words, shared when the child says so.
import { expect } from '@playwright/test';
import { each, type Person } from './person.ts';

export async function childSays(child: Person, face: string, words: string): Promise<void> {
	await child.presses(child.button('Si noe nytt'));
	await child.presses(child.page.getByRole('radio', { name: face }).locator('xpath=..'));
	await expect(child.page.getByRole('radio', { name: face })).toBeChecked();
	await child.presses(child.button('Neste'));
	await child.page.getByLabel('Skriv her').fill(words);
	await child.presses(child.button('Neste'));
	await expect(child.page.getByRole('heading', { name: 'Hvem skal få se det?' })).toBeVisible();
}

export async function childShares(child: Person): Promise<void> {
	await child.presses(child.button('Del med alle i rommet'));
	// A promise: it stands there once the room has it.
	await expect(child.page.getByRole('heading', { name: 'Delt med alle i rommet.' })).toBeVisible();
}

/** The child's words stand at home, with the face that goes with them. */
export async function allHear(people: readonly Person[], face: string, words: string): Promise<void> {
	await each(people, async (person) => {
		const quote = person.page.getByTestId('voice-quote');
		await expect(quote).toContainText(words);
		await expect(quote).toContainText(face);
	});
}
