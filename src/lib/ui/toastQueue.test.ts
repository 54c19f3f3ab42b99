import { expect, test } from 'vitest';
import { queued, waitingAtMost } from './toastQueue.ts';

interface One {
	readonly text: string;
	readonly action: 'undo' | undefined;
}
const removed = (text: string): One => ({ text, action: 'undo' });
const told = (text: string): One => ({ text, action: undefined });
const after = (...some: One[]) =>
	some
		.reduce<readonly One[]>((queue, one) => queued(queue, one, one.action === 'undo') ?? queue, [])
		.map(({ text }) => text);

test('what was removed last is offered first, and the earlier ones are not lost', () => {
	expect(after(removed('Berit'), removed('Silje'), removed('Arne'))).toEqual(['Arne', 'Silje', 'Berit']);
});

test('an offer goes before what is only told, which keeps its order', () => {
	expect(after(told('one'), told('two'), removed('Berit'))).toEqual(['Berit', 'one', 'two']);
});

test('a full queue refuses what is only told, and never an offer: that takes the place of something told', () => {
	const full = [removed('Berit'), told('one'), told('two'), removed('Silje')];
	expect(full).toHaveLength(waitingAtMost + 1);
	expect(queued(full, told('three'), false)).toBeNull();
	expect(queued(full, removed('Arne'), true)?.map(({ text }) => text)).toEqual([
		'Arne',
		'Berit',
		'one',
		'Silje'
	]);
	const offers = ['a', 'b', 'c', 'd'].map(removed);
	expect(queued(offers, removed('e'), true)?.map(({ text }) => text)).toEqual(['e', 'a', 'b', 'c']);
});
