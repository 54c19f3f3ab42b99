// What processes tell each other through Valkey or Redis: updates that are durable, with their numbers, and who is
// where. It is a hint and nothing more. What does not come is read from the log, whose numbers show that it is missing:
// so the store may be slow, paused, emptied or gone, and nothing is lost.
import { randomBytes } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Redis } from 'iovalkey';
import type { Log } from '../log.ts';
import { counter } from '../metrics.ts';
import type { RelayedPresence } from './presence.ts';
import { Seal } from './seal.ts';

/** Updates of one document that share a commit, as one. */
export interface RelayedUpdate {
	/** Numbers of the first and the last of them. */
	readonly first: number;
	readonly last: number;
	readonly epoch: number;
	readonly data: Uint8Array;
}

/** A document that is open here, as other processes speak to it. */
export interface Hearer {
	/** Durable in the log, written by another process. */
	hearUpdate(update: RelayedUpdate): void;
	/** Pages that another process has connected. */
	hearPresence(process: string, present: readonly RelayedPresence[]): void;
	/** Another process has opened the document and asks who is here. */
	hearQuestion(): void;
}

/** What an open document tells the others. */
export interface Line {
	/** Whether what is said from then on is heard; where it is not, `whole` says when it is. */
	readonly heard: Promise<boolean>;
	sendUpdate(update: RelayedUpdate): void;
	sendPresence(present: readonly RelayedPresence[]): void;
	/** Asks the others who is there. */
	ask(): void;
	/** Hears no more of it; once more does nothing, and neither does it where another hearer has come since. */
	leave(): void;
}

/** What is done where the relay cannot do it. */
export interface RelayUser {
	/** Others will not hear of what was written to this document: tell them otherwise. */
	unsent(document: string): void;
	/** It is heard again. What was said meanwhile was not. */
	whole(): void;
}

const MESSAGE = { update: 0, presence: 1, question: 2 } as const;
const beatMs = 1_000;
/** Without its own heart-beat for so long, nothing that comes or goes is relied on. */
const silentMs = 3 * beatMs;
const connectMs = 2_000;
const retryAtMostMs = 1_000;

const heardCount = counter('landsby_relay_heard_total', 'Messages of other processes that were heard.');
const refusedCount = counter(
	'landsby_relay_refused_total',
	'Messages that no process of ours can have sent.'
);
const unsentCount = counter('landsby_relay_unsent_total', 'Messages that could not be relayed.');

export class Relay {
	readonly #publisher: Redis;
	readonly #subscriber: Redis;
	readonly #seal: Seal;
	readonly #log: Log;
	readonly #hearers = new Map<string, { document: string; hearer: Hearer }>();
	readonly #pulse: string;
	readonly #timer: NodeJS.Timeout;
	#user: RelayUser = { unsent: () => undefined, whole: () => undefined };
	#beat: Buffer = randomBytes(8);
	#beatHeardAt = -Infinity;
	#healthy = false;

	/**
	 * Begins to connect, and goes on trying: people work without it.
	 * @param url redis:// or rediss://, with user and password where there are any
	 * @param secret of the installation
	 */
	constructor(url: string, secret: string, log: Log) {
		this.#seal = new Seal(secret);
		this.#log = log;
		const options = {
			connectTimeout: connectMs,
			maxRetriesPerRequest: 0,
			retryStrategy: (tries: number) => Math.min(50 * 2 ** tries, retryAtMostMs),
			// What cannot be said now is read from the log; a queue would only grow.
			enableOfflineQueue: false
		};
		this.#publisher = new Redis(url, { ...options, commandTimeout: connectMs });
		this.#subscriber = new Redis(url, { ...options, autoResubscribe: false });
		this.#pulse = `landsby:${this.#seal.realm}:pulse:${this.#seal.process}`;
		for (const client of [this.#publisher, this.#subscriber])
			client.on('error', (error: Error) => this.#log.debug({ event: 'relay.error', err: error }));
		this.#subscriber.on('ready', () => void this.#subscribe([this.#pulse, ...this.#hearers.keys()]));
		this.#subscriber.on('close', () => this.#fallSilent());
		this.#subscriber.on('messageBuffer', (channel: Buffer, bytes: Buffer) =>
			this.#hear(channel.toString(), bytes)
		);
		this.#timer = setInterval(() => this.#tick(), beatMs);
	}

	/** Whether what is said is heard, as far as one can tell. */
	get healthy(): boolean {
		return this.#healthy;
	}
	/** Names this process to the others. */
	get process(): string {
		return this.#seal.process;
	}

	/** Who is told of what the relay cannot do. */
	serve(user: RelayUser): void {
		this.#user = user;
	}

	/** Begins to hear of a document and to speak of it. */
	open(document: string, hearer: Hearer): Line {
		const channel = `landsby:${this.#seal.realm}:document:${document}`;
		this.#hearers.set(channel, { document, hearer });
		return {
			heard: this.#subscribe([channel]),
			sendUpdate: ({ first, last, epoch, data }) => {
				const isSent = this.#send(channel, MESSAGE.update, (encoder) => {
					encoding.writeVarUint(encoder, first);
					encoding.writeVarUint(encoder, last);
					encoding.writeVarUint(encoder, epoch);
					encoding.writeUint8Array(encoder, data);
				});
				isSent.catch(() => this.#user.unsent(document));
			},
			sendPresence: (present) => {
				this.#send(channel, MESSAGE.presence, (encoder) => {
					encoding.writeVarUint(encoder, present.length);
					for (const { client, participant, json } of present) {
						encoding.writeVarUint(encoder, client);
						encoding.writeVarString(encoder, participant);
						encoding.writeVarString(encoder, json);
					}
				}).catch(() => undefined);
			},
			ask: () => {
				this.#send(channel, MESSAGE.question, () => undefined).catch(() => undefined);
			},
			leave: () => {
				// Who leaves twice, or late, takes nothing from who has come to the document since.
				if (this.#hearers.get(channel)?.hearer !== hearer) return;
				this.#hearers.delete(channel);
				this.#seal.forget(channel);
				this.#subscriber.unsubscribe(channel).catch(() => undefined);
			}
		};
	}

