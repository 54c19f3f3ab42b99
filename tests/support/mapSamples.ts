// People and ties as a document gives them, for tests of the rules that read them.
import { newId } from '#lib/room/ids.ts';
import type { Person, Tie } from '#lib/network/network.ts';

const made = { at: '2026-11-24T12:00:00.000Z', by: newId() };

export function samplePerson(name: string, fields: Partial<Person> = {}): Person {
	return { id: newId(), kind: 'person', made, name, helps: [], note: '', ...fields };
}

/** A close tie of the family, as the meeting says. */
export function sampleTie(from: { id: string }, to: { id: string }, fields: Partial<Tie> = {}): Tie {
	return {
		id: newId(),
		kind: 'tie',
		made,
		from: from.id,
		to: to.id,
		type: 'family',
		quality: 'close',
		direction: 'both',
		saidBy: 'meeting',
		note: '',
		...fields
	};
}
