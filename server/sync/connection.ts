// Step 4 of the road: one page's connection to one document. Who it is was settled before the first message is
// read; what they may do is read again whenever their rights change.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import {
	CLOSE,
	encodeAcknowledged,
	encodeNotice,
	MESSAGE,
	SYNC,
	type PresentPerson
} from '#lib/room/protocol.ts';
import { mayReadDocument, mayWriteDocument, rightsOf } from '#lib/room/rights.ts';
import type { ParticipantStanding } from '../access/participants.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Listener, OpenDocument, Outcome } from './openDocument.ts';

/** What a connection needs to know again when rights may have changed. */
export interface Authority {
	/**
	 * Their place in the room now; null: none. `ended`: the session has.
	 * @param active whether something was written since the last time: that counts as use of the session
	 */
	standing(active: boolean): Promise<ParticipantStanding | 'ended' | null>;
}

export class Connection implements Listener {
	/** SHA-256 of the session's id. */
	readonly session: string;
	readonly participant: string;

	readonly #socket: WebSocket;
	readonly #document: OpenDocument;
	readonly #authority: Authority;
	readonly #limits: Limits;
	readonly #log: Log;
	readonly #isStaff: boolean;
	readonly #onClose: () => void;
	readonly #timers: NodeJS.Timeout[] = [];
	#standing: ParticipantStanding;
	/** Sync frames received, and those that have met their fate. */
	#received = 0;
	#settled = 0;
	#receivedAtSweep = 0;
	/** Whether the answer to our step 1 has come and is durable. */
	#answered = false;
	#answerDurable = false;
	/** After a refusal the page holds what we do not: nothing more is taken until it comes back afresh. */
	#muted = false;
	#closed = false;
	#saidAt = Date.now();
	#heard = true;
	#full = 0;
	#tokens: number;
	#tokensAt = Date.now();

	constructor(
		socket: WebSocket,
		document: OpenDocument,
		who: { session: string; isStaff: boolean; standing: ParticipantStanding },
		authority: Authority,
		limits: Limits,
		log: Log,
		onClose: () => void
	) {
		this.#socket = socket;
		this.#document = document;
		this.session = who.session;
		this.#isStaff = who.isStaff;
		this.#standing = who.standing;
		this.participant = who.standing.participant;
		this.#authority = authority;
		this.#limits = limits;
		this.#log = log;
		this.#onClose = onClose;
		this.#tokens = limits.messagesBurst;
	}

	/** Welcomes the page: its rights, our step 1, who is here. Messages are read from now on. */
	open(): void {
		const document = this.#document;
		document.listeners.add(this);
		this.#socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
		this.#socket.on('pong', () => (this.#heard = true));
		this.#socket.on('close', () => this.#left());
		this.#timers.push(
			setInterval(() => this.#ping(), this.#limits.pingMs),
			setInterval(() => this.#saySomething(), this.#limits.sayMs / 4)
		);
		this.#send(
			encodeNotice({
				type: 'welcome',
				epoch: document.epoch,
				schema: document.schema,
				rights: this.#rights()
			})
		);
		// Without it a page never sends what was written while it was offline.
		const step1 = encoding.createEncoder();
		encoding.writeVarUint(step1, MESSAGE.sync);
		encoding.writeVarUint(step1, SYNC.step1);
		encoding.writeVarUint8Array(step1, Y.encodeStateVector(document.doc));
		this.#send(encoding.toUint8Array(step1));
		const here = document.presence.everything();
		if (here) this.#send(here);
	}