	close(): void {
		clearInterval(this.#timer);
		this.#publisher.disconnect();
		this.#subscriber.disconnect();
	}

	#isReady(): boolean {
		return this.#subscriber.status === 'ready';
	}

	/** @returns whether Redis has said that it has */
	async #subscribe(channels: readonly string[]): Promise<boolean> {
		if (!this.#isReady()) return false;
		try {
			await this.#subscriber.subscribe(...channels);
			return true;
		} catch {
			// With the next connection all of them are subscribed to anew. One that has refused some would hear its own
			// heart-beat, and be taken for whole.
			this.#fallSilent();
			if (this.#isReady()) this.#subscriber.disconnect(true);
			return false;
		}
	}

	async #send(
		channel: string,
		kind: (typeof MESSAGE)[keyof typeof MESSAGE],
		write: (encoder: encoding.Encoder) => void
	): Promise<void> {
		try {
			if (!this.#healthy) throw new Error('the relay is silent');
			const encoder = encoding.createEncoder();
			encoding.writeVarUint(encoder, kind);
			write(encoder);
			await this.#publisher.publish(channel, this.#seal.seal(channel, encoding.toUint8Array(encoder)));
		} catch (error) {
			unsentCount.add(1);
			throw error;
		}
	}

	#hear(channel: string, bytes: Buffer): void {
		if (channel === this.#pulse) {
			if (bytes.equals(this.#beat)) this.#hearBeat();
			return;
		}
		const to = this.#hearers.get(channel);
		if (!to) return;
		const opened = this.#seal.open(channel, bytes);
		if (opened === 'own') return;
		if (!opened) {
			refusedCount.add(1);
			return;
		}
		heardCount.add(1);
		try {
			deliver(to.hearer, opened.process, decoding.createDecoder(opened.message));
		} catch (error) {
			// Another process speaks otherwise than this one, such as a newer release. The log says the same.
			this.#log.warn({ event: 'relay.unread', document: to.document, err: error });
			this.#user.unsent(to.document);
		}
	}

	#tick(): void {
		if (performance.now() - this.#beatHeardAt > silentMs) this.#fallSilent();
		this.#beat = randomBytes(8);
		this.#publisher.publish(this.#pulse, this.#beat).catch(() => undefined);
	}

	#hearBeat(): void {
		this.#beatHeardAt = performance.now();
		if (this.#healthy) return;
		this.#healthy = true;
		this.#log.info({ event: 'relay.heard' });
		this.#user.whole();
	}

	#fallSilent(): void {
		if (!this.#healthy) return;
		this.#healthy = false;
		this.#beatHeardAt = -Infinity;
		this.#log.warn({ event: 'relay.silent' }, 'processes hear of each other through the database meanwhile');
	}
}

function deliver(hearer: Hearer, process: string, decoder: decoding.Decoder): void {
	const kind = decoding.readVarUint(decoder);
	switch (kind) {
		case MESSAGE.update: {
			const first = decoding.readVarUint(decoder);
			const last = decoding.readVarUint(decoder);
			const epoch = decoding.readVarUint(decoder);
			return hearer.hearUpdate({ first, last, epoch, data: decoding.readTailAsUint8Array(decoder) });
		}
		case MESSAGE.presence: {
			const count = decoding.readVarUint(decoder);
			const present: RelayedPresence[] = [];
			for (let index = 0; index < count; index += 1) {
				const client = decoding.readVarUint(decoder);
				const participant = decoding.readVarString(decoder);
				present.push({ client, participant, json: decoding.readVarString(decoder) });
			}
			return hearer.hearPresence(process, present);
		}
		case MESSAGE.question:
			return hearer.hearQuestion();
		default:
			throw new Error('unknown message');
	}
}
