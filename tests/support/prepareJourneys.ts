// Before the journeys: a server is started once to make the data that each of them begins with.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLandsby } from './landsby.ts';
import { copyData, usePrepared } from './prepared.ts';

/** @returns what removes it when the journeys are over */
export default async function prepareJourneys(): Promise<() => void> {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-prepared-'));
	// PostgreSQL of version 15 does not lie in the folder of data.
	if (process.env['LANDSBY_TEST_PG'] !== '15') {
		const landsby = await startLandsby();
		await landsby.stop();
		copyData(landsby.dataDir, folder);
		await landsby.close();
		usePrepared(folder);
	}
	return () => rmSync(folder, { recursive: true, force: true });
}