	committed(update: Uint8Array, sender: object | null): void {
		if (sender === this) return;
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, MESSAGE.sync);
		encoding.writeVarUint(encoder, SYNC.update);
		encoding.writeVarUint8Array(encoder, update);
		this.#send(encoding.toUint8Array(encoder));
	}

	restart(): void {
		this.#close(CLOSE.restart, 'restart');
	}

	endSession(): void {
		this.#close(CLOSE.sessionEnded, 'session ended');
	}

	/** Asks again who this is and what they may; a lost right ends the connection within this call. */
	async readRightsAgain(): Promise<void> {
		const active = this.#received !== this.#receivedAtSweep;
		this.#receivedAtSweep = this.#received;
		const standing = await this.#authority.standing(active);
		if (this.#closed) return;
		if (standing === 'ended') return this.endSession();
		if (standing?.state !== 'admitted' || !mayReadDocument(standing, this.#document.name.space))
			return this.#close(CLOSE.notYours, 'not yours');
		const changed = standing.rightsVersion !== this.#standing.rightsVersion;
		this.#standing = standing;
		if (!changed) return;
		if (standing.hidden) this.#tell(this.#document.presence.leave(this));
		this.#send(encodeNotice({ type: 'rights', rights: this.#rights() }));
	}

	#receive(data: Buffer, isBinary: boolean): void {
		if (this.#closed) return;
		// A throw in one connection must never reach the others.
		try {
			if (!isBinary || data.length === 0) return this.#offence('not a message');
			if (!this.#mayCome()) {
				// Where somebody looks just now is worth less than the connection; what they write is not.
				if (data[0] === MESSAGE.awareness) return;
				return this.#close(CLOSE.tooMany, 'too many messages');
			}
			if (data.length > this.#frameMax(data)) return this.#close(CLOSE.tooLarge, 'too large');
			// A copy: the socket's buffer is shared with other messages.
			this.#read(new Uint8Array(data));
		} catch {
			this.#offence('malformed');
		}
	}

	#read(frame: Uint8Array): void {
		const decoder = decoding.createDecoder(frame);
		const kind = decoding.readVarUint(decoder);
		switch (kind) {
			case MESSAGE.sync:
				return this.#readSync(decoder);
			case MESSAGE.awareness: {
				const update = decoding.readVarUint8Array(decoder);
				if (decoding.hasContent(decoder)) return this.#offence('trailing bytes');
				if (update.length > this.#limits.awarenessBytes * 4) return;
				const owner = (client: number) => this.#document.ownerOf(client);
				const isFree = (client: number) => (owner(client) ?? this.participant) === this.participant;
				this.#tell(this.#document.presence.receive(update, this, this.#person(), isFree));
				return;
			}
			case MESSAGE.queryAwareness: {
				const here = this.#document.presence.everything();
				if (here) this.#send(here);
				return;
			}
			default:
				return this.#offence('unknown message');
		}
	}

	#readSync(decoder: decoding.Decoder): void {
		const kind = decoding.readVarUint(decoder);
		const bytes = decoding.readVarUint8Array(decoder);
		if (decoding.hasContent(decoder)) return this.#offence('trailing bytes');
		if (kind === SYNC.step1) return void this.#answer(bytes);
		if (kind !== SYNC.step2 && kind !== SYNC.update) return this.#offence('unknown message');
		this.#received += 1;
		const isAnswer = kind === SYNC.step2;
		const first = isAnswer && !this.#answered;
		const writer = {
			participant: this.participant,
			rightsVersion: this.#standing.rightsVersion,
			mayWrite: mayWriteDocument(this.#standing, this.#document.name.space),
			answered: this.#answered
		};
		if (isAnswer) this.#answered = true;
		if (this.#muted) return this.#acknowledge(first);
		void this.#document
			.receive(bytes, writer, this)
			.then((outcome) => this.#settle(outcome, first))
			.catch((error: unknown) => {
				this.#log.error({ event: 'update.failed', document: this.#document.id, err: error });
				this.restart();
			});
	}

	/** Our answer to a page's step 1 waits for the commits of what it contains (L1). */
	async #answer(stateVector: Uint8Array): Promise<void> {
		let update: Uint8Array;
		try {
			update = Y.encodeStateAsUpdate(this.#document.doc, stateVector);
		} catch {
			return this.#offence('state vector');
		}
		await this.#document.durable();
		if (this.#document.dead) return;
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, MESSAGE.sync);
		encoding.writeVarUint(encoder, SYNC.step2);
		encoding.writeVarUint8Array(encoder, update);
		this.#send(encoding.toUint8Array(encoder));
	}

	#settle(outcome: Outcome, isFirstAnswer: boolean): void {
		switch (outcome) {
			case 'forged':
				return this.#offence('forged update');
			case 'lost':
				return this.restart();
			case 'readOnly':
			case 'notYours':
				this.#muted = true;
				this.#send(
					encodeNotice({
						type: 'refused',
						paths: [],
						reason: this.#document.damaged ? 'unavailable' : outcome
					})
				);
				break;
			default:
		}
		this.#acknowledge(isFirstAnswer);
	}

	/** Counts a frame as dealt with; frames that were committed together are told in one message. */
	#acknowledge(isFirstAnswer: boolean): void {
		this.#settled += 1;
		this.#answerDurable ||= isFirstAnswer;
		if (!this.#answerDurable) return;
		const count = this.#settled;
		queueMicrotask(() => {
			if (count === this.#settled) this.#send(encodeAcknowledged(count));
		});
	}

	#rights() {
		return rightsOf(this.#standing, this.#document.name.space, this.#standing.own);
	}

	/** Who others see; null for a hidden participant, of whom nothing leaves the server. */
	#person(): PresentPerson | null {
		const { hidden, participant, name, role, personId } = this.#standing;
		return hidden ? null : { participant, name, role, person: personId };
	}

	#tell(frame: Uint8Array | null): void {
		if (!frame) return;
		for (const listener of this.#document.listeners)
			if (listener !== this && listener instanceof Connection) listener.#send(frame);
	}

	#send(frame: Uint8Array): void {
		if (this.#closed) return;
		this.#saidAt = Date.now();
		this.#socket.send(frame);
		if (this.#socket.bufferedAmount > this.#limits.outgoingBytes) this.#close(CLOSE.tooSlow, 'too slow');
	}

	#frameMax(data: Buffer): number {
		const { frameBytesStaff, frameBytesGuest, firstFrameBytesStaff, firstFrameBytesGuest } = this.#limits;
		const isFirstAnswer = !this.#answered && data[0] === MESSAGE.sync && data[1] === SYNC.step2;
		if (this.#isStaff) return isFirstAnswer ? firstFrameBytesStaff : frameBytesStaff;
		return isFirstAnswer ? firstFrameBytesGuest : frameBytesGuest;
	}

	/** A bucket of tokens: bursts are human, a stream is not. */
	#mayCome(): boolean {
		const now = Date.now();
		this.#tokens = Math.min(
			this.#limits.messagesBurst,
			this.#tokens + ((now - this.#tokensAt) / 1000) * this.#limits.messagesPerSecond
		);
		this.#tokensAt = now;
		this.#tokens -= 1;
		return this.#tokens >= 0;
	}

	/** Finds pages that are gone without a word, and those that do not read what they are sent. */
	#ping(): void {
		if (!this.#heard) return this.#socket.terminate();
		this.#heard = false;
		this.#socket.ping();
		this.#full = this.#socket.bufferedAmount > 0 ? this.#full + 1 : 0;
		if (this.#full >= 2) this.#close(CLOSE.tooSlow, 'too slow');
	}

	/** A y-websocket client leaves when it hears no message for 30 s; pings do not count. */
	#saySomething(): void {
		if (Date.now() - this.#saidAt >= this.#limits.sayMs * 0.75) this.#send(encodeAcknowledged(this.#settled));
	}

	#offence(what: string): void {
		this.#log.warn({
			event: 'connection.offence',
			what,
			participant: this.participant,
			document: this.#document.id
		});
		this.#close(CLOSE.malformed, 'malformed');
	}

	#close(code: number, reason: string): void {
		if (this.#closed) return;
		this.#socket.close(code, reason);
		this.#left();
	}

	#left(): void {
		if (this.#closed) return;
		this.#closed = true;
		for (const timer of this.#timers) clearInterval(timer);
		this.#document.listeners.delete(this);
		this.#tell(this.#document.presence.leave(this));
		this.#onClose();
	}
}
