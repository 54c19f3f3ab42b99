import { expect, test } from 'vitest';
import { viewIn } from './view.ts';

test('an address may ask for a view, and asks for none when it says something else', () => {
	expect(viewIn(new URLSearchParams('view=list'))).toBe('list');
	expect(viewIn(new URLSearchParams('view=<script>'))).toBeNull();
	expect(viewIn(new URLSearchParams(''))).toBeNull();
});
