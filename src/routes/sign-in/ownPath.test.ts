import { describe, expect, it } from 'vitest';
import { ownPath } from './ownPath.ts';

describe('where to go after signing in', () => {
	it('leads back to the page that asked', () => {
		expect(ownPath('/rooms/018f/network?view=list')).toBe('/rooms/018f/network?view=list');
	});

	it.each([
		'//evil.example',
		'/\\evil.example',
		'\\/evil.example',
		'https:evil.example',
		'https://evil.example/rooms',
		'%2f%2fevil.example',
		'/%2f%2fevil.example',
		'/%5cevil.example',
		'/.//evil.example',
		'/a/..//evil.example',
		'/\tevil',
		'\n/evil',
		'javascript:alert(1)',
		'rooms',
		'',
		null
	])('never leads anywhere else: %j', (next) => {
		expect(ownPath(next)).toBe('/rooms');
	});
});
