// What keeps guessers and finders out, by a clock that is ours: sessions, links, codes and tries.
import { newId } from '#lib/room/ids.ts';
import * as inviting from '../../../server/access/inviting.ts';
import * as joining from '../../../server/access/joining.ts';
import * as networkMap from '../../../server/access/networkMap.ts';
import * as participants from '../../../server/access/participants.ts';
import { passwordProblem } from '../../../server/access/passwords.ts';
import * as screens from '../../../server/access/screens.ts';
import * as sessions from '../../../server/access/sessions.ts';
import * as signInLinks from '../../../server/access/signInLinks.ts';
import * as tries from '../../../server/access/signInTries.ts';
import * as takenAlong from '../../../server/access/takenAlong.ts';
import { accessLimits } from '../../../server/limits.ts';
import type { TestServer } from '../../support/openServer.ts';
import { beside, codeOf, type Case, type LimitName } from './case.ts';

const start = new Date('2026-11-24T08:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const secret = 'a secret of thirty-two letters at least';
const minute = 60_000;

/** A case on a server as it comes. */
function timed(
	limit: LimitName,
	words: readonly string[],
	refused: unknown,
	[at, past]: readonly [number, number],
	what: (server: TestServer, count: number) => Promise<unknown>
): Case {
	const run = (count: number) => beside({}, (server) => what(server, count));
	return { limit, words, refused, at: () => run(at), past: () => run(past) };
}

/** A link for somebody of this role. */
async function link(server: TestServer, role: 'relative' | 'child', withCode = false) {
	const made = await server.room();
	const actor = await participants.byId(server.sql, made.participantId);
	if (!actor) throw new Error('she made the room');
	const person = role === 'child' ? { id: made.childId } : { name: 'Gunnvor Lunde' };
	const way = { lobby: false, withCode };
	const invite = { room: made.roomId, person, role, carer: false, hidden: false, way };
	return inviting.invite(server, actor, invite, start);
}

/** Whether a session that somebody of this kind began stands after so long, used in between or not. */
async function session(server: TestServer, user: string, ms: number, usedEveryMs: number, isChild = false) {
	const { id } = await sessions.start(server.sql, user, start, { isChild });
	for (let at = usedEveryMs; at < ms; at += usedEveryMs) await sessions.fromId(server.sql, id, after(at));
	return (await sessions.fromId(server.sql, id, after(ms))) === null ? 'signed out' : 'taken';
}
const signedOut = ['room_ended', 'ui_errorSignInTitle'];
const never = Infinity;
const slowed = ['ui_errorTooManyTitle'];
const gone = ['ui_errorGoneTitle', 'ui_errorGone'];

/** So many misses by one whom nobody else is counted as; whether they may try again so long after. */
async function misses(
	count: number,
	miss: (now: Date, who: string) => Promise<void>,
	check: (now: Date, who: string) => Promise<void>,
	then: number
): Promise<string> {
	const who = newId();
	for (let n = 0; n < count; n += 1) await miss(start, who);
	return codeOf(check(after(then), who));
}

/** So many tries from one address that nobody else has, each to an account as `account` says; what comes of the last. */
async function signIns(
	server: TestServer,
	count: number,
	account: (n: number) => string,
	lastAfterMs = 0
): Promise<string> {
	let came = '';
	const address = newId();
	for (let n = 1; n <= count; n += 1) {
		const attempt = { account: account(n), address, device: null };
		came = await codeOf(
			tries.countSignInTry(server.sql, secret, attempt, n === count ? after(lastAfterMs) : start)
		);
	}
	return came;
}

/** What comes of the last of so many things that a caseworker takes along within a minute: maps and reports count alike. */
async function takes(server: TestServer, count: number): Promise<string> {
	const { user, roomId } = await server.room();
	const place = await participants.standing(server.sql, user, roomId);
	if (!place) throw new Error('she made the room');
	// A minute before nothing counts any more.
	await networkMap.exported(server.sql, place, 'png', after(-minute));
	let came = '';
	for (let n = 1; n <= count; n += 1) {
		const way =
			n % 2 === 0
				? networkMap.exported(server.sql, place, 'print', after(n))
				: takenAlong.searchReport(server.sql, place, 'text', after(n));
		came = await codeOf(way);
	}
	return came;
}

/** One account, that nobody else tries. */
function one(): () => string {
	const id = newId();
	return () => `${id}@landsby.example`;
}

export const access: readonly Case[] = [
	{
		limit: 'passwordLengthMin',
		words: [],
		refused: 'tooShort',
		at: () => Promise.resolve(passwordProblem('tolv tegn ja') ?? 'taken'),
		past: () => Promise.resolve(passwordProblem('elleve tegn'))
	},
	{
		limit: 'passwordBytesMax',
		words: [],
		refused: 'tooLong',
		at: () => Promise.resolve(passwordProblem('lampelys'.repeat(32)) ?? 'taken'),
		past: () => Promise.resolve(passwordProblem(`${'lampelys'.repeat(32)}!`))
	},
	timed('staffIdleMs', signedOut, 'signed out', [60 * minute - 1, 60 * minute], async (server, ms) =>
		session(server, (await server.room()).user, ms, never)
	),
	timed(
		'staffAbsoluteMs',
		signedOut,
		'signed out',
		[12 * 60 * minute - 1, 12 * 60 * minute],
		async (server, ms) => session(server, (await server.room()).user, ms, 30 * minute)
	),
	timed(
		'guestAbsoluteMs',
		signedOut,
		'signed out',
		[24 * 60 * minute - 1, 24 * 60 * minute],
		async (server, ms) => {
			const { user } = await server.guest((await server.room()).roomId, 'parent');
			return session(server, user, ms, never);
		}
	),
	timed(
		'childAbsoluteMs',
		signedOut,
		'signed out',
		[4 * 60 * minute - 1, 4 * 60 * minute],
		async (server, ms) => {
			const { token } = await link(server, 'child');
			const yes = { token, device: null, session: null, who: null };
			const { sessionId } = await joining.accept(server.sql, yes, start);
			return (await sessions.fromId(server.sql, sessionId, after(ms))) === null ? 'signed out' : 'taken';
		}
	),
	timed(
		'invitationLifeMs',
		gone,
		'dead',
		[accessLimits.invitationLifeMs - 1, accessLimits.invitationLifeMs],
		async (server, ms) => {
			const { token } = await link(server, 'relative');
			const { state } = await joining.look(server.sql, token, null, after(ms));
			return state === 'dead' ? state : 'taken';
		}
	),
	timed('spokenCodeTries', gone, 'gone', [4, 5], async (server, wrong) => {
		const { token, code } = await link(server, 'relative', true);
		const yes = { token, device: null, session: null, who: null };
		const other = code === '000000' ? '000001' : '000000';
		for (let n = 0; n < wrong; n += 1)
			await codeOf(joining.accept(server.sql, { ...yes, code: other }, start));
		return codeOf(joining.accept(server.sql, { ...yes, code }, start));
	}),
	timed('linkMisses', slowed, 'tooMany', [9, 10], ({ sql }, count) =>
		misses(
			count,
			(now, who) => tries.countLinkMiss(sql, secret, who, now),
			(now, who) => tries.checkLinkMisses(sql, secret, who, now),
			0
		)
	),
	// The other way round: before it is over nobody may, then they may again.
	timed('missesWindowMs', slowed, 'tooMany', [10 * minute + 1, 10 * minute - 1], ({ sql }, ms) =>
		misses(
			10,
			(now, who) => tries.countLinkMiss(sql, secret, who, now),
			(now, who) => tries.checkLinkMisses(sql, secret, who, now),
			ms
		)
	),
	timed('screenMisses', slowed, 'tooMany', [4, 5], ({ sql }, count) =>
		misses(
			count,
			(now, who) => tries.countScreenMiss(sql, secret, who, now),
			(now, who) => tries.checkScreenMisses(sql, secret, who, now),
			0
		)
	),
	timed(
		'takenAlongPerMinute',
		['network_out_not_recorded', 'staff_report_not_recorded'],
		'tooMany',
		[20, 21],
		takes
	),
	timed('screenCodeLifeMs', [], 'none', [2 * minute - 1, 2 * minute], async ({ sql }, ms) => {
		const token = await screens.ask(sql, 'Chrome, Windows', start);
		const { step } = await screens.progress(sql, token, after(ms));
		return step === 'code' ? 'taken' : step;
	}),
	timed('signInLinkLifeMs', gone, 'gone', [15 * minute - 1, 15 * minute], async (server, ms) => {
		const { user } = await server.room();
		const { token } = await signInLinks.make(server.sql, user, start);
		return codeOf(signInLinks.use(server.sql, token, after(ms)));
	}),
	timed('signInTriesPerAccount', slowed, 'tooMany', [10, 11], (server, count) =>
		signIns(server, count, one())
	),
	timed('signInTriesPerAddress', slowed, 'tooMany', [100, 101], (server, count) =>
		signIns(server, count, (n) => `somebody${n}@landsby.example`)
	),
	// Until it is over the tries count; then they are forgotten.
	timed('signInWindowMs', slowed, 'tooMany', [15 * minute + 1, 500], (server, ms) =>
		signIns(server, 11, one(), ms)
	),
	// After twenty tries it would be 2^10 seconds, which is longer than anybody waits.
	timed('signInDelayMaxMs', slowed, 'tooMany', [5 * minute, 5 * minute - 1_000], async (server, ms) => {
		const { sql } = server;
		const attempt = { account: newId(), address: newId(), device: null };
		const at = (when: Date) => codeOf(tries.countSignInTry(sql, secret, attempt, when));
		let now = start.getTime();
		for (let n = 0; n < 10; n += 1) await at(new Date(now));
		// Each as early as it may be, until the delay would be past its bound.
		for (let n = 0; n < 9; n += 1) {
			now += 2 ** n * 1_000;
			await at(new Date(now));
		}
		return at(new Date(now + ms));
	})
];
