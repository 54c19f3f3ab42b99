/** Where the picture of somebody is found: their photograph, else the drawing that was chosen, else none. */
import type { Room } from '#lib/room/room.svelte.ts';
import type { Face } from './faces.ts';
import type { Person } from './network.ts';

/** Addresses of the drawings, as the build names them; each is fetched once and kept by the browser. */
const drawings = import.meta.glob<string>('./faces/*.svg', {
	query: '?no-inline',
	import: 'default',
	eager: true
});

/** The address of a drawing. */
export function drawingOf(face: Face): string {
	return drawings[`./faces/${face}.svg`] ?? '';
}

/**
 * The address of what is shown for somebody, or null: then it is their initial.
 * @param room whose they are; a shared screen stands where anybody may walk past, and is sent no photographs
 */
export function faceOf(
	room: Pick<Room, 'id' | 'me'>,
	person: Pick<Person, 'id' | 'picture' | 'avatar'>
): string | null {
	if (person.picture !== undefined && room.me.role !== 'screen')
		return `/rooms/${room.id}/pictures/${person.id}/${person.picture}`;
	return person.avatar === undefined ? null : drawingOf(person.avatar);
}
