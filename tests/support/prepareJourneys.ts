// Before the journeys: a server is started once to make the data that each of them begins with.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startLandsby } from './landsby.ts';
import { copyData, usePrepared } from './prepared.ts';

/** PostgreSQL writes its last pages after whoever has started it is gone; its socket goes at the very end. */
async function databaseHasStopped(dataDir: string): Promise<void> {
	const isThere = () => readdirSync(join(dataDir, 'postgres')).some((name) => name.startsWith('.s.PGSQL'));
	while (isThere()) await wait(50);
}

/** @returns what removes it when the journeys are over */
export default async function prepareJourneys(): Promise<() => void> {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-prepared-'));
	// PostgreSQL of version 15 does not lie in the folder of data.
	if (process.env['LANDSBY_TEST_PG'] !== '15') {
		const landsby = await startLandsby();
		await landsby.stop();
		await databaseHasStopped(landsby.dataDir);
		copyData(landsby.dataDir, folder);
		await landsby.close();
		usePrepared(folder);
	}
	return () => rmSync(folder, { recursive: true, force: true });
}
