import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { gapsIn } from './gaps.ts';

const isak = newId();
const pappa = newId();

describe('[V14] what an arrangement lacks', () => {
	test('a visit needs somebody who brings and somebody who fetches', () => {
		expect(gapsIn({ with: [isak], type: 'visit' })).toEqual(['brings', 'fetches']);
		expect(gapsIn({ with: [isak], type: 'visit', handover: { brings: pappa } })).toEqual(['fetches']);
		expect(gapsIn({ with: [isak], type: 'visit', handover: { brings: pappa, fetches: isak } })).toEqual([]);
	});

	test('a call, a video call and a letter need nobody to drive', () => {
		for (const type of ['phone', 'video', 'letter'] as const)
			expect(gapsIn({ with: [isak], type })).toEqual([]);
	});

	test('supervision needs somebody who supervises; support and none do not', () => {
		expect(gapsIn({ with: [isak], type: 'phone', supervision: 'supervised' })).toEqual(['supervisor']);
		expect(gapsIn({ with: [isak], type: 'phone', supervision: 'supervised', supervisor: pappa })).toEqual([]);
		expect(gapsIn({ with: [isak], type: 'phone', supervision: 'support' })).toEqual([]);
	});

	test('an arrangement with nobody says so', () => {
		expect(gapsIn({ with: [], type: 'letter' })).toEqual(['with']);
	});
});
