// Limits that need a page that is slow, a whole browser or a queue to be seen: where they are shown.
import type { Neighbour } from './case.ts';

const hostile = 'tests/sync/hostile.test.ts';
const signIn = 'tests/server/signIn.test.ts';

export const neighbours: readonly Neighbour[] = [
	{
		limit: 'outgoingBytes',
		words: ['room_too_slow_bar', 'room_too_slow'],
		file: hostile,
		title: '[T9] a page that does not read is let go'
	},
	{
		limit: 'drainMs',
		words: ['room_too_slow_bar', 'room_too_slow'],
		file: hostile,
		title: '[T9] a page that has stopped reading altogether is let go'
	},
	{ limit: 'pingMs', words: [], file: hostile, title: '[T10] a page that is gone without a word is found' },
	{ limit: 'sayMs', words: [], file: hostile, title: '[M3] a page alone in a quiet room hears something' },
	{
		limit: 'sweepMs',
		words: ['room_ended', 'room_withdrawn'],
		file: hostile,
		title: '[T3] a session that ends in the database ends its pages with the next sweep'
	},
	{
		limit: 'queueBytes',
		words: ['room_changes_wait'],
		file: 'tests/sync/updateLog.test.ts',
		title: 'past its bound it gives up what waits, and the pages keep what they wrote'
	},
	{
		limit: 'passwordsAtOnce',
		words: ['ui_errorTooManyTitle'],
		file: signIn,
		title: 'is checked for four at a time; more than fifty waiting are told to come back'
	},
	{
		limit: 'passwordsWaiting',
		words: ['ui_errorTooManyTitle'],
		file: signIn,
		title: 'is checked for four at a time; more than fifty waiting are told to come back'
	},
	{
		limit: 'invitationCarryMs',
		words: [],
		file: 'tests/server/invitations.test.ts',
		title: 'is remembered by the page behind it for ten minutes'
	}
];
