// What every page of the plan begins with: who reads, and which version.
import { error, redirect } from '@sveltejs/kit';
import { isId } from '#lib/room/ids.ts';

/** The reader's place in the room; else the page does not exist for them. */
export async function readerOf(locals: App.Locals, room: string, url: URL) {
	const { session, services } = locals;
	if (!session) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
	if (!isId(room)) error(404);
	const reader = await services.participants.standing(services.sql, session.user.id, room);
	if (reader?.state !== 'admitted') error(404);
	return reader;
}

/** A version's number as it stands in the address. */
export function versionNumber(text: string): number {
	if (!/^[1-9]\d{0,5}$/.test(text)) error(404);
	return Number(text);
}
