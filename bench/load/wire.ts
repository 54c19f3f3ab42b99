// How each server is spoken to: the same messages in two layouts. Hocuspocus names the document in each.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MESSAGE, SYNC } from '#lib/room/protocol.ts';

export type WireName = 'landsby' | 'hocuspocus' | 'floor';

/** A document on a server, and how it is reached. */
export interface Target {
	readonly wire: WireName;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly document: string;
}

/**
 * What a frame says. `content`: all that the page lacks. `update`: what somebody has written. `question`: what the page
 * has. `taken`: how many of the page's frames the server has taken, `total` counted from the connection's beginning.
 */
export type Heard =
	| { readonly kind: 'content' | 'update' | 'question'; readonly bytes: Uint8Array }
	| { readonly kind: 'taken'; readonly total: number | null }
	| { readonly kind: 'other' };

const hocuspocus = { auth: 2, syncReply: 4, syncStatus: 8, token: 0 } as const;
const nothing = Uint8Array.of(0, 0);
const emptyState = Uint8Array.of(0);

export class Wire {
	/** What stands before every message. */
	readonly #prefix: Uint8Array;
	readonly #isHocuspocus: boolean;
	readonly #document: string;

	constructor({ wire, document }: Target) {
		this.#isHocuspocus = wire === 'hocuspocus';
		this.#document = document;
		this.#prefix = this.#isHocuspocus
			? encoded((to) => encoding.writeVarString(to, document))
			: new Uint8Array();
	}

	/** What a page says first: who it is where that is asked in a message, and that it has nothing yet. */
	greeting(): Uint8Array[] {
		const question = this.#sync(SYNC.step1, emptyState);
		if (!this.#isHocuspocus) return [question];
		const auth = encoded((to) => {
			encoding.writeVarString(to, this.#document);
			encoding.writeVarUint(to, hocuspocus.auth);
			encoding.writeVarUint(to, hocuspocus.token);
			encoding.writeVarString(to, 'bench');
		});
		return [auth, question];
	}

	/** The answer of a page that holds nothing of its own. */
	answer(): Uint8Array {
		return this.#sync(SYNC.step2, nothing);
	}

	update(bytes: Uint8Array): Uint8Array {
		return this.#sync(SYNC.update, bytes);
	}

	/** Asks who is here: what a page may say without writing anything. */
	hello(): Uint8Array {
		return encoded((to) => {
			encoding.writeUint8Array(to, this.#prefix);
			encoding.writeVarUint(to, MESSAGE.queryAwareness);
		});
	}

	read(frame: Uint8Array): Heard {
		const from = decoding.createDecoder(frame);
		from.pos = this.#prefix.length;
		const kind = decoding.readVarUint(from);
		if (kind === MESSAGE.sync || (this.#isHocuspocus && kind === hocuspocus.syncReply)) {
			const step = decoding.readVarUint(from);
			const bytes = decoding.readVarUint8Array(from);
			if (step === SYNC.step1) return { kind: 'question', bytes };
			return { kind: step === SYNC.step2 ? 'content' : 'update', bytes };
		}
		if (this.#isHocuspocus)
			return kind === hocuspocus.syncStatus ? { kind: 'taken', total: null } : { kind: 'other' };
		if (kind === MESSAGE.acknowledged) return { kind: 'taken', total: decoding.readVarUint(from) };
		return { kind: 'other' };
	}

	#sync(step: number, bytes: Uint8Array): Uint8Array {
		return encoded((to) => {
			encoding.writeUint8Array(to, this.#prefix);
			encoding.writeVarUint(to, MESSAGE.sync);
			encoding.writeVarUint(to, step);
			encoding.writeVarUint8Array(to, bytes);
		});
	}
}

function encoded(write: (to: encoding.Encoder) => void): Uint8Array {
	const encoder = encoding.createEncoder();
	write(encoder);
	return encoding.toUint8Array(encoder);
}
