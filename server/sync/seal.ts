// What crosses between processes lies for a moment in a store that others may reach. So it is sealed: only processes
// with the installation's secret can read it or make it (T86), and what was heard once is not heard again.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const processIdBytes = 16;
const counterBytes = 6;
const tagBytes = 16;
const headBytes = processIdBytes + counterBytes;
/** Processes remembered; one that is forgotten is derived again. */
const keysMax = 200;

export interface Opened {
	readonly process: string;
	readonly message: Uint8Array;
}

interface Other {
	readonly key: Buffer;
	/** Counter of the newest message heard of it, by channel. */
	readonly heard: Map<string, number>;
}

/** Seals and opens messages with AES-256-GCM. Each process has a key of its own, so a counter can be the nonce. */
export class Seal {
	/** Names this process, hex. */
	readonly process: string;
	readonly #secret: string;
	readonly #id = randomBytes(processIdBytes);
	readonly #key: Buffer;
	readonly #others = new Map<string, Other>();
	#counter = 0;

	/** @param secret of the installation: the same for all its processes */
	constructor(secret: string) {
		this.#secret = secret;
		this.#key = keyOf(secret, this.#id);
		this.process = this.#id.toString('hex');
	}

	/** A word of eight letters that only this installation's processes know to use, for names of channels. */
	get realm(): string {
		return Buffer.from(hkdfSync('sha256', this.#secret, '', 'landsby relay realm', 4)).toString('hex');
	}

	/** @returns process, counter, tag and what was sealed, bound to its channel */
	seal(channel: string, message: Uint8Array): Buffer {
		const head = Buffer.alloc(headBytes);
		this.#id.copy(head);
		this.#counter += 1;
		head.writeUIntBE(this.#counter, processIdBytes, counterBytes);
		const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(head));
		cipher.setAAD(Buffer.from(channel));
		const sealed = Buffer.concat([cipher.update(message), cipher.final()]);
		return Buffer.concat([head, cipher.getAuthTag(), sealed]);
	}

	/** @returns who sent it and what; `own` what this process has sealed; null: forged, for another channel, or heard already */
	open(channel: string, bytes: Buffer): Opened | 'own' | null {
		if (bytes.length < headBytes + tagBytes) return null;
		const process = bytes.toString('hex', 0, processIdBytes);
		if (process === this.process) return 'own';
		const other = this.#other(process, bytes.subarray(0, processIdBytes));
		const counter = bytes.readUIntBE(processIdBytes, counterBytes);
		if (counter <= (other.heard.get(channel) ?? 0)) return null;
		try {
			const decipher = createDecipheriv('aes-256-gcm', other.key, nonceOf(bytes.subarray(0, headBytes)), {
				authTagLength: tagBytes
			});
			decipher.setAAD(Buffer.from(channel));
			decipher.setAuthTag(bytes.subarray(headBytes, headBytes + tagBytes));
			const message = Buffer.concat([
				decipher.update(bytes.subarray(headBytes + tagBytes)),
				decipher.final()
			]);
			// Only what is genuine counts as heard, and only its sender is remembered.
			other.heard.set(channel, counter);
			this.#remember(process, other);
			return { process, message: new Uint8Array(message) };
		} catch {
			return null;
		}
	}

	/** A channel that is listened to no more. */
	forget(channel: string): void {
		for (const { heard } of this.#others.values()) heard.delete(channel);
	}

	#other(process: string, id: Uint8Array): Other {
		return this.#others.get(process) ?? { key: keyOf(this.#secret, id), heard: new Map() };
	}

	#remember(process: string, other: Other): void {
		this.#others.delete(process);
		this.#others.set(process, other);
		if (this.#others.size <= keysMax) return;
		for (const oldest of this.#others.keys()) {
			this.#others.delete(oldest);
			return;
		}
	}
}

function keyOf(secret: string, process: Uint8Array): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, process, 'landsby relay', 32));
}

/** Twelve bytes that one key never sees twice: the counter behind the first of the process. */
function nonceOf(head: Uint8Array): Buffer {
	return Buffer.concat([head.subarray(0, 12 - counterBytes), head.subarray(processIdBytes, headBytes)]);
}
