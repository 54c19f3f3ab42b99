import { expect, test } from 'vitest';
import { wordsWithRoom, type Word } from './gapWords.ts';

const word = (id: string, x: number, y: number): Word => ({ id, at: { x, y }, width: 100, height: 20 });

test('of words that would lie on each other the first is written, and none on what stands there', () => {
	const words = [word('a', 0, 0), word('on a', 99, 19), word('beside', 100, 0), word('below', 0, 20)];
	expect([...wordsWithRoom(words, [])]).toEqual(['a', 'beside', 'below']);
	expect([...wordsWithRoom(words, [word('somebody', -40, -10)])]).toEqual(['on a']);
});
