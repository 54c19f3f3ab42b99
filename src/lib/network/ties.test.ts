import { expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import type { Child, Person, Tie } from './network.ts';
import {
	drawableTies,
	lanes,
	likelyType,
	otherEnd,
	saidByParticipant,
	shownEnd,
	tieCounts,
	tiesOf
} from './ties.ts';

const made = { at: '2026-11-24T12:00:00.000Z', by: newId() };
const someone = (fields: Partial<Person>): Person => ({
	id: newId(),
	kind: 'person',
	made,
	name: 'Berit',
	helps: [],
	note: '',
	...fields
});
const tie = (from: string, to: string): Tie => ({
	id: newId(),
	kind: 'tie',
	made,
	from,
	to,
	type: 'family',
	quality: 'close',
	direction: 'both',
	saidBy: 'meeting',
	note: ''
});

const ylva: Child = { id: newId(), kind: 'child', made, name: 'Ylva' };
const berit = someone({ name: 'Berit', relation: 'grandparent' });
const solveig = someone({ name: 'Solveig', relation: 'neighbour' });
const amir = someone({ name: 'Amir', relation: 'healthWorker' });
const beritSolveig = tie(berit.id, solveig.id);
const ylvaBerit = tie(ylva.id, berit.id);

test('the ties of a person are those with them at either end', () => {
	expect(tiesOf(berit.id, [beritSolveig, ylvaBerit])).toEqual([beritSolveig, ylvaBerit]);
	expect(tiesOf(solveig.id, [beritSolveig, ylvaBerit])).toEqual([beritSolveig]);
	expect(otherEnd(beritSolveig, solveig.id)).toBe(berit.id);
	expect(otherEnd(beritSolveig, berit.id)).toBe(solveig.id);
	expect(tieCounts([beritSolveig, ylvaBerit]).get(berit.id)).toBe(2);
});

test('an end that was taken away is “someone”, without the name', () => {
	expect(shownEnd(berit.id, [ylva, solveig])).toBeNull();
	expect(shownEnd(berit.id, [ylva, berit])).toBe(berit);
});

test('a tie is drawn only while both ends stand on the map', () => {
	expect(drawableTies([beritSolveig, ylvaBerit], new Set([ylva.id, berit.id]))).toEqual([ylvaBerit]);
});

test('two ties between the same two lie beside each other, whichever way they were drawn', () => {
	const back = tie(solveig.id, berit.id);
	const lane = lanes([beritSolveig, ylvaBerit, back]);
	expect(
		[lane.get(beritSolveig.id), lane.get(ylvaBerit.id)].map(Math.abs as (lane?: number) => number)
	).toEqual([0, 0]);
	expect(Math.abs(lane.get(back.id) ?? 0)).toBe(1);
	// Seen along its own direction, each of three lies on another line of the paper.
	const third = tie(berit.id, solveig.id);
	const three = [beritSolveig, back, third];
	const onPaper = three.map(({ id, from, to }) => (from < to ? 1 : -1) * (lanes(three).get(id) ?? 0) + 0);
	expect(new Set(onPaper).size).toBe(3);
});

test('the kind of a tie is guessed from who the two are', () => {
	expect(likelyType(ylva, berit)).toBe('family');
	expect(likelyType(berit, solveig)).toBe('friend');
	expect(likelyType(amir, berit)).toBe('professional');
});

test('who says so is the child, the meeting, or a participant', () => {
	expect(saidByParticipant('child')).toBeNull();
	expect(saidByParticipant('meeting')).toBeNull();
	expect(saidByParticipant(`participant:${berit.id}`)).toBe(berit.id);
});
