/**
 * Step 3 of the road, the page's end of the wire: one document of the room, its provider, and the truth
 * about whether what was written is saved.
 */
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { defineRoots, plainAt, wordsIn, type EntityAsPlain } from './document.ts';
import { eraseCopies, latestCopy, LocalCopy } from './localCopy.svelte.ts';
import { CLOSE, decodeAcknowledged, decodeNotice, MESSAGE, type Notice, SYNC } from './protocol.ts';
import type { Rights } from './rights.ts';
import type { Space } from './spaces.ts';
import { touchedPaths } from './touched.svelte.ts';

/**
 * What the connection word says. `ended`, `withdrawn`, `notFound`, `tooLarge` and `malformed` are final;
 * all others pass by themselves.
 */
export type ConnectionState =
	| 'opening'
	| 'saved'
	| 'saving'
	| 'offline'
	| 'reconnecting'
	| 'tooSlow'
	| 'tooMany'
	| 'ended'
	| 'withdrawn'
	| 'notFound'
	| 'tooLarge'
	| 'malformed';

/** What the server did not take, with what its author had written there: theirs to copy, until they let go of it. */
export interface Refused {
	/** As `section/entity`. */
	readonly paths: readonly string[];
	/** `outdated`: the document was restored, and what was written after that moment is not in it. */
	readonly reason: Extract<Notice, { type: 'refused' }>['reason'] | 'outdated';
	readonly words: readonly string[];
	/** What stood there in this page's copy, by path; nothing where there was no entity. */
	readonly contents: ReadonlyMap<string, EntityAsPlain>;
}

/** Waits between tries to reconnect, so that a hundred pages do not come back in step. */
const firstMinuteMs = 60_000;
const waitAtMostMs = { firstMinute: 3_000, later: 30_000 };

/** Counts what this connection sent, so that message 4 can be compared with it. */
class CountingWebSocket extends WebSocket {
	/** Sync frames of kind step2 and update sent so far. */
	sent = 0;
	/** How many of them have met their fate. */
	acknowledged = 0;
	/** Whether our step 2 has gone: only it carries what was written while offline. */
	answered = false;

	override send(data: string | Blob | BufferSource): void {
		if (ArrayBuffer.isView(data)) {
			const bytes = new Uint8Array(data.buffer, data.byteOffset, Math.min(2, data.byteLength));
			if (bytes[0] === MESSAGE.sync && (bytes[1] === SYNC.step2 || bytes[1] === SYNC.update)) {
				this.sent += 1;
				if (bytes[1] === SYNC.step2) this.answered = true;
			}
		}
		super.send(data);
	}
}

export class LiveDocument {
	readonly name: string;
	readonly space: Space;
	/** Replaced when the server refused something: components are re-keyed on `generation`. */
	doc: Y.Doc;
	awareness: Awareness;
	generation = $state(0);
	state = $state<ConnectionState>('opening');
	/** True once the server's content has come, and from then on. */
	opened = $state(false);
	/** Entities that were written in here since everything was last saved. */
	pending = $state(0);
	savedAt = $state<Date | null>(null);
	/** Unsuccessful tries to reconnect in a row. */
	tries = $state(0);
	rights = $state.raw<Rights | null>(null);
	/** How often the server said something of rights or people that this page was not loaded with. */
	told = $state(0);
	/** What the server did not take, until somebody has dealt with it. */
	refusal = $state.raw<Refused | null>(null);
	/** Something of the document cannot be read: it is shown without, and nothing is written on top. */
	damaged = $state(false);
	/** There is little place left in it, and this page has not been told of that before. */
	filling = $state(false);
	/** What waits is kept on this device, too. */
	kept = $state(false);
	/** Paths of the entities that others have changed while this page was away, until it is away again. */
	missed = $state.raw<readonly string[]>([]);

	readonly #url: string;
	#provider: WebsocketProvider;
	/** Of which epoch the copy here is; null: there is none yet. */
	#epoch: number | null = null;
	/** Whose copy may lie on this device; null: nobody's. */
	readonly #copyOf: string | null;
	#copy: LocalCopy | null = null;
	#erasing: Promise<unknown> = Promise.resolve();
	/** Entities that this person has written in here, and those of them that are not saved. */
	readonly #written = new Set<string>();
	readonly #waiting = new Set<string>();
	readonly #missed = new Set<string>();
	#closed = false;
	#toldFilling = false;
	#brokenSince: number | null = null;
	/** Since when the device says that it has no network, though the connection looks whole. */
	#doubtedAt: number | null = null;
	#doubting: ReturnType<typeof setInterval> | undefined;

