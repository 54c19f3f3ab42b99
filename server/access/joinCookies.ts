/**
 * What a device carries on the way in by a link: the token, from the address to the page that asks, and a name of its
 * own, by which its links know it again.
 */
import { accessLimits } from '../limits.ts';
import { isToken, newToken } from './secrets.ts';

/** Cookie that names a device to its links; the database holds only its hash. */
export const deviceCookie = 'device';

/** Cookie that carries the token from the address on the invitation to the page that asks. */
export const linkCookie = 'join';

/** What a route's cookies can do; the server knows no more of SvelteKit. */
interface Cookies {
	get(name: string): string | undefined;
	set(name: string, value: string, options: ReturnType<typeof joinCookie>): void;
}

/** Attributes of the cookies of a join link: for the join pages only. */
function joinCookie(origin: string, maxAge: number) {
	return {
		path: '/join',
		httpOnly: true,
		sameSite: 'lax',
		secure: origin.startsWith('https:'),
		maxAge
	} as const;
}

/**
 * Takes the token out of the address (T49). Anything is carried, so that a malformed link meets the same page as an
 * unknown one. The device is named now, so that a double tap at the end comes from one device.
 */
export function carry(cookies: Cookies, token: string, origin: string): void {
	cookies.set(
		linkCookie,
		isToken(token) ? token : 'none',
		joinCookie(origin, accessLimits.invitationCarryMs / 1000)
	);
	if (!isToken(cookies.get(deviceCookie))) bindDevice(cookies, newToken(), origin);
}

/** Keeps the device's name on the device, long enough for its links. */
export function bindDevice(cookies: Cookies, device: string, origin: string): void {
	cookies.set(deviceCookie, device, joinCookie(origin, 400 * 24 * 60 * 60));
}

/**
 * The token in what somebody pasted: the whole link, or only its end.
 * @returns null where there is none
 */
export function tokenIn(text: string): string | null {
	return /(?:^|\/join\/)([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/u.exec(text.trim())?.[1] ?? null;
}
