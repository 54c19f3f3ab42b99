// Step 4 of the road: one page's connection to one document. Who it is was settled before the first message is
// read; what they may do is read again whenever their rights change.
import * as decoding from 'lib0/decoding';
import type { WebSocket } from 'ws';
import { decodeStateVector } from 'yjs';
import {
	CLOSE,
	encodeAcknowledged,
	encodeNotice,
	MESSAGE,
	SYNC,
	type Notice,
	type PresentPerson,
	encodeSync
} from '#lib/room/protocol.ts';
import {
	mayReadDocument,
	mayWriteDocument,
	refusalAt,
	rightsOf,
	type Refusal,
	type Rights
} from '#lib/room/rights.ts';
import type { ParticipantStanding } from '../access/participants.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { isNothing, isNothingHeld, nothingHeld, type Received, type Writer } from './content.ts';
import { Gathering } from './gathering.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Reader } from './surroundings.ts';
import { PageSocket, type SocketUser } from './pageSocket.ts';

/** Whose connection it is. */
export interface Person {
	/** SHA-256 of the session's id, hex. */
	readonly session: string;
	readonly user: string;
	/** Staff and the child may send more at once than guests. */
	readonly isStaff: boolean;
	readonly standing: ParticipantStanding;
	/** Whether the page has said that it holds a copy, which then is of this epoch. */
	readonly holdsCopy: boolean;
}

/** What the process does for a connection. */
export interface Surroundings {
	/** Reads this person's rights again, and calls `apply` with them; rejects where that cannot be done. */
	readRights(connection: Connection): Promise<void>;
	left(connection: Connection): void;
}

/** Refusals name what was not taken, for a page to show; a longer list helps nobody. */
const pathsMax = 100;

export class Connection implements Reader, SocketUser {
	readonly session: string;
	readonly user: string;
	readonly document: OpenDocument;

	readonly #socket: PageSocket;
	readonly #isStaff: boolean;
	readonly #holdsCopy: boolean;
	readonly #limits: Limits;
	readonly #log: Log;
	readonly #surroundings: Surroundings;
	#standing: ParticipantStanding;
	/** Our questions (step 1) and the page's answers (step 2): until they are even, gaps are honest. */
	#asked = 0;
	#answered = 0;
	/** What has come of the answer to our last question. */
	#answerBytes = 0;
	/** Sync frames of kind step 2 and update, in the order in which they came: judged, and up to which all have met their fate. */
	#taken = 0;
	#settled = 0;
	/** Whether the answer to our last question is durable: before, "saved" would leave out offline work. */
	#isAnswerDurable = false;
	#acknowledged = 0;
	#acknowledging = false;
	/** The page's own question, while it cannot be answered yet. */
	#question: Uint8Array | null = null;
	/** Whether its first question was answered before it came. */
	#foreseen = false;
	#answering = false;
	/** Whether the page has our content, and is told what is new. */
	#follows = false;
	/** After a refusal the page holds what we do not: nothing more is taken until it comes back afresh. */
	#muted = false;
	/** Whether the page has heard that something of what it wrote was left out: ours then writes no more by this connection. */
	#knowsRefusal = false;
	#wroteSinceSweep = false;
	#holds = 0;
	/** What came just now, to be taken together with what comes in a moment. */
	readonly #gathering: Gathering;
	/** Closed, and what had come before is taken: nothing more is. */
	#isOver = false;
	/** What came while the document was asleep. */
	readonly #held: { readonly data: Buffer; readonly isBinary: boolean }[] = [];

