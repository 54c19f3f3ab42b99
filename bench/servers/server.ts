// A measured server: a process of its own that is started, asked what it holds, stopped and killed.
import { fork, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Target } from '../load/wire.ts';

export const SERVERS = ['landsby', 'hocuspocus', 'floor'] as const;
export type ServerName = (typeof SERVERS)[number];

/** Bytes, after collecting garbage: what JavaScript holds with its buffers, and what the process has resident. */
export interface Memory {
	readonly held: number;
	readonly rss: number;
}

export interface BenchServer {
	readonly name: ServerName;
	/** What the tables call it. */
	readonly label: string;
	readonly version: string;
	/** Whether what it takes is to outlive it. */
	readonly stores: boolean;
	/** Whether what it says to have taken is in the store. */
	readonly takenIsStored: boolean;
	/** Of the running process. @throws Error while it does not run */
	readonly pid: number;
	/** Makes documents of these names where they are not there yet. @returns how each is reached */
	rooms(names: readonly string[]): Promise<Target[]>;
	/** When the store last took something of a document, ms since 1970; 0 where it has nothing of it. */
	storedAt(target: Target): Promise<number>;
	start(): Promise<void>;
	memory(): Promise<Memory>;
	/** How long its event loop stood still at most since this was asked last, in milliseconds; the first time starts it. */
	pause(): Promise<number>;
	/** Ends it as an operator would. */
	stop(): Promise<void>;
	/** Ends it as a power cut would. */
	kill(): Promise<void>;
}

/** The process below every measured server; started again under the same port. */
export class ServerProcess {
	readonly #file: string;
	readonly #env: NodeJS.ProcessEnv;
	readonly #label: string;
	#child: ChildProcess | null = null;

	/** @param file below bench/ */
	constructor(label: string, file: string, env: NodeJS.ProcessEnv) {
		this.#label = label;
		this.#file = join(import.meta.dirname, '..', file);
		this.#env = env;
	}

	get pid(): number {
		const { pid } = this.#running();
		if (pid === undefined) throw new Error(`${this.#label} did not start`);
		return pid;
	}

	async start(): Promise<void> {
		const child = fork(this.#file, [], {
			env: { ...process.env, ...this.#env },
			execArgv: [
				'--expose-gc',
				'--import',
				join(import.meta.dirname, '..', 'peers', 'memory.mjs'),
				...(process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? [])
			],
			stdio: ['ignore', 'inherit', 'inherit', 'ipc']
		});
		this.#child = child;
		await this.#answer((message) => message === 'listening');
	}

	async memory(): Promise<Memory> {
		this.#running().send('memory');
		return (await this.#answer((message) => typeof message === 'object' && message !== null)) as Memory; // peers/memory.mjs
	}

	async pause(): Promise<number> {
		this.#running().send('pause');
		const answer = await this.#answer((message) => typeof message === 'object' && message !== null);
		return (answer as { readonly pauseMs: number }).pauseMs; // peers/memory.mjs
	}

	async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const child = this.#child;
		this.#child = null;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		await ended;
	}

	#running(): ChildProcess {
		if (!this.#child) throw new Error(`${this.#label} does not run`);
		return this.#child;
	}

	#answer(isIt: (message: unknown) => boolean): Promise<unknown> {
		const child = this.#running();
		return new Promise((resolve, reject) => {
			const hear = (message: unknown): void => {
				if (!isIt(message)) return;
				child.off('message', hear).off('exit', gone);
				resolve(message);
			};
			const gone = (code: number | null): void => {
				child.off('message', hear);
				reject(new Error(`${this.#label} ended (${code ?? 'by a signal'})`));
			};
			child.on('message', hear).once('exit', gone);
		});
	}
}

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer().once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() =>
				typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))
			);
		});
	});
}
