/**
 * Step 3 of the road, the page's end of the wire: one document of the room, its provider, and the truth
 * about whether what was written is saved.
 */
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { defineRoots, wordsIn } from './document.ts';
import { CLOSE, decodeAcknowledged, decodeNotice, MESSAGE, type Notice, SYNC } from './protocol.ts';
import type { Rights } from './rights.ts';
import type { Space } from './spaces.ts';

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
export type Refused = Extract<Notice, { type: 'refused' }> & { readonly words: readonly string[] };

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
	/** Local edits since everything was last saved. */
	pending = $state(0);
	savedAt = $state<Date | null>(null);
	/** Unsuccessful tries to reconnect in a row. */
	tries = $state(0);
	rights = $state.raw<Rights | null>(null);
	/** What the server did not take, until somebody has dealt with it. */
	refusal = $state.raw<Refused | null>(null);
	/** The document was restored: this copy is older and must not be merged. */
	outdated = $state(false);

	readonly #url: string;
	#provider: WebsocketProvider;
	#epoch: number | null = null;
	#brokenSince: number | null = null;
	/** Since when the device says that it has no network, though the connection looks whole. */
	#doubtedAt: number | null = null;
	#doubting: ReturnType<typeof setInterval> | undefined;

	/**
	 * @param url of the socket without the document's name, `ws(s)://host/ws`
	 * @param rights as the page was loaded with them; the server's welcome replaces them
	 */
	constructor(url: string, name: string, space: Space, rights: Rights) {
		this.#url = url;
		this.name = name;
		this.space = space;
		this.rights = rights;
		this.doc = new Y.Doc();
		this.awareness = new Awareness(this.doc);
		this.#provider = this.#connect();
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
		return this.opened && !this.closedForGood && !this.outdated && (this.rights?.write ?? false);
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
		this.#provider.destroy();
		this.doc.destroy();
	}

	#connect(): WebsocketProvider {
		defineRoots(this.doc, this.space);
		const provider = new WebsocketProvider(this.#url, this.name, this.doc, {
			awareness: this.awareness,
			// Two tabs of one browser may belong to two people: nothing passes between them but through the server.
			disableBc: true,
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
			this.state = finalState(code);
		});
		this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
			if (origin === provider) return;
			this.pending += 1;
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
		if (event?.code === CLOSE.tooSlow) this.state = 'tooSlow';
		if (event?.code === CLOSE.tooMany) this.state = 'tooMany';
	}

	#heed(notice: Notice): void {
		if (notice.type === 'refused') {
			this.refusal = { ...notice, words: this.#wordsAt(notice.paths) };
			this.#startAfresh();
			return;
		}
		this.rights = notice.rights;
		if (notice.type !== 'welcome') return;
		if (this.#epoch !== null && this.#epoch !== notice.epoch) {
			this.outdated = true;
			this.#provider.disconnect();
		}
		this.#epoch = notice.epoch;
	}

	#wordsAt(paths: readonly string[]): string[] {
		return paths.flatMap((path) => {
			const [root = '', ...id] = path.split('/');
			return wordsIn(this.doc, root, id.join('/'));
		});
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
		this.#provider.destroy();
		this.doc.destroy();
		this.opened = false;
		this.pending = 0;
		this.state = 'opening';
		this.doc = new Y.Doc();
		this.awareness = new Awareness(this.doc);
		this.#provider = this.#connect();
		this.generation += 1;
	}
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
