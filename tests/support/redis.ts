// A Valkey or Redis of a test's own, where the machine has one.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './client.ts';

export interface TestRedis {
	readonly url: string;
	readonly port: number;
	readonly process: ChildProcess;
	/** Ends it as a crash would, and what it knew with it. */
	kill(): Promise<void>;
	/** Starts it again on the same port. */
	start(): Promise<void>;
	close(): Promise<void>;
}

const program = ['valkey-server', 'redis-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Why tests of several processes are left out here, or null. */
export const whyNoRedis: string | null =
	program === undefined ? 'no valkey-server or redis-server on PATH' : null;
if (whyNoRedis !== null) process.stdout.write(`Tests of several processes are left out: ${whyNoRedis}\n`);

/**
 * Starts one on a free port.
 * @param password that it asks for; none where there is none
 */
export async function startRedis({ password = '' } = {}): Promise<TestRedis> {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-redis-'));
	const port = await freePort();
	let child = await run(port, folder, password);
	const kill = async (): Promise<void> => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await gone;
	};
	return {
		url: `redis://${password === '' ? '' : `:${password}@`}127.0.0.1:${port}`,
		port,
		get process() {
			return child;
		},
		kill,
		start: async () => {
			await kill();
			child = await run(port, folder, password);
		},
		close: async () => {
			await kill();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

async function run(port: number, folder: string, password: string): Promise<ChildProcess> {
	if (program === undefined) throw new Error('no valkey-server or redis-server on PATH');
	const options = {
		bind: '127.0.0.1',
		port: String(port),
		save: '',
		appendonly: 'no',
		dir: folder,
		requirepass: password
	};
	const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
	const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'ignore'] });
	let said = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
	await until(() => {
		if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
		return said.includes('Ready to accept connections');
	});
	return child;
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo; // of a TCP server that listens
	await new Promise((resolve) => server.close(resolve));
	return port;
}
