// A page's end of the wire without a page: the stock y-websocket provider over ws, with the counting of message 4, and
// with much work in pieces.
import * as encoding from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { readPeople } from '#lib/network/document.ts';
import { framesOf } from '#lib/room/pieces.ts';
import {
	decodeAcknowledged,
	decodeNotice,
	MESSAGE,
	SYNC,
	updateIn,
	type Notice
} from '#lib/room/protocol.ts';
import { defineRoots } from '#lib/room/document.ts';

export interface Client {
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly provider: WebsocketProvider;
	readonly notices: Notice[];
	/** How often it has connected. */
	readonly connects: number;
	/** Everything sent on this connection is durable. */
	readonly saved: boolean;
	/** Code of the close that ended it for good, or null. */
	readonly closed: number | null;
	until: (what: () => boolean, words?: string) => Promise<void>;
	leave: () => void;
}

/** The names of everybody on the map of a document, in alphabetical order. */
export function namesOnMap({ doc }: Pick<Client, 'doc'>): string[] {
	return readPeople(doc)
		.entities.map(({ name }) => name)
		.sort();
}

/**
 * Connects to a document as a page would.
 * @param held a copy that it has already, and what it says of it in its address
 */
export function connect(
	ws: string,
	name: string,
	cookie: string,
	origin: string,
	held?: { readonly doc: Y.Doc; readonly params: Record<string, string> }
): Client {
	class Counting extends WebSocket {
		sent = 0;
		acknowledged = 0;
		answered = false;
		constructor(address: string) {
			super(address, { headers: { Cookie: cookie, Origin: origin } });
		}
		override send(data: Uint8Array): void {
			for (const frame of framesOf(data)) {
				const sync = updateIn(frame);
				if (sync) this.sent += 1;
				if (sync?.kind === SYNC.step2) this.answered = true;
				super.send(frame);
			}
		}
	}
	const doc = held?.doc ?? new Y.Doc();
	if (!held) defineRoots(doc, 'room');
	const awareness = new Awareness(doc);
	const notices: Notice[] = [];
	let closed: number | null = null;
	const provider = new WebsocketProvider(ws, name, doc, {
		awareness,
		params: held?.params ?? {},
		disableBc: true,
		maxBackoffTime: 200,
		// The provider wants the browser's class; what it uses of it, ws has.
		WebSocketPolyfill: Counting as unknown as typeof globalThis.WebSocket
	});
	const socket = () => provider.ws as unknown as Counting | null;
	provider.messageHandlers[MESSAGE.notice] = (_encoder, decoder) => {
		const notice = decodeNotice(decoder);
		notices.push(notice);
		// From now on it holds a copy, and says of when.
		if (notice.type === 'welcome') provider.params = { epoch: String(notice.epoch) };
	};
	provider.messageHandlers[MESSAGE.acknowledged] = (_encoder, decoder) => {
		const open = socket();
		if (open) open.acknowledged = decodeAcknowledged(decoder);
	};
	provider.on('closed', ({ code }) => (closed = code));
	let connects = 0;
	provider.on('status', ({ status }) => (connects += status === 'connected' ? 1 : 0));
	const client: Client = {
		doc,
		awareness,
		provider,
		notices,
		get saved() {
			const open = socket();
			return (
				provider.wsconnected &&
				provider.synced &&
				open !== null &&
				open.answered &&
				open.sent === open.acknowledged
			);
		},
		get closed() {
			return closed;
		},
		get connects() {
			return connects;
		},
		until: (what, words = what.toString()) => until(what, words),
		leave: () => {
			// As a page does: somebody may have written under its client id.
			doc.clientID = awareness.clientID;
			provider.destroy();
			doc.destroy();
		}
	};
	return client;
}

/** Waits for something to be true; fails with its words after ten seconds, or as long as is said. */
export async function until(
	what: () => boolean | Promise<boolean>,
	words = what.toString(),
	withinMs = 10_000
): Promise<void> {
	const last = Date.now() + withinMs;
	while (!(await what())) {
		if (Date.now() > last) throw new Error(`did not happen: ${words}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

/** A bare socket for what no honest page would send. */
export interface Bare {
	readonly frames: Uint8Array[];
	readonly socket: WebSocket;
	/** Code of the close. */
	readonly closed: Promise<number>;
	/** Resolves when it is open; rejects with the HTTP status of a refused upgrade. */
	readonly opened: Promise<void>;
}

/** @param headers of the upgrade, Cookie and Origin */
export function bare(address: string, headers: Readonly<Record<string, string>>): Bare {
	const socket = new WebSocket(address, { headers: { ...headers } });
	const frames: Uint8Array[] = [];
	socket.on('message', (data: Buffer) => frames.push(new Uint8Array(data)));
	const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
	const opened = new Promise<void>((resolve, reject) => {
		socket.on('open', () => resolve());
		socket.on('unexpected-response', (_request, response) => {
			response.resume();
			reject(new Error(String(response.statusCode)));
		});
		socket.on('error', (error) => reject(error));
	});
	opened.catch(() => undefined);
	return { frames, socket, closed, opened };
}

/**
 * Opens a document as somebody who has nothing of it, until it is whole or refused.
 * @param at a server's sockets and origin
 * @returns every byte that was sent, and the code it was refused with, or null
 */
export async function sentTo(
	{ ws, origin }: { readonly ws: string; readonly origin: string },
	name: string,
	cookie: string
): Promise<{ code: number | null; bytes: Buffer }> {
	const { frames, socket, closed } = bare(`${ws}/${name}`, { Cookie: cookie, Origin: origin });
	const everything = new Uint8Array([0, 0, 1, 0]); // sync, step 1, of a document that has nothing
	socket.on('open', () => socket.send(everything));
	let code: number | null = null;
	void closed.then((of) => (code = of));
	await until(() => code !== null || frames.some(([kind, step]) => kind === 0 && step === 1));
	const refused = code;
	socket.close();
	await closed;
	return { code: refused, bytes: Buffer.concat(frames) };
}

/** An awareness frame: entries of client, clock and state. */
export function presenceFrame(
	...entries: (readonly [client: number, clock: number, state: string])[]
): Uint8Array {
	const update = encoding.createEncoder();
	encoding.writeVarUint(update, entries.length);
	for (const [client, clock, state] of entries) {
		encoding.writeVarUint(update, client);
		encoding.writeVarUint(update, clock);
		encoding.writeVarString(update, state);
	}
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, MESSAGE.awareness);
	encoding.writeVarUint8Array(encoder, encoding.toUint8Array(update));
	return encoding.toUint8Array(encoder);
}
