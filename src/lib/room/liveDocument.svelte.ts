/**
 * Step 3 of the road, the page's end of the wire: one document of the room, its provider, and the truth
 * about whether what was written is saved.
 */
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { waitBefore, waitNext } from './backOff.ts';
import { CountingWebSocket } from './countingSocket.svelte.ts';
import { defineRoots } from './document.ts';
import { eraseCopies, latestCopy, LocalCopy } from './localCopy.svelte.ts';
import { CLOSE, decodeAcknowledged, decodeNotice, MESSAGE, type Notice } from './protocol.ts';
import { refusedWith, withoutWhatStands, wordsAt, type Refused } from './refused.svelte.ts';
import type { Rights } from './rights.ts';
import type { Space } from './spaces.ts';
import { touchedPaths } from './touched.ts';

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

/** Tries in a row after which a page is asked for instead: some ten seconds. */
const blockedFrom = 6;

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
	/** Pages come through, and nothing by the socket: a network that lets none pass, as some of schools and offices do. */
	blocked = $state(false);
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
	/** Whether the server has said anything since the connection was lost. */
	#heard = false;
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

	/** The server answers just now. */
	get connected(): boolean {
		return this.state === 'saved' || this.state === 'saving';
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
		return this.pending > 0 ? wordsAt(this.doc, [...this.#waiting]) : [];
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
		// What others show of themselves came from the server, which need not be told of it.
		const show = provider._awarenessUpdateHandler;
		this.awareness.off('update', show);
		provider._awarenessUpdateHandler = (changed, origin) => {
			if (origin !== provider) show(changed, origin);
		};
		this.awareness.on('update', provider._awarenessUpdateHandler);
		provider.messageHandlers[MESSAGE.notice] = (_encoder, decoder) => this.#heed(decodeNotice(decoder));
		provider.messageHandlers[MESSAGE.acknowledged] = (_encoder, decoder) => {
			if (provider.ws instanceof CountingWebSocket) provider.ws.acknowledged = decodeAcknowledged(decoder);
			this.#measure();
		};
		provider.on('sync', (synced) => {
			if (synced) {
				this.opened = true;
				this.refusal &&= withoutWhatStands(this.refusal, this.doc);
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
			if (socket.settled) {
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
		this.tries += 1;
		waitNext(this.#provider, waitBefore(this.tries, now - this.#brokenSince, Math.random()));
		if (this.tries === 1) {
			this.#missed.clear();
			this.missed = [];
			this.#heard = false;
		}
		if (this.tries >= blockedFrom && !this.#heard) void this.#askByPage();
		if (event?.code === CLOSE.tooSlow) this.state = 'tooSlow';
		if (event?.code === CLOSE.tooMany) this.state = 'tooMany';
	}

	/** The server may only be away. Where it answers a page and takes edits, it is the way to it that is closed. */
	async #askByPage(): Promise<void> {
		const answer = await fetch('/readyz', { cache: 'no-store' }).catch(() => null);
		this.blocked = answer?.ok === true && !this.#heard && !this.closedForGood;
	}

	#heed(notice: Notice): void {
		this.#heard = true;
		this.blocked = false;

		if (notice.type === 'refused') {
			const { reason } = notice;
			// What was too much to be looked at has no paths: then it is in what is not saved.
			const paths = notice.paths.length > 0 ? notice.paths : [...this.#waiting];
			this.refusal = refusedWith(this.refusal, this.doc, paths, reason);
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
		this.refusal = refusedWith(this.refusal, this.doc, [...this.#written], 'outdated');
		this.#startAfresh();
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
