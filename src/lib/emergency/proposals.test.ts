import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { plainAt, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { contactWords, createContact, tickCan } from './document.ts';
import { proposalOfRefused } from './proposals.ts';

const author: Author = { by: newId(), at: '2026-12-01T08:00:00.000Z' };

test('what was refused in the emergency plan is proposed as far as it is otherwise than it stands', () => {
	const room = new Y.Doc();
	const person = newId();
	const id = createContact(room, author, { person, can: ['fetch'] });
	const mine = new Y.Doc();
	Y.applyUpdate(mine, Y.encodeStateAsUpdate(room));
	const refused = () => ({
		id,
		mine: plainAt(mine, 'emergency', id) ?? {},
		now: plainAt(room, 'emergency', id)
	});
	expect(proposalOfRefused(refused())).toBe(null);
	tickCan(mine, id, 'stayOvernight', true);
	contactWords(mine, id)?.insert(0, 'Vi har køyeseng.');
	expect(proposalOfRefused(refused())).toEqual({
		target: { section: 'emergency', entity: id },
		fields: { can: ['stayOvernight', 'fetch'], words: 'Vi har køyeseng.' },
		was: { can: ['fetch'], words: '' }
	});
	expect(proposalOfRefused({ ...refused(), now: null })).toMatchObject({
		target: { section: 'emergency' },
		fields: { kind: 'emergencyContact', person, can: ['stayOvernight', 'fetch'] }
	});
});
