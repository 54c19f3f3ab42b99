// The file server behind the pages, as it is built into them, behind our own: what goes wrong with one answer must
// never end the process, in which everybody's rooms are open.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageHandler } from '../../server/http/server.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHttp } from '../support/http.ts';

type FileServer = (folder: string, options: { etag: boolean }) => PageHandler;

const vendor = join(import.meta.dirname, '../../node_modules/@sveltejs/adapter-node/files/chunks/vendor.js');
const folder = mkdtempSync(join(tmpdir(), 'landsby-files-'));
let db: TestDatabase;
let http: Awaited<ReturnType<typeof openHttp>>;
let origin: string;

beforeAll(async () => {
	for (const name of ['gone.js', 'here.js'])
		writeFileSync(join(folder, name), 'export default 1;'.repeat(100));
	const { s: fileServer } = (await import(pathToFileURL(vendor).href)) as { s: FileServer }; // as the adapter uses it
	db = await freshDatabase();
	http = await openHttp(db, fileServer(folder, { etag: true }));
	({ origin } = http);
});
afterAll(async () => {
	http.close();
	await db.drop();
	rmSync(folder, { recursive: true, force: true });
});

const isServed = async () => (await fetch(`${origin}/here.js`)).status;

test('a file that a new build has removed cuts one answer off, and the server goes on', async () => {
	expect(await isServed()).toBe(200);
	rmSync(join(folder, 'gone.js'));
	await expect(fetch(`${origin}/gone.js`).then((answer) => answer.text())).rejects.toThrow();
	expect(await isServed()).toBe(200);
});

test.each(['bytes=10-5', 'bytes=-5', 'bytes=x-y', 'bytes=99999999-', 'bytes=5--1', 'bytes=1e9-2'])(
	'the range %s, which makes the file server throw or not, ends nothing but its own answer',
	async (range) => {
		await fetch(`${origin}/here.js`, { headers: { Range: range } }).then(
			(answer) => answer.arrayBuffer(),
			() => undefined
		);
		expect(await isServed()).toBe(200);
	}
);
