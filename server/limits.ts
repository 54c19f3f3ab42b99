// Every bound in one place: how large, how many, how long. Past each of them a person gets words, not a crash.
// tests/security/limits.test.ts has a case for each name. How long words may be stands in src/lib/room/lengths.ts, since
// the fields of the pages hold to it, too.
import * as v from 'valibot';
import { lineMax, meetingNotesMax, noteMax, peopleMax, textMax, tiesMax } from '#lib/room/lengths.ts';

const kB = 1024;
const MiB = 1024 * kB;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Sizes in bytes, times in milliseconds. An installation may set its own by LANDSBY_LIMITS. */
export const standardLimits = {
	/** A frame from signed-in staff or the child, from a guest; the first step 2 carries all offline work. */
	frameBytesStaff: 1 * MiB,
	frameBytesGuest: 256 * kB,
	firstFrameBytesStaff: 4 * MiB,
	firstFrameBytesGuest: 1 * MiB,
	fragments: 256,
	/** A message may come in so many pieces of the network, too. */
	chunks: 4_000,
	structsPerUpdate: 20_000,
	/** Structs of others that Yjs may look at to put one update in its place: three hundred paragraphs beside three hundred. */
	conflictSteps: 100_000,
	/**
	 * The same of all updates of a participant, where it is more than their bytes tell: it is paid again with each reading
	 * of the log. So much at once, and so much more each day (decision 36).
	 */
	conflictStepsKept: 1_000_000,
	conflictStepsPerDay: 100_000,
	/**
	 * Yjs client ids that a participant may bring into the documents of a room: each opening of a page in which something
	 * is written is one, and stays. A person comes to some ten a day.
	 */
	freshClients: 1_000,
	freshClientsPerDay: 100,
	deleteRangesPerUpdate: 10_000,
	/**
	 * What reading and judging one frame may cost, as time of the processor. A long evening of offline work, typed letter
	 * by letter, takes more than a frame of somebody who is here.
	 */
	judgeMs: 50,
	firstJudgeMs: 500,
	/** The same of all frames of a participant: a tenth of a processor. */
	judgeMsPerMinute: 6 * second,
	/** Of what a participant sent and could not be taken in the end: the document is read again for all who have it open. */
	rereadsPerHour: 20,
	/** One plain value, a key, values within a value, and containers within a field: a list takes two. Past it: too long. */
	valueBytes: 64 * kB,
	keyBytes: 200,
	valueDepth: 8,
	/** All plain values and keys of one entity, letters of its texts aside. */
	entityBytes: 128 * kB,
	/** The same of a meeting, whose notes are a container for each paragraph, and a value for each word in bold. */
	meetingBytes: 2 * MiB,
	nestingDepth: 12,
	/**
	 * From the first on the people in a room are told that it is getting full, and what is left is for staff and the child:
	 * nobody else can take the last of it. At the second nothing more is taken.
	 */
	documentWarnBytes: 7 * MiB,
	documentBytes: 10 * MiB,
	people: peopleMax,
	ties: tiesMax,
	lineCharacters: lineMax,
	textCharacters: textMax,
	noteCharacters: noteMax,
	meetingNotesCharacters: meetingNotesMax,
	messagesPerSecond: 60,
	messagesBurst: 200,
	/** What one connection may add to documents; offline work, which comes in one piece, is not counted. */
	updateBytesPerMinute: 1 * MiB,
	/** Of a page that has heard of a refusal and writes on all the same; ours fetches a fresh copy at the first. */
	refusalsPerMinute: 5,
	/** Our page asks once a connection for what it lacks; each answer may be as large as the document, and is reckoned anew. */
	questionsPerMinute: 30,
	awarenessBytes: 2 * kB,
	awarenessPerSecond: 20,
	/** To others it is told so often: smooth to the eye; what comes between travels together. */
	awarenessShownPerSecond: 10,
	/** Who has said nothing for so long is not shown to those who come (pages speak every 15 s). */
	awarenessSilentMs: 30 * second,
	/**
	 * A caseworker's page has up to four documents of a room (the room, care, the notes, a letterbox) and keeps them open:
	 * this is four pages in one browser. Eight would turn away the third room of an ordinary working day (decision 19).
	 */
	socketsPerSession: 16,
	/**
	 * Of an address: sockets of whom nobody knows yet whose they are. An office of sixty, each with a room open, that comes
	 * over from a process that died, comes at once (decision 29).
	 */
	socketsPerAddress: 240,
	socketsPerRoom: 120,
	socketsPerProcess: 5_000,
	/** Of an address: those that were turned away. Of a session: those that were let in. */
	upgradesPerMinute: 60,
	/** What may wait for a page that reads slowly, and how long one may not read at all. */
	outgoingBytes: 4 * MiB,
	drainMs: 15 * second,
	authoriseMs: 5 * second,
	/** Who does not answer our close is cut off. */
	closeGraceMs: 3 * second,
	/** Two in a row without an answer: gone, so within a minute. */
	pingMs: 25 * second,
	/** y-websocket leaves when it hears nothing for 30 s. */
	sayMs: 20 * second,
	/** The net under all that processes tell each other: how late a right that was withdrawn may be noticed at most. */
	sweepMs: 5 * second,
	unloadMs: 30 * second,
	/** Pages stay connected to a document whose content was let go of after so long a quiet. */
	restMs: 1 * minute,
	/** Group commit: rows and bytes of one statement. */
	batchRows: 1_000,
	batchBytes: 4 * MiB,
	/** Updates that wait while the database does not answer; past it, pages keep what they wrote. */
	queueBytes: 64 * MiB,
	/** A tail of the log this long becomes part of the snapshot; a shorter one when nobody has the document open. */
	compactRows: 500,
	compactBytes: 256 * kB,
	compactIdleRows: 50,
	compactIdleBytes: 16 * kB,
	/** Rows are written when people pause; where they do not, now and then. Who must have them asks (`projectRoom`). */
	projectQuietMs: 500,
	projectAtMostMs: 10 * second,
	projectCatchUpMs: 30 * second,
	formBytes: 64 * kB,
	jsonBytes: 256 * kB,
	/** A photograph as a telephone takes it, before it is drawn anew: its file, and what it unfolds to. */
	pictureBytes: 10 * MiB,
	picturePixels: 24_000_000,
	/** Photographs of a room, those that were taken away today included. */
	pictures: 300,
	/** Drawing one anew takes memory: so many at once in a process, and whoever comes then is told to come back. */
	picturesAtOnce: 2,
	/** So long a photograph that was taken away can be put back; then it is deleted. */
	pictureAwayMs: 24 * hour,
	headerBytes: 16 * kB,
	headersTimeoutMs: 15 * second,
	requestTimeoutMs: 30 * second,
	keepAliveMs: 65 * second,
	statementMs: 5 * second,
	lockMs: 2 * second,
	idleInTransactionMs: 10 * second,
	poolConnections: 10,
	/**
	 * Stopping, where there are other processes: so long it says that it will go before it does not listen any more. A
	 * balancer must ask more often (docs/deploy).
	 */
	stopNoticeMs: 2 * second,
	/**
	 * How long requests under way are waited for, commits (half of it before pages are let go, half after), over what time
	 * pages are let go, and when it ends anyway: the others together are less.
	 */
	stopAnswerMs: 2 * second,
	stopDrainMs: 5 * second,
	stopSpreadMs: 5 * second,
	stopAtMostMs: 15 * second
} as const satisfies Record<string, number>;

