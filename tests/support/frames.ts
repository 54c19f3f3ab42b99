// Reads the WebSocket messages in a stream of bytes, lets somebody meddle with them, and writes them again as a
// proxy would that knows the protocol: masked where they come from a client.
import { randomBytes } from 'node:crypto';

/** Gets one whole binary message and says which are passed on in its place: none, it, twice, another. */
export type Meddler = (message: Buffer) => readonly Buffer[];

const binary = 2;
const headEnd = '\r\n\r\n';

export class FrameStream {
	readonly #meddler: Meddler;
	readonly #masked: boolean;
	#rest = Buffer.alloc(0);
	#isOpen = false;

	/** @param masked for the direction from the client */
	constructor(meddler: Meddler, masked: boolean) {
		this.#meddler = meddler;
		this.#masked = masked;
	}

	/** @returns what is to be written for these bytes; what is not whole yet is kept */
	pass(data: Buffer): Buffer {
		this.#rest = Buffer.concat([this.#rest, data]);
		const out: Buffer[] = [];
		if (!this.#isOpen) {
			const end = this.#rest.indexOf(headEnd);
			if (end < 0) return Buffer.alloc(0);
			out.push(this.#rest.subarray(0, end + headEnd.length));
			this.#rest = this.#rest.subarray(end + headEnd.length);
			this.#isOpen = true;
		}
		for (;;) {
			const frame = firstFrame(this.#rest);
			if (!frame) return Buffer.concat(out);
			const bytes = this.#rest.subarray(0, frame.length);
			this.#rest = this.#rest.subarray(frame.length);
			if (frame.isWhole && frame.kind === binary)
				for (const message of this.#meddler(frame.payload)) out.push(encode(message, this.#masked));
			else out.push(bytes);
		}
	}
}

interface Frame {
	readonly kind: number;
	/** Not a piece of a longer message. */
	readonly isWhole: boolean;
	readonly payload: Buffer;
	/** With its head. */
	readonly length: number;
}

function firstFrame(bytes: Buffer): Frame | null {
	const [first, second] = bytes;
	if (first === undefined || second === undefined) return null;
	const isMasked = (second & 0x80) !== 0;
	const short = second & 0x7f;
	const at = short === 127 ? 10 : short === 126 ? 4 : 2;
	const from = at + (isMasked ? 4 : 0);
	if (bytes.length < from) return null;
	const size =
		short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
	if (bytes.length < from + size) return null;
	const payload = Buffer.from(bytes.subarray(from, from + size));
	if (isMasked) mask(payload, bytes.subarray(at, at + 4));
	return { kind: first & 0x0f, isWhole: (first & 0x80) !== 0, payload, length: from + size };
}

function encode(payload: Buffer, masked: boolean): Buffer {
	const size = payload.length;
	const long = size > 0xffff ? 8 : size > 125 ? 2 : 0;
	const head = Buffer.alloc(2 + long);
	head[0] = 0x80 | binary;
	head[1] = (masked ? 0x80 : 0) | (long === 8 ? 127 : long === 2 ? 126 : size);
	if (long === 8) head.writeBigUInt64BE(BigInt(size), 2);
	if (long === 2) head.writeUInt16BE(size, 2);
	if (!masked) return Buffer.concat([head, payload]);
	const key = randomBytes(4);
	const body = Buffer.from(payload);
	mask(body, key);
	return Buffer.concat([head, key, body]);
}

function mask(payload: Buffer, key: Buffer): void {
	for (let index = 0; index < payload.length; index += 1)
		payload[index] = (payload[index] ?? 0) ^ (key[index % 4] ?? 0);
}
