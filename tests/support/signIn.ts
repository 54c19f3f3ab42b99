import type { BrowserContext } from '@playwright/test';
import type { Landsby } from './landsby.ts';

/** As the product's own it is there yet when the browser is started again. */
const dayInSeconds = 86_400;

/**
 * Gives a browser a session of its own, as the page for signing in would.
 * @param who an account by its e-mail address, or a participant by id
 */
export async function signIn(context: BrowserContext, landsby: Landsby, who: string): Promise<void> {
	const [name = '', value = ''] = (await landsby.session(who)).split('=');
	const expires = Math.floor(Date.now() / 1000) + dayInSeconds;
	await context.addCookies([{ name, value, url: landsby.origin, httpOnly: true, sameSite: 'Lax', expires }]);
}
