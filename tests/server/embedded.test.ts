import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startEmbedded, type Embedded } from '../../server/db/embedded.ts';
import { createLog } from '../../server/log.ts';

const log = createLog('silent');
const patience = { timeout: 20_000, interval: 30 };
let root: string;
let directory: string;
const children: ChildProcess[] = [];
const open: Embedded[] = [];

beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), 'landsby-embedded-'));
	// What root makes must be passable for whoever runs PostgreSQL.
	directory = join(root, 'shared');
	mkdirSync(directory, { mode: 0o711 });
	chmodSync(root, 0o711);
});
afterEach(async () => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	await Promise.all(open.splice(0).map((embedded) => embedded.stop()));
	await vi.waitFor(() => expect(postmaster(directory)).toBeNull(), patience);
});
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

describe('the database that comes along', { timeout: 90_000 }, () => {
	test('two processes that begin at once in an empty directory share one', async () => {
		const fresh = join(root, 'fresh');
		const both = [await hold(fresh, false), await hold(fresh, false)];
		const words = await Promise.all(both.map(({ said }) => said));
		expect(words.sort()).toEqual(['joined', 'started']);
		expect(readdirSync(join(fresh, 'postgres')).filter((name) => name.startsWith('data'))).toEqual(['data']);
		for (const { child } of both) child.kill('SIGKILL');
		await vi.waitFor(() => expect(postmaster(fresh)).toBeNull(), patience);
	});

	test('what was committed is there at the next start', async () => {
		const first = await begin();
		await query(first, (sql) => sql`create table kept (word text)`);
		await query(first, (sql) => sql`insert into kept values ('before')`);
		await first.stop();
		expect(postmaster(directory)).toBeNull();
		expect(await words(await begin())).toEqual(['before']);
	});

	test('[L1] it ends with its process, by kill -9 too, and keeps what was committed', async () => {
		const { child } = await hold(directory);
		const pid = postmaster(directory);
		const sql = connect();
		await sql`insert into kept values ('killed')`;
		child.kill('SIGKILL');
		await vi.waitFor(() => expect(lives(pid)).toBe(false), patience);
		await sql.end({ timeout: 0 });
		expect(await words(await begin())).toContain('killed');
	});

	test('[L1] it is started again when it is killed, and a pool that was open heals', async () => {
		await begin();
		const sql = connect();
		await sql`insert into kept values ('postmaster killed')`;
		const before = postmaster(directory);
		process.kill(before ?? 0, 'SIGKILL');
		await vi.waitFor(async () => {
			expect(await sql`select 1 from kept where word = 'postmaster killed'`).toHaveLength(1);
			expect(postmaster(directory)).not.toBe(before);
		}, patience);
		await sql.end();
	});

	test('who joined it goes on when who started it leaves', async () => {
		const { child } = await hold(directory);
		const joined = await begin();
		expect(joined.adopted).toBe(true);
		child.kill('SIGTERM');
		await once(child, 'exit');
		await vi.waitFor(() => expect(joined.adopted).toBe(false), patience);
		await vi.waitFor(async () => expect(await words(joined)).toContain('before'), patience);
	});

	test('who joined it leaves it running', async () => {
		const { child } = await hold(directory);
		const joined = await startEmbedded(directory, log);
		await joined.stop();
		expect(lives(postmaster(directory))).toBe(true);
		child.kill('SIGTERM');
		await once(child, 'exit');
		expect(postmaster(directory)).toBeNull();
	});

	test('a lock whose number another program has got does not block the start', async () => {
		const lock = join(directory, 'postgres', 'data', 'postmaster.pid');
		writeFileSync(lock, `${process.ppid}\n${join(directory, 'postgres', 'data')}\n`);
		expect(await words(await begin())).toContain('before');
	});

	test('a path too long for a socket gets one elsewhere', async () => {
		const long = join(root, 'x'.repeat(100));
		const embedded = await startEmbedded(long, log);
		open.push(embedded);
		expect(embedded.connection.path.length).toBeLessThan(107);
		expect(await query(embedded, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
		await embedded.stop();
		rmSync(dirname(embedded.connection.path), { recursive: true });
	});

	test('a directory that cannot be written is refused in one line that says what to do', async () => {
		const file = join(root, 'file');
		writeFileSync(file, '');
		const refused = await startEmbedded(join(file, 'data'), log).catch((error: unknown) => error);
		expect(String(refused)).toMatch(/^AppError: DATA_DIR \S+ cannot be written\. Choose a directory[^\n]*$/);
	});
});

async function begin(): Promise<Embedded> {
	const embedded = await startEmbedded(directory, log);
	open.push(embedded);
	return embedded;
}

/** Another process that holds the database. @param ready whether to wait until it can query */
async function hold(where: string, ready = true): Promise<{ child: ChildProcess; said: Promise<string> }> {
	const child = spawn(process.execPath, ['tests/support/holdDatabase.ts', where], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	children.push(child);
	const said = new Promise<string>((resolve) => {
		child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
		child.once('exit', () => resolve('ended'));
	});
	if (ready) expect(await said).toMatch(/started|joined/);
	return { child, said };
}

function connect() {
	const path = join(directory, 'postgres', '.s.PGSQL.5432');
	return postgres({ path, user: 'landsby', database: 'landsby', max: 1, onnotice: () => undefined });
}

async function query<T>(embedded: Embedded, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
	const sql = postgres({ ...embedded.connection, max: 1, onnotice: () => undefined });
	try {
		return await ask(sql);
	} finally {
		await sql.end();
	}
}

async function words(embedded: Embedded): Promise<string[]> {
	const rows = await query(embedded, (sql) => sql<{ word: string }[]>`select word from kept`);
	return rows.map(({ word }) => word);
}

/** Number of the process that runs in a directory, or null. */
function postmaster(where: string): number | null {
	const file = join(where, 'postgres', 'data', 'postmaster.pid');
	return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n', 1)[0]) : null;
}

function lives(pid: number | null): boolean {
	try {
		process.kill(pid ?? NaN, 0);
		return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}
