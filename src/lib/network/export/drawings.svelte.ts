/** The drawings that people of a map have chosen, as they go along with it. Browser only. */
import { drawingOf } from '../faceAddress.svelte.ts';
import type { Face } from '../faces.ts';
import type { Person } from '../network.ts';
import { drawingFor } from './faces.ts';

const fetched = new Map<Face, string>();

/** What of them is here already: the browser's own print waits for nothing. */
export const drawingsHere = (): ReadonlyMap<Face, string> => fetched;

/** Fetches those that are needed; whose drawing cannot be fetched has a letter, as everybody has who has chosen none. */
export async function fetchDrawings(people: readonly Person[]): Promise<ReadonlyMap<Face, string>> {
	const wanted = new Set(people.flatMap((person) => drawingFor(person) ?? []));
	await Promise.all(
		[...wanted]
			.filter((face) => !fetched.has(face))
			.map(async (face) => {
				const answer = await fetch(drawingOf(face)).catch(() => null);
				if (answer?.ok) fetched.set(face, await answer.text());
			})
	);
	return fetched;
}
