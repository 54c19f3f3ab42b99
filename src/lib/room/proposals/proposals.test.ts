import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { defineRoots, seedProposals } from '../document.ts';
import { newId } from '../ids.ts';
import {
	acceptProposal,
	createProposal,
	declineProposal,
	readProposals,
	withdrawProposal
} from './document.ts';
import { hasChanged } from './proposals.ts';

const [maren, kari] = [newId(), newId()].map((by) => ({ by, at: '2026-12-10T15:00:00.000Z' })) as [
	{ by: string; at: string },
	{ by: string; at: string }
];
function room(): Y.Doc {
	const doc = new Y.Doc();
	defineRoots(doc, 'room');
	seedProposals(doc, maren.by);
	return doc;
}
const target = { section: 'visits' as const, entity: newId() };

test('a proposal is read with its author, what it would change and what became of it', () => {
	const doc = room();
	const id = createProposal(doc, maren, { target, fields: { a: 2 }, was: { a: 1 }, why: ' Fordi. ' });
	expect(readProposals(doc).proposals).toMatchObject([
		{ id, by: maren.by, target, fields: { a: 2 }, was: { a: 1 }, why: 'Fordi.', state: 'waiting' }
	]);
	withdrawProposal(doc, id, maren);
	expect(readProposals(doc).proposals[0]?.state).toBe('withdrawn');
	declineProposal(doc, id, kari, 'Nei');
	expect(readProposals(doc).proposals[0]).toMatchObject({ state: 'declined', answer: { reason: 'Nei' } });
});

test('what was answered meanwhile is not taken along', () => {
	const doc = room();
	createProposal(doc, maren, { target, fields: {} });
	const [proposal] = readProposals(doc).proposals;
	if (!proposal) throw new Error('no proposal');
	declineProposal(doc, proposal.id, kari, '');
	let made = 0;
	expect(acceptProposal(doc, proposal, kari, () => (made += 1))).toBe(false);
	expect(made).toBe(0);
});

test('nobody proposes without a place, which the server makes', () => {
	expect(() => createProposal(room(), kari, { target, fields: {} })).toThrow();
});

test('what it builds on has changed only where a value is otherwise, whatever order its keys are in', () => {
	const was = { rule: { n: 1, time: '17:00' } };
	expect(hasChanged({ was }, { rule: { time: '17:00', n: 1 } })).toBe(false);
	expect(hasChanged({ was }, { rule: { time: '16:00', n: 1 } })).toBe(true);
	expect(hasChanged({ was }, {})).toBe(true);
	expect(hasChanged({ was: {} }, { rule: 1 })).toBe(false);
});
