// Every bound in one place: how large, how many, how long. Past each of them a person gets words, not a crash.
import * as v from 'valibot';

const kB = 1024;
const MiB = 1024 * kB;
const second = 1000;

/** Sizes in bytes, times in milliseconds. */
export const standardLimits = {
	/** A frame from signed-in staff or the child, from a guest; the first step 2 carries all offline work. */
	frameBytesStaff: 1 * MiB,
	frameBytesGuest: 256 * kB,
	firstFrameBytesStaff: 4 * MiB,
	firstFrameBytesGuest: 1 * MiB,
	fragments: 256,
	structsPerUpdate: 20_000,
	deleteRangesPerUpdate: 10_000,
	documentBytes: 10 * MiB,
	messagesPerSecond: 60,
	messagesBurst: 200,
	/** What one connection may add to documents; offline work, which comes in one piece, is not counted. */
	updateBytesPerMinute: 1 * MiB,
	awarenessBytes: 2 * kB,
	awarenessPerSecond: 20,
	socketsPerSession: 16,
	socketsPerAddress: 60,
	socketsPerRoom: 120,
	socketsPerProcess: 5_000,
	upgradesPerMinute: 60,
	/** What may wait for a page that reads slowly, and how long one may not read at all. */
	outgoingBytes: 4 * MiB,
	drainMs: 15 * second,
	authoriseMs: 5 * second,
	pingMs: 25 * second,
	/** y-websocket leaves when it hears nothing for 30 s. */
	sayMs: 20 * second,
	sweepMs: 15 * second,
	unloadMs: 30 * second,
	/** Group commit: rows and bytes of one statement. */
	batchRows: 1_000,
	batchBytes: 4 * MiB,
	/** Updates that wait while the database does not answer; past it, pages keep what they wrote. */
	queueBytes: 64 * MiB,
	/** A tail of the log this long becomes part of the snapshot; a shorter one when nobody has the document open. */
	compactRows: 500,
	compactBytes: 256 * kB,
	compactIdleRows: 50,
	projectQuietMs: 500,
	projectAtMostMs: 2 * second,
	projectCatchUpMs: 30 * second,
	bodyBytes: 512 * kB,
	headersTimeoutMs: 15 * second,
	requestTimeoutMs: 30 * second,
	keepAliveMs: 65 * second,
	statementMs: 5 * second,
	lockMs: 2 * second,
	poolConnections: 10
} as const satisfies Record<string, number>;

export type Limits = { readonly [name in keyof typeof standardLimits]: number };

/** Numbers of an installation's own, by name; the rest stays standard. Unknown names are refused. */
export const Limits = v.pipe(
	v.partial(
		v.strictObject(
			v.entriesFromList(
				Object.keys(standardLimits) as (keyof Limits)[], // the keys of that very object
				v.pipe(v.number(), v.integer(), v.minValue(1))
			)
		)
	),
	v.transform((overrides): Limits => {
		const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
		return { ...standardLimits, ...Object.fromEntries(given) };
	})
);
