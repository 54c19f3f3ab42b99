// Somebody's page, and what went wrong in it.
import type { BrowserContext, Page } from '@playwright/test';
import type { Landsby } from './landsby.ts';
import { signIn } from './signIn.ts';

export interface Opened {
	readonly page: Page;
	/** Script errors, and breaches of the content policy: there must be none. */
	readonly faults: string[];
}

/**
 * Opens a page in somebody's browser.
 * @param who an account by its e-mail address, or a participant by id
 * @param path of the page, from the first slash on
 */
export async function openFor(
	context: BrowserContext,
	landsby: Landsby,
	who: string,
	path: string
): Promise<Opened> {
	await signIn(context, landsby, who);
	const page = await context.newPage();
	const faults = faultsOf(page);
	await page.goto(landsby.origin + path);
	return { page, faults };
}

/** Writes down what goes wrong in a page from now on. */
export function faultsOf(page: Page): string[] {
	const faults: string[] = [];
	page.on('pageerror', (error) => faults.push(error.message));
	page.on('console', (message) => {
		if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
	});
	return faults;
}
