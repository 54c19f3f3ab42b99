// The launcher of npm start, in a small tree of its own whose npm, build and server only say that they were
// called. How the real ones behave is the journeys' business.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const patience = { timeout: 15_000, interval: 30 };
let root: string;
const running: ChildProcess[] = [];

const lock = (version: string) =>
	JSON.stringify({
		packages: {
			'': { name: 'x' },
			'node_modules/node': { version },
			'node_modules/other-system': { version: '1.0.0', optional: true }
		}
	});

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'landsby-start-'));
	for (const folder of ['server/cli', 'src', 'bin', 'node_modules/.bin', 'node_modules/vite/bin'])
		mkdirSync(join(root, folder), { recursive: true });
	cpSync('server/start.mjs', join(root, 'server/start.mjs'));
	write('src/app.html', 'first');
	write('package.json', '{"type":"module"}');
	write('package-lock.json', lock('24.0.0'));
	write(
		'node_modules/.package-lock.json',
		JSON.stringify({ packages: { 'node_modules/node': { version: '24.0.0' } } })
	);
	symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
	// What it installs is what the lock asks for.
	write(
		'bin/npm',
		`#!/bin/sh\necho "npm $*" >> calls\nif [ -e broken ]; then exit 1; fi\n` +
			`sed 's/,"node_modules.other-system.*/}}/' package-lock.json > node_modules/.package-lock.json\n`
	);
	chmodSync(join(root, 'bin/npm'), 0o755);
	write(
		'node_modules/vite/bin/vite.js',
		`import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
		appendFileSync('calls', 'vite ' + process.argv[2] + '\\n');
		if (process.argv[2] === 'build') { mkdirSync('build', { recursive: true }); writeFileSync('build/handler.js', ''); }`
	);
	write(
		'server/main.ts',
		`import { appendFileSync } from 'node:fs';
		const note = (word: string) => appendFileSync('calls', word + '\\n');
		note('serve');
		const alive = setInterval(() => undefined, 1000);
		process.on('SIGTERM', () => { note('SIGTERM'); clearInterval(alive); process.exit(0); });
		process.on('SIGINT', () => { note('SIGINT'); process.exit(0); });
		process.on('disconnect', () => { note('disconnect'); process.exit(0); });`
	);
	write('server/cli/main.ts', `console.log(JSON.stringify(process.argv.slice(2))); process.exit(3);`);
});
afterEach(() => {
	for (const child of running.splice(0)) child.kill('SIGKILL');
	// What they started notices that they are gone, and writes its last word while the folder is emptied.
	rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

function write(path: string, text: string): void {
	writeFileSync(join(root, path), text);
}

function calls(): string[] {
	try {
		return readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');
	} catch {
		return [];
	}
}

function launch(...args: string[]) {
	const child = spawn(process.execPath, [join(root, 'server/start.mjs'), ...args], {
		cwd: root,
		env: { PATH: join(root, 'bin') + delimiter + (process.env['PATH'] ?? '') },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	running.push(child);
	const said = { out: '', err: '' };
	child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
	child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
	const code = once(child, 'close').then(([status]) => status as number | null);
	return { child, said, code };
}

async function serve() {
	const launched = launch();
	await vi.waitFor(() => expect(calls().at(-1)).toBe('serve'), patience);
	return launched;
}

describe('npm start', () => {
	test('builds once, and serves at once when nothing has changed', async () => {
		const first = await serve();
		expect(calls()).toEqual(['vite build', 'serve']);
		expect(first.said.err).toBe('Building the pages ...\n');
		first.child.kill('SIGTERM');
		await first.code;
		write('calls', '');
		const second = await serve();
		expect(calls()).toEqual(['serve']);
		expect(second.said.err).toBe('');
	});

	test('builds again when a source has changed', async () => {
		expect(await launch('--build-only').code).toBe(0);
		write('src/app.html', 'second');
		expect(await launch('--build-only').code).toBe(0);
		expect(await launch('--build-only').code).toBe(0);
		expect(calls()).toEqual(['vite build', 'vite build']);
	});

	test('installs when the lock asks for something else than is there, and only then', async () => {
		write('package-lock.json', lock('24.0.1'));
		expect(await launch('--build-only').code).toBe(0);
		expect(await launch('--build-only').code).toBe(0);
		expect(calls()).toEqual(['npm ci --no-audit --no-fund --loglevel=error', 'vite build']);
	});

	test('installs again what was broken off', async () => {
		rmSync(join(root, 'node_modules/.package-lock.json'));
		expect(await launch('--build-only').code).toBe(0);
		expect(calls()[0]).toMatch(/^npm ci/);
	});

	test('says in one line that installing failed', async () => {
		write('package-lock.json', lock('24.0.1'));
		write('broken', '');
		const { code, said } = launch();
		expect(await code).toBe(1);
		expect(said.err.trim().split('\n').at(-1)).toBe('Installing failed. Is the npm registry within reach?');
		expect(calls()).not.toContain('serve');
	});

	test.each(['SIGTERM', 'SIGINT'] as const)('hands %s on and ends as the server ends', async (signal) => {
		const { child, code } = await serve();
		child.kill(signal);
		expect(await code).toBe(0);
		expect(calls().slice(-2)).toEqual(['serve', signal]);
	});

	test('[L1] leaves no server behind when it is killed', async () => {
		const { child } = await serve();
		child.kill('SIGKILL');
		await vi.waitFor(() => expect(calls().at(-1)).toBe('disconnect'), patience);
	});
});

describe('npm run landsby', () => {
	test('prints nothing but the answer, builds nothing, and ends as the command ends', async () => {
		const { code, said } = launch('--cli', 'room', 'list', '--json');
		expect(await code).toBe(3);
		expect(said).toEqual({ out: '["room","list","--json"]\n', err: '' });
		expect(calls()).toEqual([]);
	});

	test('keeps its output clean even while packages are installed', async () => {
		write('package-lock.json', lock('24.0.1'));
		const { code, said } = launch('--cli', 'x');
		expect(await code).toBe(3);
		expect(said.out).toBe('["x"]\n');
		expect(said.err).toContain('Installing packages');
	});
});

test('an unknown option is a wrong use', async () => {
	const { code, said } = launch('--nonsense');
	expect(await code).toBe(2);
	expect(said.err).toContain('Unknown option --nonsense');
});