	/**
	 * @param url of the socket without the document's name, `ws(s)://host/ws`
	 * @param rights as the page was loaded with them; the server's welcome replaces them
	 * @param copyOf the participant for whom what waits is kept on this device; null: nothing is
	 */
	constructor(url: string, name: string, space: Space, rights: Rights, copyOf: string | null = null) {
		this.#url = url;
		this.name = name;
		this.space = space;
		this.rights = rights;
		this.doc = new Y.Doc();
		this.awareness = new Awareness(this.doc);
		this.#copyOf = copyOf;
		this.#provider = this.#connect(copyOf === null);
		if (copyOf === null) void eraseCopies(name);
		else void this.#openCopy(copyOf).then(() => !this.#closed && this.#provider.connect());
		window.addEventListener('online', this.retry);
		window.addEventListener('offline', this.#doubt);
	}

	/** Everything written here is durably in the database. */
	get saved(): boolean {
		return this.state === 'saved';
	}

	/** The connection will not come back by itself. */
	get closedForGood(): boolean {
		return ['ended', 'withdrawn', 'notFound', 'tooLarge', 'malformed'].includes(this.state);
	}

	/** Whether anything at all may be written here now. */
	get canWrite(): boolean {
		return this.opened && !this.closedForGood && (this.rights?.write ?? false);
	}

	/** What this person has written and the server has not confirmed, in words. */
	get unsavedWords(): string[] {
		return this.pending > 0 ? this.#wordsAt([...this.#waiting]) : [];
	}

	/** Somebody has read that there is little place left: once is enough. */
	noteFilling(): void {
		this.filling = false;
		this.#toldFilling = true;
	}

	/** Tries to connect at once instead of waiting for the next try. */
	retry = (): void => {
		if (this.#provider.shouldConnect) this.#provider.connect();
		this.#measure();
	};

	/** Leaves the document; the object is of no use afterwards. */
	close(): void {
		window.removeEventListener('online', this.retry);
		window.removeEventListener('offline', this.#doubt);
		clearInterval(this.#doubting);
		this.#closed = true;
		leave(this.#provider);
		this.doc.destroy();
		// Nothing waits: then nothing stays behind.
		if (this.pending === 0) void this.#copy?.closeAndErase();
		else void this.#copy?.close();
	}

	#connect(atOnce = true): WebsocketProvider {
		defineRoots(this.doc, this.space);
		const provider = new WebsocketProvider(this.#url, this.name, this.doc, {
			awareness: this.awareness,
			// Two tabs of one browser may belong to two people: nothing passes between them but through the server.
			disableBc: true,
			connect: atOnce,
			WebSocketPolyfill: CountingWebSocket
		});
		provider.messageHandlers[MESSAGE.notice] = (_encoder, decoder) => this.#heed(decodeNotice(decoder));
		provider.messageHandlers[MESSAGE.acknowledged] = (_encoder, decoder) => {
			if (provider.ws instanceof CountingWebSocket) provider.ws.acknowledged = decodeAcknowledged(decoder);
			this.#measure();
		};
		provider.on('sync', (synced) => {
			if (synced) {
				this.opened = true;
				this.#keepOwnWords();
				this.tries = 0;
				this.#brokenSince = null;
			}
			this.#measure();
		});
		provider.on('status', this.#measure);
		provider.on('connection-close', (event) => this.#broken(event));
		provider.on('closed', ({ code }) => {
			if (code === CLOSE.outdated) {
				this.#renew();
				return;
			}
			this.state = finalState(code);
			this.#leaveCopy();
		});
		const { doc } = this;
		doc.on('update', (_update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
			// Out of the copy, which is not known as `#copy` before all of it is here.
			if (!transaction.local && origin !== provider) return;
			const paths = touchedPaths(doc, transaction);
			if (origin === provider) {
				if (!this.opened || provider.synced) return;
				for (const path of paths) this.#missed.add(path);
				this.missed = [...this.#missed];
				return;
			}
			const before = this.#waiting.size;
			for (const path of paths) {
				this.#written.add(path);
				this.#waiting.add(path);
			}
			this.pending = Math.max(1, this.#waiting.size);
			if (this.#waiting.size > before) this.#copy?.note(this.#waiting);
			this.#measure();
		});
		return provider;
	}

	/** Says what is true just now. `saved` needs every frame that was sent to be acknowledged. */
	#measure = (): void => {
		if (this.closedForGood) return;
		const socket = this.#provider.ws;
		const heardSince = this.#doubtedAt === null || this.#provider.wsLastMessageReceived > this.#doubtedAt;
		const live = this.#provider.wsconnected && socket instanceof CountingWebSocket && heardSince;
		if (live && this.opened && this.#provider.synced) {
			if (socket.answered && socket.sent === socket.acknowledged) {
				this.state = 'saved';
				this.savedAt = new Date();
				this.pending = 0;
				if (this.#waiting.size > 0) this.#copy?.note([]);
				this.#waiting.clear();
			} else this.state = 'saving';
			return;
		}
		if (!navigator.onLine || !heardSince) this.state = 'offline';
		else if (!this.opened && this.tries === 0) this.state = 'opening';
		else if (this.state !== 'tooSlow' && this.state !== 'tooMany') this.state = 'reconnecting';
	};

	/**
	 * The device has lost its network. A dead connection looks whole for half a minute, and one to the device itself
	 * is whole: so the server is asked, and believed only when it answers.
	 */
	#doubt = (): void => {
		this.#doubtedAt = Date.now();
		this.#provider.ws?.send(new Uint8Array([MESSAGE.queryAwareness]));
		clearInterval(this.#doubting);
		this.#doubting = setInterval(() => {
			if (navigator.onLine || this.#provider.wsLastMessageReceived > (this.#doubtedAt ?? 0)) {
				clearInterval(this.#doubting);
				this.#doubtedAt = null;
			}
			this.#measure();
		}, 500);
		this.#measure();
	};

	#broken(event: CloseEvent | null): void {
		const now = Date.now();
		this.#brokenSince ??= now;
		const atMost = now - this.#brokenSince < firstMinuteMs ? waitAtMostMs.firstMinute : waitAtMostMs.later;
		this.#provider.maxBackoffTime = Math.max(100, Math.random() * atMost);
		this.tries += 1;
		if (this.tries === 1) {
			this.#missed.clear();
			this.missed = [];
		}
		if (event?.code === CLOSE.tooSlow) this.state = 'tooSlow';
		if (event?.code === CLOSE.tooMany) this.state = 'tooMany';
	}

	#heed(notice: Notice): void {
		if (notice.type === 'refused') {
			const { reason } = notice;
			// What was too much to be looked at has no paths: then it is in what is not saved.
			const paths = notice.paths.length > 0 ? notice.paths : [...this.#waiting];
			this.#giveBack(paths, reason, this.#contentsAt(paths));
			this.#startAfresh();
			return;
		}
		if (notice.type === 'filling') {
			this.filling = true;
			return;
		}
		// A welcome mostly says what the page was loaded with.
		if (notice.type === 'rights' || JSON.stringify(notice.rights) !== JSON.stringify(this.rights))
			this.told += 1;
		this.rights = notice.rights;
		if (notice.type !== 'welcome') return;
		this.damaged = notice.damaged;
		this.filling ||= notice.filling && !this.#toldFilling;
		// The server has closed the door before it would come to this; a copy is never merged by mistake all the same.
		if (this.#epoch !== null && this.#epoch !== notice.epoch) return this.#renew();
		if (this.#epoch !== null) return;
		this.#epoch = notice.epoch;
		this.#provider.params = { epoch: String(notice.epoch) };
		if (this.#copyOf !== null) void this.#keep(this.#copyOf, notice.epoch);
	}

	/** The document was restored: this copy is of what came later. What its author has written is theirs to copy. */
	#renew(): void {
		const paths = [...this.#written];
		this.#giveBack(paths, 'outdated', new Map());
		this.#startAfresh();
	}

	/** What was given back before stays until somebody has dealt with it. */
	#giveBack(
		paths: readonly string[],
		reason: Refused['reason'],
		contents: ReadonlyMap<string, EntityAsPlain>
	): void {
		const before = this.refusal;
		this.refusal = {
			paths: [...new Set([...(before?.paths ?? []), ...paths])],
			reason,
			words: [...new Set([...(before?.words ?? []), ...this.#wordsAt(paths)])],
			contents: new Map([...(before?.contents ?? []), ...contents])
		};
	}

	/** Brings in what was left on this device, when there is something. */
	async #openCopy(participant: string): Promise<void> {
		const epoch = await latestCopy({ document: this.name, participant });
		if (epoch !== null && !this.#closed) await this.#keep(participant, epoch);
	}

	async #keep(participant: string, epoch: number): Promise<void> {
		const { doc } = this;
		await this.#erasing;
		if (this.doc !== doc || this.#closed) return;
		const copy = await LocalCopy.open(doc, { document: this.name, participant }, epoch, () => {
			this.kept = false;
		});
		if (!copy) return;
		if (this.doc !== doc || this.#closed) return void copy.close();
		this.#copy = copy;
		this.kept = true;
		if (this.#epoch === null) {
			this.#epoch = epoch;
			this.#provider.params = { epoch: String(epoch) };
			for (const path of copy.waiting) {
				this.#written.add(path);
				this.#waiting.add(path);
			}
			this.pending = this.#waiting.size;
		} else if (this.#waiting.size > 0) copy.note(this.#waiting);
	}

	/**
	 * The connection is over. Whoever has no place here any more leaves nothing on the device; whoever is only signed
	 * out finds again what waits, and nobody else does.
	 */
	#leaveCopy(): void {
		if (this.state === 'withdrawn' || this.state === 'notFound' || this.pending === 0) {
			this.#erasing = Promise.all([this.#copy?.erase(), eraseCopies(this.name)]);
			this.kept = false;
		} else void this.#copy?.close();
		this.#copy = null;
	}

	#wordsAt(paths: readonly string[]): string[] {
		return paths.flatMap((path) => {
			const [root = '', ...id] = path.split('/');
			return wordsIn(this.doc, root, id.join('/'));
		});
	}

	#contentsAt(paths: readonly string[]): Map<string, EntityAsPlain> {
		return new Map(
			paths.flatMap((path) => {
				const [root = '', id = ''] = path.split('/');
				const content = plainAt(this.doc, root, id);
				return content ? [[path, content] as const] : [];
			})
		);
	}

	/** What stands in the room is not lost: of the words that were refused only the others are kept. */
	#keepOwnWords(): void {
		if (!this.refusal) return;
		const standing = new Set(this.#wordsAt(this.refusal.paths));
		this.refusal = { ...this.refusal, words: this.refusal.words.filter((words) => !standing.has(words)) };
	}

	/**
	 * After a refusal this copy holds what the server does not: it is thrown away and fetched anew under a
	 * fresh client id. What was refused is kept in `refusal` for the person to see.
	 */
	#startAfresh(): void {
		leave(this.#provider);
		this.doc.destroy();
		this.#erasing = this.#copy?.erase() ?? Promise.resolve();
		this.#copy = null;
		this.kept = false;
		this.#epoch = null;
		this.#written.clear();
		this.#waiting.clear();
		this.opened = false;
		this.pending = 0;
		this.state = 'opening';
		this.doc = new Y.Doc();
		this.awareness = new Awareness(this.doc);
		this.#provider = this.#connect();
		this.generation += 1;
	}
}

/**
 * Ends a provider. Yjs gives a document another client id where somebody wrote under its own (another page of the same
 * person can); the provider then looks for one that presence has never heard of, and fails.
 */
function leave(provider: WebsocketProvider): void {
	provider.doc.clientID = provider.awareness.clientID;
	provider.destroy();
}

function finalState(code: number): ConnectionState {
	switch (code) {
		case CLOSE.sessionEnded:
			return 'ended';
		case CLOSE.notYours:
			return 'withdrawn';
		case CLOSE.notFound:
			return 'notFound';
		case CLOSE.tooLarge:
			return 'tooLarge';
		default:
			return 'malformed';
	}
}
