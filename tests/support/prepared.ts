// A folder of data with the demo rooms in it, made once for a run and copied for each journey: to make the cluster, its
// tables and the rooms takes longer than many a journey.
import { spawnSync } from 'node:child_process';

const place = 'LANDSBY_TEST_PREPARED';

/** From now on journeys of this process, and of those it starts, begin with a copy of this folder. */
export function usePrepared(folder: string): void {
	process.env[place] = folder;
}

/**
 * Copies it into a journey's own, empty folder, where there is one and the journey asks for no other data.
 * @param settings of the journey's server
 */
export function copyPrepared(to: string, settings: Readonly<Record<string, string>>): void {
	const prepared = process.env[place];
	const isOther = ['DATABASE_URL', 'DATA_DIR', 'LANDSBY_DEMO'].some((name) => name in settings);
	if (prepared !== undefined && !isOther) copyData(prepared, to);
}

/** With owners and rights: PostgreSQL is somebody else where root starts it, and opens only what is closed to others. */
export function copyData(from: string, to: string): void {
	const run = spawnSync('cp', ['-a', `${from}/.`, to], { encoding: 'utf8' });
	if (run.status !== 0) throw new Error(run.stderr);
}
