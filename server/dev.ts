// The services beside Vite while developing. A change in server/ restarts Vite in the same process: the old
// services are closed and new ones made, so that the new code is what runs.
import type { Server } from 'node:http';
import type { Plugin } from 'vite';
import { readConfig } from './config.ts';
import { seedDemo } from './demo/seed.ts';
import { createLog } from './log.ts';
import { run, type Running } from './run.ts';

const key = Symbol.for('landsby.development');

/** @returns the plugin that vite.config.ts uses in `npm run dev` */
export function developmentServices(): Plugin {
	return {
		name: 'landsby-services',
		apply: 'serve',
		async configureServer(vite) {
			const before: unknown = Reflect.get(globalThis, key);
			if (isRunning(before)) await before.stop();
			const port = vite.config.server.port;
			const config = readConfig({ ORIGIN: `http://localhost:${port}`, ...process.env });
			const running = await run(config, createLog(config.logLevel));
			Reflect.set(globalThis, key, running);
			if (config.demo) await seedDemo(running.services);
			// Vite's own sockets listen on the same server; ours takes only /ws/.
			if (vite.httpServer) running.attach(vite.httpServer as Server);
			vite.watcher.add('server');
			vite.watcher.on('change', (file) => {
				if (file.includes('/server/') && !file.includes('/src/')) void vite.restart();
			});
		}
	};
}

function isRunning(value: unknown): value is Running {
	return typeof value === 'object' && value !== null && 'stop' in value;
}
