/** Photographs of people on their way to the server and away from it. Their id comes back with the document. */
import { deserialize } from '$app/forms';
import { m } from '#lib/paraglide/messages.js';
import type { Room } from '#lib/room/room.svelte.ts';

/** What of a telephone's own formats is turned into a JPEG by the telephone itself, where only these are asked for. */
export const pictureTypes = 'image/jpeg,image/png,image/webp';

const problems = {
	notAPicture: m.network_picture_not_one,
	tooLarge: m.network_picture_too_large,
	full: m.network_picture_full,
	busy: m.network_picture_busy,
	forbidden: m.network_picture_forbidden,
	gone: m.network_picture_gone,
	unreachable: m.network_picture_unreachable
};
export type PictureProblem = keyof typeof problems;
export const pictureProblemInWords = (problem: PictureProblem): string => problems[problem]();

type Sent = { readonly picture: string | null } | { readonly problem: PictureProblem };

/** Gives somebody a photograph, takes it away, or puts back the one that was taken away. */
export const givePicture = (room: Room, person: string, picture: File): Promise<Sent> =>
	send(room, 'addPicture', { person, picture });
export const takePictureAway = (room: Room, person: string): Promise<Sent> =>
	send(room, 'takePictureAway', { person });
export const putPictureBack = (room: Room, person: string, picture: string): Promise<Sent> =>
	send(room, 'putPictureBack', { person, picture });

async function send(
	room: Room,
	form: string,
	fields: Readonly<Record<string, string | File>>
): Promise<Sent> {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields)) body.append(name, value);
	try {
		const answer = await fetch(`/rooms/${room.id}/network?/${form}`, {
			method: 'POST',
			headers: { 'x-sveltekit-action': 'true' },
			body
		});
		const result = deserialize(await answer.text());
		if (result.type === 'success') return { picture: textIn(result.data, 'picture') };
		const code = result.type === 'failure' ? textIn(result.data, 'problem') : null;
		return { problem: isProblem(code) ? code : 'unreachable' };
	} catch {
		return { problem: 'unreachable' };
	}
}

function textIn(data: Record<string, unknown> | undefined, name: string): string | null {
	const value = data?.[name];
	return typeof value === 'string' ? value : null;
}

function isProblem(code: string | null): code is PictureProblem {
	return code !== null && code in problems;
}
