// What one participant may cost over all their pages, by a clock of its own; that the server asks it stands in
// tests/sync/dear.test.ts.
import { standardLimits } from '../../../server/limits.ts';
import { Allowances, type Allowance } from '../../../server/sync/allowances.ts';
import { on, type Case, type LimitName } from './case.ts';

type Limits = Parameters<typeof on>[0];
/** Something that is used, so long after the beginning. */
type Used = readonly [afterMs: number, use: (allowance: Allowance) => unknown];

const words = ['room_too_many_bar', 'room_too_many'];
const [minute, day] = [60_000, 24 * 3_600_000];

/** What comes of whoever uses so much; the last use, or the next after it, is the one that is refused. */
function using(limits: Limits, uses: readonly Used[]): Promise<unknown> {
	let now = 0;
	const allowances = new Allowances({ ...standardLimits, ...limits }, () => now);
	let isTaken = true;
	for (const [afterMs, use] of uses) {
		now = afterMs;
		// Whoever waits so long is not begun anew.
		allowances.prune();
		isTaken = use(allowances.of('Berit')) !== false;
	}
	return Promise.resolve(isTaken && allowances.of('Berit').usedUp === null ? 'taken' : 4529);
}

function used(limit: LimitName, limits: Limits, at: readonly Used[], past: readonly Used[]): Case {
	return { limit, words, refused: 4529, at: () => using(limits, at), past: () => using(limits, past) };
}

const clients = (count: number) => (allowance: Allowance) => allowance.takeClients(count);
const conflicts = (steps: number, bytes: number) => (allowance: Allowance) => {
	allowance.spendConflicts(steps, bytes);
};
const judging = (ms: number) => (allowance: Allowance) => {
	allowance.spendJudging(ms);
};
const reread = (allowance: Allowance) => {
	allowance.spendReread();
};

export const allowances: readonly Case[] = [
	used(
		'freshClients',
		{ freshClients: 3 },
		[
			[0, clients(2)],
			[0, clients(1)]
		],
		[
			[0, clients(2)],
			[0, clients(2)]
		]
	),
	used(
		'freshClientsPerDay',
		{ freshClients: 3, freshClientsPerDay: 2 },
		[
			[0, clients(3)],
			[day, clients(2)]
		],
		[
			[0, clients(3)],
			[day, clients(3)]
		]
	),
	// A step for two bytes is what they are worth by themselves.
	used('conflictStepsKept', { conflictStepsKept: 90 }, [[0, conflicts(99, 20)]], [[0, conflicts(100, 20)]]),
	used(
		'conflictStepsPerDay',
		{ conflictStepsKept: 90, conflictStepsPerDay: 10 },
		[
			[0, conflicts(90, 0)],
			[day, conflicts(9, 0)]
		],
		[
			[0, conflicts(90, 0)],
			[day, conflicts(10, 0)]
		]
	),
	used(
		'judgeMsPerMinute',
		{ judgeMsPerMinute: 600 },
		[
			[0, judging(599)],
			[minute / 2, judging(300)]
		],
		[
			[0, judging(599)],
			[minute / 2, judging(301)]
		]
	),
	used(
		'rereadsPerHour',
		{ rereadsPerHour: 3 },
		[
			[0, reread],
			[0, reread]
		],
		[
			[0, reread],
			[0, reread],
			[0, reread]
		]
	)
];
