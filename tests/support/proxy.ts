// Our own network between a client and a server, to be made as bad as any: late, slow, cut, half-open, one-way,
// or with an HTTP proxy's answers of its own. `tc` and Docker may be absent, and a browser that is "set offline"
// can leave sockets open. Works between a page and the server, and between the server and PostgreSQL.
import { createServer, connect, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { FrameStream, type Meddler } from './frames.ts';

/** `up`: from the client to the server. */
export type Direction = 'up' | 'down';

/** What the network does; what is not named is as it should be. Times in milliseconds. */
export interface Weather {
	/** Every piece comes so much later. */
	readonly delayMs?: number;
	/** No more than so many bytes in a second, each way. */
	readonly bytesPerSecond?: number;
	/** Small pieces are kept until there are so many bytes, or so long. */
	readonly gather?: { readonly bytes: number; readonly ms: number };
	/** Half-open: connections stand and are accepted, and nothing is forwarded. What came meanwhile goes on later. */
	readonly hold?: readonly Direction[];
	/** One-way cut: what goes this way is lost. Such a connection is cut when the weather changes. */
	readonly swallow?: readonly Direction[];
	/** Connections on which nothing moves for so long are cut. */
	readonly idleMs?: number;
	/** New connections are closed at once. */
	readonly refuse?: boolean;
	/** Answers as an HTTP proxy that cannot, or will not; for new connections. */
	readonly http?: HttpAnswer;
	/** Sees whole WebSocket messages, and says what becomes of them; for new connections. */
	readonly meddle?: (direction: Direction) => Meddler;
}

/**
 * `status`: every request is answered with it. `noUpgrade`: only those that want a socket are. `http10`: requests
 * are passed on as a proxy does that speaks HTTP/1.0 and knows nothing of upgrades.
 */
export type HttpAnswer =
	{ readonly status: number } | { readonly noUpgrade: number } | { readonly http10: true };

export interface Proxy {
	/** Where it listens, if not on a unix socket. */
	readonly port: number;
	/** Open connections, and how many there were. */
	readonly open: number;
	readonly accepted: number;
	/** Bytes that have gone through, each way. */
	readonly moved: Readonly<Record<Direction, number>>;
	/** Changes the weather, for open connections too. */
	set(weather: Weather): void;
	/** Cuts every connection, as a cable that is pulled and says nothing more than a reset. */
	cut(): void;
	close(): Promise<void>;
}

/**
 * Opens a proxy.
 * @param to where the server is; or says it for each connection anew, as a balancer does
 * @param path of a unix socket to listen on; without it a free port of this machine
 */
export async function openProxy(to: NetConnectOpts | (() => NetConnectOpts), path?: string): Promise<Proxy> {
	const proxy = new TcpProxy(typeof to === 'function' ? to : () => to);
	await proxy.listen(path);
	return proxy;
}

const clear: Weather = {};
/** What may wait in here for each direction: a sender that goes on is then held up, as by any network. */
const waitingMax = 64 * 1024;
const slice = 1_024;
const headMax = 16 * 1024;

class TcpProxy implements Proxy {
	readonly #to: () => NetConnectOpts;
	readonly #server: Server;
	readonly #links = new Set<Link>();
	#weather: Weather = clear;
	#port = 0;
	accepted = 0;
	readonly moved: Record<Direction, number> = { up: 0, down: 0 };

	constructor(to: () => NetConnectOpts) {
		this.#to = to;
		this.#server = createServer({ allowHalfOpen: true }, (client) => void this.#accept(client));
	}

	get port(): number {
		return this.#port;
	}
	get open(): number {
		return this.#links.size;
	}

	async listen(path?: string): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.#server.once('error', reject);
			if (path === undefined) this.#server.listen(0, '127.0.0.1', resolve);
			else this.#server.listen(path, resolve);
		});
		const address = this.#server.address();
		this.#port = typeof address === 'object' && address ? address.port : 0;
	}

	set(weather: Weather): void {
		this.#weather = weather;
		for (const link of this.#links) link.feel(weather);
	}

	cut(): void {
		for (const link of this.#links) link.cut();
	}

	async close(): Promise<void> {
		this.set(clear);
		this.cut();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	async #accept(client: Socket): Promise<void> {
		this.accepted += 1;
		client.on('error', () => client.destroy());
		const { refuse, http, meddle } = this.#weather;
		if (refuse) {
			client.resetAndDestroy();
			return;
		}
		const head = http ? await readHead(client) : null;
		if (client.destroyed) return;
		if (http && head !== null) {
			const status = 'status' in http ? http.status : 'noUpgrade' in http ? http.noUpgrade : null;
			if (status !== null && ('status' in http || isUpgrade(head))) {
				client.end(`HTTP/1.1 ${status} From a proxy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
				return;
			}
		}
		const server = connect({ ...this.#to(), allowHalfOpen: true } as NetConnectOpts);
		const link = new Link(client, server, this.#weather, this.moved, meddle, () => this.#links.delete(link));
		this.#links.add(link);
		if (head !== null) link.begin(http && 'http10' in http ? asHttp10(head) : head);
	}
}

/** One connection: two pipes of opposite direction. */
class Link {
	readonly #client: Socket;
	readonly #server: Socket;
	readonly #up: Pipe;
	readonly #down: Pipe;
	readonly #idle: NodeJS.Timeout;
	readonly #ended: () => void;
	#weather: Weather;
	#movedAt = performance.now();
	#over = false;

	constructor(
		client: Socket,
		server: Socket,
		weather: Weather,
		moved: Record<Direction, number>,
		meddle: Weather['meddle'],
		ended: () => void
	) {
		this.#client = client;
		this.#server = server;
		this.#weather = weather;
		this.#ended = ended;
		const pipe = (from: Socket, to: Socket, direction: Direction) =>
			new Pipe(from, to, direction, meddle?.(direction) ?? null, (bytes) => {
				moved[direction] += bytes;
				this.#movedAt = performance.now();
			});
		this.#up = pipe(client, server, 'up');
		this.#down = pipe(server, client, 'down');
		for (const socket of [client, server]) {
			socket.on('error', () => this.cut());
			socket.on('close', () => this.#end());
		}
		this.#idle = setInterval(() => {
			const { idleMs } = this.#weather;
			if (idleMs !== undefined && performance.now() - this.#movedAt > idleMs) this.cut();
		}, 50);
		for (const one of [this.#up, this.#down]) one.feel(weather);
	}

	begin(head: Buffer): void {
		this.#up.take(head);
	}

	feel(weather: Weather): void {
		this.#weather = weather;
		this.#movedAt = performance.now();
		// Bytes are missing in it: no end can make sense of what would follow.
		if (this.#up.isTorn || this.#down.isTorn) {
			this.cut();
			return;
		}
		this.#up.feel(weather);
		this.#down.feel(weather);
	}

	cut(): void {
		for (const socket of [this.#client, this.#server])
			if (!socket.destroyed) {
				// A unix socket has no reset.
				if (socket.remotePort === undefined) socket.destroy();
				else socket.resetAndDestroy();
			}
		this.#end();
	}

	#end(): void {
		if (this.#over) return;
		this.#over = true;
		clearInterval(this.#idle);
		this.#up.stop();
		this.#down.stop();
		// What has arrived may still go out on the other side.
		for (const socket of [this.#client, this.#server]) if (!socket.destroyed) socket.destroySoon();
		this.#ended();
	}
}

/** One direction of a connection. */
class Pipe {
	readonly #from: Socket;
	readonly #to: Socket;
	readonly #direction: Direction;
	readonly #frames: FrameStream | null;
	readonly #told: (bytes: number) => void;
	readonly #waiting: { at: number; data: Buffer | null }[] = [];
	#bytes = 0;
	#weather: Weather = clear;
	#wake: () => void = () => undefined;
	#stopped = false;
	isTorn = false;

	constructor(
		from: Socket,
		to: Socket,
		direction: Direction,
		meddler: Meddler | null,
		told: (bytes: number) => void
	) {
		this.#from = from;
		this.#to = to;
		this.#direction = direction;
		this.#frames = meddler && new FrameStream(meddler, direction === 'up');
		this.#told = told;
		from.on('data', (data: Buffer) => this.take(data));
		from.on('end', () => this.#put(null));
		void this.#run();
	}

	take(data: Buffer): void {
		this.#told(data.length);
		this.#bytes += data.length;
		if (this.#bytes > waitingMax) this.#from.pause();
		this.#put(data);
	}

	feel(weather: Weather): void {
		this.#weather = weather;
		this.#wake();
	}

	stop(): void {
		this.#stopped = true;
		this.#wake();
	}

	#put(data: Buffer | null): void {
		this.#waiting.push({ at: performance.now(), data });
		this.#wake();
	}

	async #run(): Promise<void> {
		while (!this.#stopped) {
			const isHeld = this.#weather.hold?.includes(this.#direction) ?? false;
			const next = isHeld ? undefined : this.#waiting.shift();
			if (!next) {
				await new Promise<void>((resolve) => (this.#wake = resolve));
				continue;
			}
			if (next.data === null) {
				this.#to.end();
				return;
			}
			const data = await this.#gather(next.data);
			await this.#pass(next.at, data);
			this.#bytes -= data.length;
			if (this.#bytes <= waitingMax && this.#from.isPaused()) this.#from.resume();
		}
	}

	/** Waits for more, where the weather says so, and makes one piece of what there is. */
	async #gather(first: Buffer): Promise<Buffer> {
		const { gather } = this.#weather;
		if (!gather) return first;
		const until = performance.now() + gather.ms;
		while (!this.#stopped && performance.now() < until && this.#bytes < gather.bytes) await wait(5);
		const pieces = [first];
		for (;;) {
			const [next] = this.#waiting;
			if (!next?.data) return Buffer.concat(pieces);
			pieces.push(next.data);
			this.#waiting.shift();
		}
	}

	async #pass(at: number, data: Buffer): Promise<void> {
		const { delayMs = 0, bytesPerSecond } = this.#weather;
		const early = at + delayMs - performance.now();
		if (delayMs > 0 && early > 0) await wait(early);
		if (this.#weather.swallow?.includes(this.#direction)) {
			this.isTorn = true;
			return;
		}
		const out = this.#frames ? this.#frames.pass(data) : data;
		if (bytesPerSecond === undefined) {
			await this.#write(out);
			return;
		}
		for (let from = 0; from < out.length && !this.#stopped; from += slice) {
			const piece = out.subarray(from, from + slice);
			await wait((piece.length / bytesPerSecond) * 1000);
			await this.#write(piece);
		}
	}

	#write(data: Buffer): Promise<void> {
		if (data.length === 0 || this.#to.destroyed || this.#to.write(data)) return Promise.resolve();
		return new Promise((resolve) => {
			const done = () => {
				this.#to.off('drain', done).off('close', done);
				resolve();
			};
			this.#to.on('drain', done).on('close', done);
		});
	}
}

/** @returns what came up to the end of a request's head and beyond; null where the client went or it is none */
function readHead(client: Socket): Promise<Buffer | null> {
	return new Promise((resolve) => {
		let head = Buffer.alloc(0);
		const end = (result: Buffer | null) => {
			client.off('data', more).off('close', gone);
			client.pause();
			resolve(result);
		};
		const more = (data: Buffer) => {
			head = Buffer.concat([head, data]);
			if (head.includes('\r\n\r\n') || head.length > headMax) end(head);
		};
		const gone = () => end(null);
		client.on('data', more).on('close', gone);
	});
}

function isUpgrade(head: Buffer): boolean {
	return /\r\nupgrade: /i.test(head.toString('latin1'));
}

/** What is about this hop only is not passed on. */
function asHttp10(head: Buffer): Buffer {
	const text = head
		.toString('latin1')
		.replace(/ HTTP\/1\.1\r\n/, ' HTTP/1.0\r\n')
		.replace(/\r\n(upgrade|connection): [^\r]*/gi, '');
	return Buffer.from(text, 'latin1');
}
