import { existsSync } from 'node:fs';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

/**
 * The server's services beside Vite while developing: database, sockets, projector.
 * @returns the plugin of server/dev.ts, loaded only where it is used
 */
async function landsbyServices(): Promise<Plugin[]> {
	if (!existsSync(new URL('./server/dev.ts', import.meta.url))) return [];
	const { developmentServices } = await import('./server/dev.ts');
	return [developmentServices()];
}

export default defineConfig(({ command }) => ({
	plugins: [
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
			cookieName: 'locale',
			emitTsDeclarations: true
		}),
		sveltekit(),
		command === 'serve' && process.env['VITEST'] === undefined ? landsbyServices() : []
	],
	build: {
		rolldownOptions: {
			// A message that does not exist would otherwise build and fail only when the page is shown.
			onLog(level, log, next) {
				if (log.code === 'IMPORT_IS_UNDEFINED') throw new Error(log.message);
				next(level, log);
			}
		}
	}
}));
