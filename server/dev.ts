// The services beside Vite while developing. A change in server/ restarts Vite in the same process: the old
// services are closed and new ones made, so that the new code is what runs.
import type { Server } from 'node:http';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { readConfig } from './config.ts';
import { seedDemo } from './demo/seed.ts';
import { createLog } from './log.ts';
import { run, type Running } from './run.ts';

const key = Symbol.for('landsby.development');
const folders = ['server', 'migrations'].map((name) => fileURLToPath(new URL(`../${name}`, import.meta.url)));

/** @returns the plugin that vite.config.ts uses in `npm run dev` */
export function developmentServices(): Plugin {
	return {
		name: 'landsby-services',
		apply: 'serve',
		// Another port than the one the services were told would make every form a stranger's.
		config: () => ({
			server: {
				port: Number(process.env['PORT'] ?? 5173),
				strictPort: true,
				// The database writes all the time, and nothing there is a source.
				watch: {
					ignored: ['data', 'build', 'test-results'].map((name) =>
						fileURLToPath(new URL(`../${name}/**`, import.meta.url))
					)
				}
			}
		}),
		async configureServer(vite) {
			const before = current();
			if (before) await before.stop();
			else stopWithProcess();
			const port = vite.config.server.port;
			const config = readConfig({ ORIGIN: `http://localhost:${port}`, ...process.env });
			const running = await run(config, createLog(config.logLevel));
			Reflect.set(globalThis, key, running);
			if (config.demo) await seedDemo(running.services);
			// Vite's own sockets listen on the same server; ours takes only /ws/.
			if (vite.httpServer) running.attach(vite.httpServer as Server); // plain HTTP: no certificate is configured
			vite.watcher.add(folders);
			vite.watcher.on('all', (_event, file) => {
				if (folders.some((folder) => file.startsWith(folder + sep))) void vite.restart();
			});
		}
	};
}

/** Vite is gone when its terminal or its launcher is; the services close first. */
function stopWithProcess(): void {
	const stop = () => {
		const running = current();
		Reflect.set(globalThis, key, null);
		void (running?.stop() ?? Promise.resolve()).finally(() => process.exit(0));
	};
	process.on('SIGINT', stop).on('SIGTERM', stop);
	if (process.send) process.on('disconnect', stop);
}

function current(): Running | null {
	const value: unknown = Reflect.get(globalThis, key);
	return isRunning(value) ? value : null;
}

function isRunning(value: unknown): value is Running {
	return typeof value === 'object' && value !== null && 'stop' in value;
}
