// From the moment a room has come to the page until its map is drawn with everybody on it.
import { join } from 'node:path';
import { build } from 'vite';
import { size } from './largeRoom.ts';
import { window, type OpenPage } from './pages.ts';

interface Watched {
	synced: number | null;
	drawn: number | null;
}

/**
 * Notes in each page that is opened from now on when its room was synced and when its map was first drawn: everybody has
 * a mark, somebody is painted on Cytoscape's canvas, and the frame that shows it has ended.
 */
export async function noteOpening({ page }: OpenPage): Promise<void> {
	await page.addInitScript((people) => {
		const watched: Watched = { synced: null, drawn: null };
		Reflect.set(globalThis, 'watched', watched);
		const Plain = globalThis.WebSocket;
		globalThis.WebSocket = class extends Plain {
			constructor(address: string | URL, protocols?: string | string[]) {
				super(address, protocols);
				// The shared document alone has a bare id as its name.
				if (!/\/[0-9a-f-]{36}(\?|$)/.test(String(address))) return;
				this.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
					const [kind, step] = new Uint8Array(data);
					if (kind === 0 && step === 1) watched.synced ??= performance.now();
				});
			}
		};
		const isDrawn = () => {
			if (document.querySelectorAll('[data-testid="map-person"]').length <= people) return false;
			const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-id$="-node"]');
			if (!canvas) return false;
			// The child stands in the middle; to read more would take longer than what is measured.
			const [x, y] = [canvas.width / 2 - 8, canvas.height / 2 - 8];
			const pixels = canvas.getContext('2d')?.getImageData(x, y, 16, 16).data;
			return pixels?.some((value) => value !== 0) ?? false;
		};
		const look = () => {
			if (watched.drawn !== null) return;
			if (!document.querySelector('[data-testid="network-map"][data-ready="true"]'))
				return requestAnimationFrame(look);
			// Asked only once the map says that it is there, so that asking costs nothing before.
			if (!isDrawn()) return requestAnimationFrame(look);
			setTimeout(() => (watched.drawn ??= performance.now()));
		};
		requestAnimationFrame(look);
	}, size.people);
}

/** Opens an address and waits for its map. @returns ms from synced to drawn */
export async function opening({ page }: OpenPage, url: string): Promise<number> {
	await page.goto(url, { waitUntil: 'commit' });
	const handle = await page.waitForFunction(() => {
		const { synced, drawn } = Reflect.get(globalThis, 'watched') as Watched;
		return synced !== null && drawn !== null ? { ms: drawn - synced } : null;
	});
	const { ms } = (await handle.jsonValue()) ?? { ms: NaN };
	return ms;
}

/** Goes to the map from another page of the same room, which is synced already. @returns ms from the tap to drawn */
export async function openingFrom({ page }: OpenPage, elsewhere: string, link: string): Promise<number> {
	await page.goto(elsewhere);
	await page.locator(link).first().waitFor();
	await page.waitForFunction(() => (Reflect.get(globalThis, 'watched') as Watched).synced !== null);
	await page.waitForTimeout(3_000);
	const handle = await page.evaluateHandle((link) => {
		const began = performance.now();
		document.querySelector<HTMLElement>(link)?.click();
		return began;
	}, link);
	const began = await handle.jsonValue();
	const drawn = await page.waitForFunction(() => (Reflect.get(globalThis, 'watched') as Watched).drawn);
	return Number(await drawn.jsonValue()) - began;
}

/** The script that lays a map out from nothing, for `layOut` in a page. */
export async function layoutScript(): Promise<string> {
	const root = join(import.meta.dirname, '..', '..');
	const built = await build({
		root,
		configFile: false,
		logLevel: 'error',
		resolve: { alias: { '#lib': join(root, 'src', 'lib') } },
		build: {
			write: false,
			lib: { entry: join(import.meta.dirname, 'layout.ts'), formats: ['iife'], name: 'layout' }
		}
	});
	const [first] = [built].flat();
	const chunk = first && 'output' in first ? first.output[0] : null;
	if (!chunk) throw new Error('the layout could not be bundled');
	return chunk.code;
}

/** Lays as many people out as the room has. @returns ms */
export async function layOut({ page }: OpenPage, script: string): Promise<number> {
	return page.evaluate(
		({ script, people, ties, width, height }) => {
			(0, eval)(script);
			const run = Reflect.get(globalThis, 'layOut') as (...of: number[]) => { ms: number };
			return run(people, ties, width, height).ms;
		},
		{ script, people: size.people, ties: size.ties, width: window.width - 140, height: window.height - 220 }
	);
}