	constructor(
		socket: WebSocket,
		document: OpenDocument,
		person: Person,
		surroundings: Surroundings,
		limits: Limits,
		log: Log
	) {
		this.session = person.session;
		this.user = person.user;
		this.document = document;
		this.#isStaff = person.isStaff;
		this.#holdsCopy = person.holdsCopy;
		this.#standing = person.standing;
		this.#surroundings = surroundings;
		this.#limits = limits;
		this.#log = log;
		this.#socket = new PageSocket(socket, this, limits);
		this.#gathering = new Gathering(
			limits,
			(update, count) => this.#safely(() => this.#takeTogether(update, count), true),
			(update) => this.#safely(() => this.#takeUpdate(update, false), false)
		);
	}

	get participant(): string {
		return this.#standing.participant;
	}
	get standing(): ParticipantStanding {
		return this.#standing;
	}

	/** Who others see; null for a hidden participant, of whom nothing leaves the server. */
	get person(): PresentPerson | null {
		const { hidden, participant, name, role, personId } = this.#standing;
		return hidden ? null : { participant, name, role, person: personId };
	}

	mayMove(entity: string): boolean {
		return refusalAt(this.#standing, this.document.name.space, 'people', entity, false) === null;
	}

	/** Whether something was written since the last time this was asked: that counts as use of the session. */
	takeActivity(): boolean {
		const active = this.#wroteSinceSweep;
		this.#wroteSinceSweep = false;
		return active;
	}

	/** Welcomes the page: its rights, our question, who is here. */
	open(): void {
		this.document.readers.add(this);
		const { epoch, schema } = this.document.edition;
		const { damaged, filling } = this.document;
		this.#socket.send(
			encodeNotice({ type: 'welcome', epoch, schema, rights: this.#rights(), damaged, filling })
		);
		this.askAgain();
		if (!this.#holdsCopy) this.#answerAhead();
		const here = this.document.presence?.everythingFor(this);
		if (here) this.#socket.send(here);
	}

	// What the socket says.

	received(data: Buffer, isBinary: boolean): void {
		if (this.#held.length > 0) return void this.#held.push({ data, isBinary });
		if (this.document.asleep && data[0] === MESSAGE.sync) {
			this.#held.push({ data, isBinary });
			this.hold();
			void this.document.wake();
			return;
		}
		this.#take(data, isBinary);
	}

	#take(data: Buffer, isBinary: boolean): void {
		if (this.#isOver) return;
		this.#safely(() => {
			if (!isBinary || data.length === 0) return this.#offence('not a message');
			if (data.length > this.#frameMax(data)) return this.#socket.close(CLOSE.tooLarge, 'too large');
			// A copy with a buffer of its own: the socket's is shared with other messages.
			this.#read(decoding.createDecoder(new Uint8Array(data)));
		}, undefined);
	}

	/** A throw in one connection must never reach the others. */
	#safely<T>(what: () => T, otherwise: T): T {
		try {
			return what();
		} catch (error) {
			this.#offence(error instanceof Error ? error.name : 'malformed');
			return otherwise;
		}
	}

	/** A y-websocket client leaves when it hears no message for 30 s; pings do not count. */
	silent(): void {
		this.#socket.send(encodeAcknowledged(this.#acknowledged));
	}

	left(): void {
		this.#gathering.flush();
		this.#isOver = true;
		this.document.readers.delete(this);
		this.document.presence?.leave(this);
		this.#surroundings.left(this);
	}

	// What the document says.

	sendUpdate(frame: Uint8Array): void {
		if (this.#follows) this.#socket.send(frame);
	}

	/** In the order in which it came, and then read on. */
	goOn(): void {
		const held = this.#held.splice(0);
		for (const { data, isBinary } of held) this.#take(data, isBinary);
		if (held.length > 0) this.release();
		this.#answer();
	}

	sendPresence(frame: Uint8Array): void {
		this.#socket.sendIfRead(frame);
	}

	/** Without the question a page never sends what was written while it was offline, or what we have lost. */
	askAgain(): void {
		const stateVector = this.document.stateVector(!this.#holdsCopy && this.#asked === 0);
		if (!stateVector) return;
		this.#asked += 1;
		this.#answerBytes = 0;
		this.#isAnswerDurable = false;
		this.#socket.send(encodeSync(SYNC.step1, stateVector));
		this.#answer();
	}

	notTaken(rightsVersion: number | null): void {
		this.#surroundings.readRights(this).then(
			() => {
				// The rights were those it was judged by, so it was the client id.
				if (rightsVersion === this.#standing.rightsVersion) this.#offence('client id of somebody else');
			},
			() => this.restart()
		);
	}

	outdated(): void {
		this.#socket.close(CLOSE.outdated, 'outdated');
	}

	filling(): void {
		this.#socket.send(encodeNotice({ type: 'filling' }));
	}

	gone(): void {
		this.#socket.close(CLOSE.notFound, 'not found');
	}

	// What the process says.

	endSession(): void {
		this.#socket.close(CLOSE.sessionEnded, 'session ended');
	}

	restart(): void {
		this.#socket.close(CLOSE.restart, 'restart');
	}

	/** Nothing is read until the rights have been: what is judged by old ones would only be refused later. */
	hold(): void {
		this.#holds += 1;
		this.#gathering.hold();
		this.#socket.pause();
	}
	/** To be called as often as `hold`. */
	release(): void {
		this.#holds -= 1;
		if (this.#holds === 0) this.#gathering.flush();
		this.#socket.resume();
	}

	/**
	 * The rights of this person as they are now.
	 * @param standing null where they have no place in the room any more
	 */
	apply(standing: ParticipantStanding | null): void {
		const { space } = this.document.name;
		if (standing?.state !== 'admitted' || !mayReadDocument(standing, space, this.#isTheirs(standing))) {
			this.#gathering.drop();
			return this.#socket.close(CLOSE.notYours, 'not yours');
		}
		// They left and came back to another place: by that one they connect anew.
		if (standing.participant !== this.participant) return this.restart();
		// Two who asked at once may be answered in the wrong order.
		if (standing.rightsVersion < this.#standing.rightsVersion) return;
		const changed = standing.rightsVersion !== this.#standing.rightsVersion;
		this.#standing = standing;
		this.document.presence?.renew(this);
		if (changed) this.tellRights();
	}

	/** Tells the page its rights: it then also asks anew for what it shows of the people in the room. */
	tellRights(): void {
		this.#socket.send(encodeNotice({ type: 'rights', rights: this.#rights() }));
	}

	#read(decoder: decoding.Decoder): void {
		const kind = decoding.readVarUint(decoder);
		if (kind === MESSAGE.queryAwareness) {
			const here = this.document.presence?.everythingFor(this);
			if (decoding.hasContent(decoder)) return this.#offence('trailing bytes');
			if (here) this.#socket.sendIfRead(here);
			return;
		}
		if (kind !== MESSAGE.sync && kind !== MESSAGE.awareness) return this.#offence('unknown message');
		const step = kind === MESSAGE.sync ? decoding.readVarUint(decoder) : null;
		const bytes = decoding.readVarUint8Array(decoder);
		if (decoding.hasContent(decoder)) return this.#offence('trailing bytes');
		switch (step) {
			case null:
				return this.#readPresence(bytes);
			case SYNC.step1:
				return this.#hearQuestion(bytes);
			case SYNC.step2:
			case SYNC.update:
				return this.#readUpdate(bytes, step === SYNC.step2);
			default:
				return this.#offence('unknown message');
		}
	}

	#readPresence(bytes: Uint8Array): void {
		const bound = this.document.presence?.receive(bytes, this, (client) =>
			this.document.mayUse(client, this.participant)
		);
		if (bound !== null && bound !== undefined) this.document.reserve(bound, this.participant);
	}

	#readUpdate(bytes: Uint8Array, isAnswer: boolean): void {
		// Who names no epoch has said to hold nothing yet. What they bring all the same is of nobody knows when (T37).
		if (!this.#holdsCopy && this.#answered === 0 && !isNothing(bytes)) return this.outdated();
		const isAsked = isAnswer && this.#answered < this.#asked;
		// Offline work comes as often as we ask, in one piece or in several with the answer as the last; everything else at
		// the pace of a person.
		if (this.#answered < this.#asked) {
			this.#answerBytes += bytes.length;
			if (this.#answerBytes > this.#answerMax) return this.#socket.close(CLOSE.tooLarge, 'too large');
		} else if (!this.#socket.mayStore(bytes.length))
			return this.#socket.close(CLOSE.tooMany, 'too many bytes');
		if (!isAnswer && this.#answered === this.#asked)
			return this.#gathering.add(bytes, this.document.gatherMs);
		// What came before the answer is read while that is still under way: it may need what only the answer has.
		if (!this.#gathering.flush()) return;
		if (isAsked) this.#answered += 1;
		this.#takeUpdate(bytes, isAsked);
	}

	/** @returns false where the connection is over */
	#takeUpdate(bytes: Uint8Array, isAsked: boolean): boolean {
		if (this.#isOver) return false;
		if (!this.#muted) {
			const fate = this.document.receive(bytes, this.#writer(), this, isAsked);
			if (!this.#heed(fate)) return false;
		}
		this.#meetFate(1, isAsked);
		return true;
	}

	/** @returns false where nothing was taken, since not all of it could be: then each is looked at by itself */
	#takeTogether(bytes: Uint8Array, count: number): boolean {
		if (!this.#muted) {
			if (!this.document.receiveWhole(bytes, this.#writer(), this)) return false;
			this.#wroteSinceSweep = true;
		}
		this.#meetFate(count, false);
		return true;
	}

	/** So many frames more: their fate is met once all that the document holds now is durable. */
	#meetFate(frames: number, isAsked: boolean): void {
		this.#taken += frames;
		const frame = this.#taken;
		const isLastAnswer = isAsked && this.#answered === this.#asked;
		this.document.whenDurable(() => this.#settle(frame, isLastAnswer));
	}

	/** @returns false where the connection is over */
	#heed(fate: Received): boolean {
		switch (fate.kind) {
			case 'taken':
				this.#wroteSinceSweep = true;
				return this.#tellRefused(fate.refused);
			case 'waits':
				// The answer that is on its way has what is missing. In it, or after it, nothing may be.
				if (this.#answered < this.#asked || this.document.isReading) return true;
				// What was gathered met a document that has gone to sleep meanwhile: it is sent again.
				if (this.document.asleep) this.restart();
				else this.#offence('gap');
				return false;
			case 'refused':
				this.#muted = true;
				this.#socket.send(refused(fate.paths, fate.reason));
				return true;
			case 'forged':
				this.#offence(fate.why);
				return false;
			case 'tooMuch':
				this.#log.warn({
					event: 'connection.dear',
					what: fate.what,
					participant: this.participant,
					document: this.document.id
				});
				this.#socket.close(CLOSE.tooMany, 'too much');
				return false;
		}
	}

	/**
	 * Told once what was good beside it is durable: then the page may throw its copy away and fetch ours. What was on its
	 * way meanwhile is not held against it; a page that goes on after it has heard is let go (T29).
	 * @returns false where the connection is over
	 */
	#tellRefused(paths: ReadonlyMap<string, Refusal>): boolean {
		const [reason, ...others] = new Set(paths.values());
		if (reason === undefined) return true;
		if (this.#knowsRefusal && !this.#socket.mayBeRefused()) {
			this.#socket.close(CLOSE.tooMany, 'too many refusals');
			return false;
		}
		const notice = refused([...paths.keys()], others.length > 0 ? 'notYours' : reason);
		this.document.whenDurable(() => this.#socket.sendHeard(notice, () => (this.#knowsRefusal = true)));
		return true;
	}

	#writer(): Writer {
		const standing = this.#standing;
		const { space } = this.document.name;
		const isTheirs = this.#isTheirs(standing);
		return {
			participant: standing.participant,
			rightsVersion: standing.rightsVersion,
			mayWrite: mayWriteDocument(standing, space, isTheirs),
			mayFill: this.#isStaff,
			refuses: (root, key, isNew, proposal) =>
				refusalAt(standing, space, root, key, isNew, isTheirs, proposal)
		};
	}

	/** All frames up to this one have met their fate; told once for all that were committed together. */
	#settle(frame: number, isLastAnswer: boolean): void {
		this.#settled = Math.max(this.#settled, frame);
		this.#isAnswerDurable ||= isLastAnswer && this.#answered === this.#asked;
		if (!this.#isAnswerDurable || this.#acknowledging) return;
		this.#acknowledging = true;
		queueMicrotask(() => {
			this.#acknowledging = false;
			if (!this.#isAnswerDurable) return;
			this.#acknowledged = this.#settled;
			this.#socket.send(encodeAcknowledged(this.#acknowledged));
		});
	}

	/** Who holds nothing will ask for everything: they have it a way to and fro sooner, which on a telephone is long. */
	#answerAhead(): void {
		this.#foreseen = true;
		this.#question = nothingHeld;
		this.#answer();
	}

	#hearQuestion(stateVector: Uint8Array): void {
		if (!this.#socket.mayAsk()) return this.#socket.close(CLOSE.tooMany, 'too many questions');
		// Answered when there is time, and then it must not turn out to be none: here it is the page's own fault.
		decodeStateVector(stateVector);
		const isAnswered = this.#foreseen && isNothingHeld(stateVector);
		this.#foreseen = false;
		if (isAnswered) return;
		this.#question = stateVector;
		this.#answer();
	}

	/**
	 * Answers a page's question. Not before the commit of what the answer holds (L1), and one at a time: each may
	 * be as large as the document.
	 */
	#answer(): void {
		// Called from timers and from what is told of a commit, too.
		this.#safely(() => this.#answerNow(), undefined);
	}

	#answerNow(): void {
		if (this.#answering || this.#question === null) return;
		const question = this.#question;
		const updates = this.document.difference(question);
		const last = updates?.at(-1);
		if (!updates || !last) return;
		this.#question = null;
		this.#answering = true;
		// What is integrated from now on is not in the answer: from now on it is told.
		this.#follows = true;
		this.document.whenDurable(
			() => {
				for (const update of updates.slice(0, -1)) this.#socket.sendLarge(encodeSync(SYNC.update, update));
				this.#socket.sendLarge(encodeSync(SYNC.step2, last), () => {
					this.#answering = false;
					this.#answer();
				});
			},
			() => {
				// The document is read again; the page, which cannot know, still waits for its answer.
				this.#answering = false;
				this.#question ??= question;
			}
		);
	}

	/** Whether the document is somebody's own letterbox. */
	#isTheirs({ participant }: ParticipantStanding): boolean {
		return this.document.name.participant === participant;
	}

	#rights(): Rights {
		const rights = rightsOf(this.#standing, this.document.name.space, this.#isTheirs(this.#standing));
		return this.document.damaged ? { ...rights, write: false } : rights;
	}

	/** Bytes of an answer, with all pieces that come in front of it. */
	get #answerMax(): number {
		const { firstFrameBytesStaff, firstFrameBytesGuest } = this.#limits;
		return this.#isStaff ? firstFrameBytesStaff : firstFrameBytesGuest;
	}

	#frameMax(data: Buffer): number {
		const { frameBytesStaff, frameBytesGuest } = this.#limits;
		const isOfAnswer = data[0] === MESSAGE.sync && data[1] !== SYNC.step1 && this.#answered < this.#asked;
		if (isOfAnswer) return this.#answerMax;
		return this.#isStaff ? frameBytesStaff : frameBytesGuest;
	}

	#offence(what: string): void {
		this.#log.warn({
			event: 'connection.offence',
			what,
			participant: this.participant,
			document: this.document.id
		});
		this.#socket.close(CLOSE.malformed, 'malformed');
	}
}

function refused(
	paths: readonly string[],
	reason: Extract<Notice, { type: 'refused' }>['reason']
): Uint8Array {
	return encodeNotice({ type: 'refused', paths: paths.slice(0, pathsMax), reason });
}
