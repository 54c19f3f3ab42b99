// Starts Landsby and stops it: the only file that knows configuration, database, pages and sockets at once.
import { existsSync } from 'node:fs';
import { AppError, isAppError } from '#lib/errors.ts';
import { banner } from './banner.ts';
import { readConfig } from './config.ts';
import { seedDemo } from './demo/seed.ts';
import { Departure } from './http/departure.ts';
import { listen, refuseOtherUpgrades, type PageHandler } from './http/server.ts';
import { createLog } from './log.ts';
import { run } from './run.ts';
import { stop as stopAll } from './stop.ts';

async function main(): Promise<void> {
	const config = readConfig(process.env);
	const log = createLog(config.logLevel);
	for (const warning of config.warnings) log.warn({ event: 'config' }, warning);
	// SvelteKit's handler reads the public address from the environment when it is loaded.
	process.env['ORIGIN'] = config.origin;
	// Bodies are counted by src/hooks.server.ts, which says in words that one is too large.
	process.env['BODY_SIZE_LIMIT'] = 'Infinity';
	const pages = new URL('../build/handler.js', import.meta.url);
	if (!existsSync(pages))
		throw new AppError(
			'unavailable',
			'The pages are not built. Use npm start, or npm run build before this.'
		);
	const running = await run(config, log);
	try {
		const { services } = running;
		const { database } = services;
		if (!database.roleSeparated)
			log.warn(
				{ event: 'database.role' },
				'the role landsby_app could not be made: published versions are kept by triggers only'
			);
		const demo = config.demo ? await seedDemo(services) : null;
		const { handler } = (await import(pages.href)) as { handler: PageHandler }; // what adapter-node exports
		const departure = new Departure();
		const http = running.http(handler, departure);
		refuseOtherUpgrades(http, config);
		await listen(http, config);
		log.info({ event: 'started', port: config.port, database: database.kind, version: database.version });
		console.log(banner(config, demo));

		let stopping = false;
		const stop = (): void => {
			if (stopping) return;
			stopping = true;
			log.info({ event: 'stopping' });
			setTimeout(() => process.exit(1), config.limits.stopAtMostMs).unref();
			stopAll(http, departure, running, config.limits).then(
				() => process.exit(0),
				(error: unknown) => {
					log.error({ event: 'stop.failed', err: error });
					process.exit(1);
				}
			);
		};
		process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', stop);
		// The launcher keeps a channel open: when it is gone, nobody would stop this process any more.
		if (process.send) process.on('disconnect', stop);
	} catch (error) {
		await running.stop();
		throw error;
	}
}

main().catch((error: unknown) => {
	// An operator's mistake is a sentence; anything else is a fault, with its stack.
	if (isAppError(error)) console.error(error.message);
	else console.error(error);
	process.exit(1);
});
