// A socket as a connection uses it: it notices who is gone without a word, who does not read what they are sent,
// and who sends more than a person can.
import { WebSocket } from 'ws';
import { CLOSE, MESSAGE } from '#lib/room/protocol.ts';
import { steadyNow } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { Bucket } from './bucket.ts';

/** Presence may be late, so it waits until a page has read what came before (T9). */
const presenceBehindBytes = 64 * 1024;
const tickMs = 1_000;
/** What the ping behind a frame says; the ones that only ask whether somebody is there say nothing. */
const heardMark = 'heard';

export interface SocketUser {
	/** A frame came. */
	received(data: Buffer, isBinary: boolean): void;
	/** Nothing was sent for so long that the page would think us gone. */
	silent(): void;
	/** It is closed, by whomever. Called once. */
	left(): void;
}

export class PageSocket {
	readonly #socket: WebSocket;
	readonly #user: SocketUser;
	readonly #limits: Limits;
	readonly #timer: NodeJS.Timeout;
	readonly #messages: Bucket;
	readonly #presence: Bucket;
	readonly #bytes: Bucket;
	readonly #refusals: Bucket;
	readonly #questions: Bucket;
	#closed = false;
	#saidAt = steadyNow();
	#pingedAt = steadyNow();
	/** Pings in a row that were not answered. */
	#missed = 0;
	/** Bytes that a large answer may have waiting on top of what is allowed anyway. */
	#allowance = 0;
	/** Large answers that have not left yet. */
	#large = 0;
	#buffered = 0;
	#pauses = 0;
	#stuckSince: number | null = null;
	/** Who waits for a frame to have been heard. */
	#heard: (() => void)[] = [];

	constructor(socket: WebSocket, user: SocketUser, limits: Limits) {
		this.#socket = socket;
		this.#user = user;
		this.#limits = limits;
		this.#messages = new Bucket(limits.messagesBurst, limits.messagesPerSecond / 1000);
		this.#presence = new Bucket(2 * limits.awarenessPerSecond, limits.awarenessPerSecond / 1000);
		this.#bytes = new Bucket(limits.updateBytesPerMinute, limits.updateBytesPerMinute / 60_000);
		this.#refusals = new Bucket(limits.refusalsPerMinute, limits.refusalsPerMinute / 60_000);
		this.#questions = new Bucket(limits.questionsPerMinute, limits.questionsPerMinute / 60_000);
		socket.on('message', (data: Buffer, isBinary: boolean) => {
			this.#missed = 0;
			if (this.#closed) return;
			// Where somebody looks just now is worth less than the connection; what they write is not.
			if (data[0] === MESSAGE.awareness && isBinary) {
				if (this.#presence.take(1)) user.received(data, isBinary);
			} else if (this.#messages.take(1)) user.received(data, isBinary);
			else this.close(CLOSE.tooMany, 'too many messages');
		});
		socket.on('ping', () => {
			if (!this.#messages.take(1)) this.close(CLOSE.tooMany, 'too many pings');
		});
		socket.on('pong', (said: Buffer) => {
			if (!this.#messages.take(1)) return this.close(CLOSE.tooMany, 'too many pongs');
			this.#missed = 0;
			if (said.toString() === heardMark) for (const heard of this.#heard.splice(0, 1)) heard();
		});
		socket.on('close', () => this.#left());
		this.#timer = setInterval(() => this.#tick(), tickMs);
	}

	get closed(): boolean {
		return this.#closed;
	}

	send(frame: Uint8Array): void {
		if (this.#closed) return;
		this.#saidAt = steadyNow();
		this.#socket.send(frame);
		if (this.#socket.bufferedAmount > this.#limits.outgoingBytes + this.#allowance)
			this.close(CLOSE.tooSlow, 'too slow');
	}

	/** Sends, and calls back once it has come: what the page sends from then on, it sends after it has heard. */
	sendHeard(frame: Uint8Array, heard: () => void): void {
		this.send(frame);
		if (this.#closed) return;
		// Whoever goes on and never says that they have heard would be told for ever.
		if (this.#heard.length >= this.#limits.messagesBurst)
			return this.close(CLOSE.tooMany, 'hears nothing and goes on');
		this.#heard.push(heard);
		this.#socket.ping(heardMark);
	}

	/** Sends what may be as large as a document, and calls back when it has left. */
	sendLarge(frame: Uint8Array, done: () => void = () => undefined): void {
		if (this.#closed) return;
		this.#allowance = frame.length + this.#socket.bufferedAmount;
		this.#large += 1;
		this.#saidAt = steadyNow();
		this.#socket.send(frame, () => {
			this.#large -= 1;
			if (this.#large === 0) this.#allowance = 0;
			if (!this.#closed) done();
		});
	}

	/** Sends what can be left out. */
	sendIfRead(frame: Uint8Array): void {
		if (this.#socket.bufferedAmount < presenceBehindBytes) this.send(frame);
	}

	/** Counts bytes that want to be stored. @returns false past what a person can write */
	mayStore(bytes: number): boolean {
		return this.#bytes.take(bytes);
	}

	/** Counts a refusal. @returns false past what a page can have missed */
	mayBeRefused(): boolean {
		return this.#refusals.take(1);
	}

	/** Counts a question. @returns false past what a page has to ask */
	mayAsk(): boolean {
		return this.#questions.take(1);
	}

	/** Nothing is read until `resume` was called as often. */
	pause(): void {
		this.#pauses += 1;
		this.#socket.pause();
	}
	resume(): void {
		this.#pauses -= 1;
		if (this.#pauses === 0) this.#socket.resume();
	}

	/** @param code of `CLOSE`; nothing but the close leaves from now on */
	close(code: number, reason: string): void {
		if (this.#closed) return;
		this.#socket.resume();
		this.#socket.close(code, reason);
		this.#left();
	}

	#left(): void {
		if (this.#closed) return;
		this.#closed = true;
		clearInterval(this.#timer);
		this.#user.left();
	}

	#tick(): void {
		const now = steadyNow();
		if (now - this.#pingedAt >= this.#limits.pingMs) {
			if (this.#missed >= 2) return this.#socket.terminate();
			this.#missed += 1;
			this.#pingedAt = now;
			this.#socket.ping();
		}
		const buffered = this.#socket.bufferedAmount;
		if (buffered === 0 || buffered < this.#buffered) this.#stuckSince = null;
		else this.#stuckSince ??= now;
		this.#buffered = buffered;
		if (this.#stuckSince !== null && now - this.#stuckSince >= this.#limits.drainMs)
			return this.close(CLOSE.tooSlow, 'does not read');
		if (now - this.#saidAt >= this.#limits.sayMs - 2 * tickMs) this.#user.silent();
	}
}
