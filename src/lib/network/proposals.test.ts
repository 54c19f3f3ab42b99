import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { plainAt, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createPerson, movePerson, removePerson, setPerson } from './document.ts';
import { proposalOfRefused } from './proposals.ts';

const author: Author = { by: newId(), at: '2026-12-01T08:00:00.000Z' };

function copies() {
	const room = new Y.Doc();
	const id = createPerson(room, author, { name: 'Solveig', relation: 'neighbour' });
	const mine = new Y.Doc();
	Y.applyUpdate(mine, Y.encodeStateAsUpdate(room));
	const refused = () => ({ id, mine: plainAt(mine, 'people', id) ?? {}, now: plainAt(room, 'people', id) });
	return { id, mine, refused };
}

describe('what was refused on the map, as a proposal', () => {
	test('is somebody new with who they are', () => {
		const { id, refused } = copies();
		expect(proposalOfRefused({ ...refused(), now: null })).toEqual({
			target: { section: 'people' },
			fields: { kind: 'person', name: 'Solveig', relation: 'neighbour' }
		});
		expect(proposalOfRefused({ id, mine: { kind: 'person', name: 7 }, now: null })).toBe(null);
	});

	test('is only what is otherwise than it stands, with what it builds on', () => {
		const { id, mine, refused } = copies();
		setPerson(mine, id, { name: 'Solveig Haug' });
		movePerson(mine, id, { ring: 2, angle: 40 });
		expect(proposalOfRefused(refused())).toEqual({
			target: { section: 'people', entity: id },
			fields: { name: 'Solveig Haug', ring: 2 },
			was: { name: 'Solveig' }
		});
	});

	test('is nothing where somebody was taken away, or nothing that can be proposed was changed', () => {
		const { id, mine, refused } = copies();
		setPerson(mine, id, { relationText: 'bor over gata' });
		expect(proposalOfRefused(refused())).toBe(null);
		removePerson(mine, id, author);
		expect(proposalOfRefused(refused())).toBe(null);
	});
});
