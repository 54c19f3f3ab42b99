// F6: the disk is full. PostgreSQL lives on a small file system in memory that is filled to its last byte.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTo } from '../../server/db/postgres.ts';
import { until } from '../support/client.ts';
import { Household, known, pick, tell } from './household.ts';
import { makeFolder, startCluster, type Cluster } from './processes.ts';

const size = 192 * 1024 * 1024;
const folder = makeFolder();
const mounted =
	spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0711`, 'tmpfs', folder]).status === 0;
if (!mounted) {
	rmSync(folder, { recursive: true });
	process.stdout.write('Tests of a full disk are left out: no right to mount a file system here\n');
}

describe.skipIf(!mounted)('a disk that is full', () => {
	let cluster: Cluster;
	let house: Household;
	beforeAll(async () => {
		cluster = await startCluster(folder);
		house = await Household.open({}, {}, cluster);
	}, 60_000);
	afterAll(async () => {
		// The folder is a mount, which cannot be removed as long as it is one.
		await house.close().catch(() => undefined);
		spawnSync('umount', ['-l', folder]);
		rmSync(folder, { recursive: true, force: true });
	});

	/** Takes every byte that is left. @returns the file, to be removed */
	function fill(): string {
		const file = join(folder, 'full');
		try {
			for (;;) writeFileSync(file, Buffer.alloc(64 * 1024), { flag: 'a' });
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
		}
		return file;
	}

	/** Demands new files of PostgreSQL's own log, which then end. */
	async function useUp(): Promise<void> {
		const sql = connectTo(cluster.url, { max: 1, onnotice: () => undefined, connect_timeout: 2 });
		try {
			for (let segment = 0; segment < 12; segment += 1) {
				await sql`select pg_logical_emit_message(true, 'full', repeat('x', 100000))`;
				await sql`select pg_switch_wal()`;
			}
		} catch {
			// That is what was wanted.
		} finally {
			await sql.end({ timeout: 1 });
		}
	}

	test(
		'[F6] nothing is promised meanwhile, and once there is place again everything is saved without hand work',
		{ timeout: pick(180_000, 900_000) },
		async () => {
			const { pages, notes } = await house.rooms();
			const times = pick(1, 5);
			for (let time = 0; time < times; time += 1) {
				house.write(pages);
				await wait(300);
				const file = fill();
				for (;;) {
					await useUp();
					const before = known(notes);
					await wait(1_500);
					if (known(notes).saved === before.saved && known(notes).seen === before.seen) break;
				}
				expect(pages.every(({ client }) => client.saved)).toBe(false);
				const before = known(notes);
				await wait(pick(1_000, 10_000));
				expect(known(notes), 'nothing is shown or called saved').toEqual(before);
				rmSync(file);
				await until(async () => (await house.server.ready()) === 200, 'it is ready again', 60_000);
				await house.isWhole(pages, notes);
			}
			tell('F6', `${times} times no byte left on the disk of PostgreSQL`, notes);
		}
	);
});
