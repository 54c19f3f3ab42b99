// While PostgreSQL takes nobody in: pages say so calmly, and can be tried again; those that are open stay as they are.
import { appendFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startCluster } from '../faults/processes.ts';
import { startLandsby } from '../support/landsby.ts';
import { Person } from './journey/person.ts';

test('[F5] while PostgreSQL takes no more connections a page says so, and is there when it is tried again', async ({
	browser
}) => {
	const cluster = await startCluster();
	const { sql, data, url } = cluster;
	// No superuser: those are let in all the same.
	await sql`create role limited login createrole`;
	await sql`create database limited owner limited`;
	appendFileSync(join(data, 'pg_hba.conf'), 'local limited all trust\n');
	await sql`select pg_reload_conf()`;
	const landsby = await startLandsby({
		DATABASE_URL: url.replace('landsby@localhost/landsby', 'limited@localhost/limited')
	});
	try {
		const kari = await Person.sitsDown(browser, 'desk');
		await kari.isSignedIn(landsby, 'kari@landsby.example');
		// More than once: what is asked first meets connections that have just been ended.
		for (let time = 0; time < 5; time += 1) {
			await sql`alter role limited connection limit -1`;
			await expect.poll(async () => (await kari.page.goto(`${landsby.origin}/rooms`))?.status()).toBe(200);
			await sql`alter role limited connection limit 0`;
			await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'limited'`;
			const answer = await kari.page.goto(`${landsby.origin}/rooms`);
			expect(answer?.status(), landsby.said().slice(-1_000)).toBe(503);
			await expect(kari.page.getByRole('heading', { level: 1 })).toHaveText('Vi får ikke svar akkurat nå.');
		}
		await sql`alter role limited connection limit -1`;
		await kari.presses(kari.page.getByRole('link', { name: 'Prøv igjen' }));
		await expect(kari.page).toHaveURL(/\/rooms$/);
		await expect(kari.page.getByRole('heading', { level: 1 })).not.toHaveText('Vi får ikke svar akkurat nå.');
		await kari.leaves();
	} finally {
		await landsby.close();
		await cluster.stop();
	}
});

test('[F5] while PostgreSQL’s socket is missing, and while a table is held as a migration holds it, pages say so', async ({
	browser
}) => {
	const cluster = await startCluster();
	const { sql, url } = cluster;
	const folder = new URL(url).searchParams.get('host') ?? '';
	const socket = join(folder, '.s.PGSQL.5432');
	const landsby = await startLandsby({ DATABASE_URL: url });
	const kari = await Person.sitsDown(browser, 'desk');
	const rooms = `${landsby.origin}/rooms`;
	const isAway = async (): Promise<void> => {
		expect((await kari.page.goto(rooms))?.status(), landsby.said().slice(-1_000)).toBe(503);
		await expect(kari.page.getByRole('heading', { level: 1 })).toHaveText('Vi får ikke svar akkurat nå.');
	};
	const isBack = () => expect.poll(async () => (await kari.page.goto(rooms))?.status()).toBe(200);
	try {
		await kari.signsIn(landsby.origin, 'kari@landsby.example', 'landsby-demo');
		// Nobody could connect any more, we neither.
		const connected = await sql.reserve();
		renameSync(socket, `${socket}.away`);
		try {
			await connected`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'landsby%'`;
			for (let time = 0; time < 3; time += 1) await isAway();
		} finally {
			renameSync(`${socket}.away`, socket);
			connected.release();
		}
		await isBack();
		await sql.begin(async (tx) => {
			await tx`lock table sessions, rooms in access exclusive mode`;
			await isAway();
		});
		await isBack();
		await kari.leaves();
	} finally {
		await landsby.close();
		await cluster.stop();
	}
});
