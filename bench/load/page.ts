// A page without a page: a socket that greets, answers, and hands on what it hears. It holds no document, so that
// hundreds of them cost little and the same for every server.
import { WebSocket } from 'ws';
import { Wire, type Target } from './wire.ts';

const patienceMs = 60_000;

export class Page {
	readonly wire: Wire;
	/** Everything that was sent, in bytes of frames, since the connection began. */
	receivedBytes = 0;
	onUpdate: (bytes: Uint8Array) => void = () => undefined;
	/** Hears by which code of the socket it was closed. */
	onClosed: (code: number) => void = () => undefined;

	readonly #socket: WebSocket;
	readonly #content = Promise.withResolvers<Uint8Array>();
	readonly #synced = Promise.withResolvers<undefined>();
	#hasContent = false;
	#wasAsked = false;
	/** Frames with an update that were sent, and how many the server has taken. */
	#sent = 0;
	#taken = 0;
	#waiting: { count: number; resolve: () => void }[] = [];
	#closed = false;

	constructor(target: Target) {
		this.wire = new Wire(target);
		this.#socket = new WebSocket(target.url, {
			headers: { ...target.headers },
			perMessageDeflate: false,
			skipUTF8Validation: true
		});
		this.#socket.on('open', () => {
			for (const frame of this.wire.greeting()) this.#socket.send(frame);
		});
		this.#socket.on('message', (data: Buffer) => this.#hear(data));
		const late = setTimeout(() => this.#fail('was not answered'), patienceMs);
		late.unref();
		this.#socket.on('error', (error) => this.#fail(error.message));
		this.#socket.on('close', (code) => {
			clearTimeout(late);
			this.#closed = true;
			this.#fail(`was closed (${code})`);
			this.onClosed(code);
		});
		this.#content.promise.catch(() => undefined);
		this.#synced.promise.catch(() => undefined);
	}

	/** Opens a page and waits until it has all content and has been asked for its own. */
	static async open(target: Target): Promise<Page> {
		const page = new Page(target);
		await page.#synced.promise;
		return page;
	}

	/** The content as one update, as soon as it has come. */
	get content(): Promise<Uint8Array> {
		return this.#content.promise;
	}
	get closed(): boolean {
		return this.#closed;
	}

	send(update: Uint8Array): void {
		this.#sent += 1;
		this.#socket.send(this.wire.update(update));
	}

	/** Shows that somebody is there. */
	sayHello(): void {
		if (!this.#closed) this.#socket.send(this.wire.hello());
	}

	/** Bytes that wait to leave. */
	get waiting(): number {
		return this.#socket.bufferedAmount;
	}

	/** Resolves when the server says of everything sent so far that it has taken it. */
	taken(): Promise<void> {
		const count = this.#sent;
		if (this.#taken >= count) return Promise.resolve();
		return new Promise((resolve) => this.#waiting.push({ count, resolve }));
	}

	async leave(): Promise<void> {
		if (this.#closed) return;
		const closed = new Promise((resolve) => this.#socket.once('close', resolve));
		this.#socket.close();
		await closed;
	}

	/** Gone without a word. */
	vanish(): void {
		this.#socket.terminate();
	}

	#hear(data: Buffer): void {
		this.receivedBytes += data.length;
		const heard = this.wire.read(data);
		switch (heard.kind) {
			case 'update':
				return this.onUpdate(heard.bytes);
			case 'content':
				this.#hasContent = true;
				this.#content.resolve(heard.bytes);
				return this.#look();
			case 'question':
				this.#wasAsked = true;
				this.#sent += 1;
				this.#socket.send(this.wire.answer());
				return this.#look();
			case 'taken':
				this.#taken = heard.total ?? this.#taken + 1;
				for (const { count, resolve } of this.#waiting) if (count <= this.#taken) resolve();
				this.#waiting = this.#waiting.filter(({ count }) => count > this.#taken);
				return;
			case 'other':
		}
	}

	#look(): void {
		if (this.#hasContent && this.#wasAsked) this.#synced.resolve(undefined);
	}

	#fail(why: string): void {
		const error = new Error(`a page ${why}`);
		this.#content.reject(error);
		this.#synced.reject(error);
	}
}
