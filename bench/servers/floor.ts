// The floor: what it costs to pass updates on and do nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { freePort, ServerProcess, type BenchServer } from './server.ts';

const Package = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));

export async function floor(): Promise<BenchServer> {
	const port = await freePort();
	const server = new ServerProcess('the floor', 'peers/floor.mjs', { PORT: String(port) });
	const manifest = join(import.meta.dirname, '..', 'peers', 'node_modules', 'ws', 'package.json');
	return {
		name: 'floor',
		label: 'Floor',
		version: `ws ${v.parse(Package, readFileSync(manifest, 'utf8')).version}`,
		stores: false,
		takenIsStored: false,
		get pid() {
			return server.pid;
		},
		rooms: (names) =>
			Promise.resolve(
				names.map((document) => ({
					wire: 'floor',
					url: `ws://127.0.0.1:${port}/${document}`,
					headers: {},
					document
				}))
			),
		storedAt: () => Promise.resolve(0),
		start: () => server.start(),
		memory: () => server.memory(),
		pause: () => server.pause(),
		stop: () => server.end('SIGTERM'),
		kill: () => server.end('SIGKILL')
	};
}