/** What keeps guessers and finders out. No installation sets its own: these are promises to the people in the rooms. */
export const accessLimits = {
	passwordLengthMin: 12,
	passwordBytesMax: 256,
	/** Hashing is dear on purpose: so many at once, so many in line. */
	passwordsAtOnce: 4,
	passwordsWaiting: 50,
	/** Free tries within the window; past them 2^n seconds between two, up to the longest delay. */
	signInWindowMs: 15 * minute,
	signInTriesPerAccount: 10,
	signInTriesPerAddress: 100,
	signInDelayMaxMs: 5 * minute,
	signInLinkLifeMs: 15 * minute,
	missesWindowMs: 10 * minute,
	linkMisses: 10,
	screenMisses: 5,
	/** Files and prints that one person takes along: each is a line in the room's record. */
	takenAlongPerMinute: 20,
	screenCodeLifeMs: 2 * minute,
	invitationLifeMs: 7 * 24 * hour,
	/** How long the page behind a link remembers it. */
	invitationCarryMs: 10 * minute,
	spokenCodeTries: 5,
	/** A working day. */
	staffIdleMs: 1 * hour,
	staffAbsoluteMs: 12 * hour,
	/** Everybody else comes by a link, which is a way in for a day: whoever listens to a long meeting is not idle. */
	guestAbsoluteMs: 24 * hour,
	/** A child's tablet lies about. */
	childAbsoluteMs: 4 * hour
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
