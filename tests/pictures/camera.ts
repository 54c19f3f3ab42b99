// Takes pictures of somebody's page as it stands: in each width, light, dark, without colours, and in large letters.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import type { Person } from '../e2e/journey/person.ts';

const heights: Readonly<Record<string, number>> = {
	320: 640,
	390: 844,
	820: 1180,
	1180: 820,
	1366: 768,
	1920: 1080
};
/** Large: letters twice as large as the browser has them otherwise, as some readers set them. */
const looks = ['light', 'dark', 'grey', 'large'] as const;
const lettersPx = { ordinary: 16, large: 32 };

export interface Wanted {
	/** States, widths and looks; undefined: all. */
	readonly only?: readonly string[] | undefined;
	readonly at?: readonly string[] | undefined;
	readonly looks?: readonly string[] | undefined;
	/** Whether axe looks as well; what it finds serious is told beside the picture's name. */
	readonly axe?: boolean | undefined;
}

interface How {
	readonly reachable?: boolean;
	readonly before?: () => Promise<unknown>;
	readonly widths?: readonly [least: number, most: number];
}

export interface Camera {
	/** Whether any of these states is wanted: what leads only to others need not be done. */
	readonly wants: (...states: readonly string[]) => boolean;
	/**
	 * @param reachable false while no page hears from the server
	 * @param before is done in each width before the picture
	 * @param widths the least and the most: what begins anew in another is not there any more
	 */
	readonly snap: (state: string, person: Person, how?: How) => Promise<void>;
}

/**
 * @param folder where the pictures go, as `<state>-<width>-<look>.png`; of a narrow page that is longer than its window
 * also the whole of it, as `<state>-<width>-<look>-whole.png`
 */
export function cameraFor(
	folder: string,
	stand: (page: Page, reachable?: boolean) => Promise<void>,
	wanted: Wanted
): Camera {
	const wants = (...states: readonly string[]) =>
		wanted.only === undefined || states.some((state) => wanted.only?.includes(state));

	async function snap(
		state: string,
		{ page, context }: Person,
		{ reachable = true, before, widths: [least, most] = [0, Infinity] }: How = {}
	): Promise<void> {
		if (!wants(state)) return;
		const window = page.viewportSize();
		const glass = await context.newCDPSession(page);
		const take = async (file: string, fullPage: boolean) => {
			await page.screenshot({ path: join(folder, file), fullPage });
			process.stdout.write(`${join(folder, file)}\n`);
		};
		for (const [width, height] of Object.entries(heights)) {
			if (wanted.at && !wanted.at.includes(width)) continue;
			if (Number(width) < least || Number(width) > most) continue;
			await page.setViewportSize({ width: Number(width), height });
			for (const look of looks) {
				if (wanted.looks && !wanted.looks.includes(look)) continue;
				await page.emulateMedia({
					colorScheme: look === 'dark' ? 'dark' : 'light',
					reducedMotion: 'reduce'
				});
				// As an eye has it that sees no colours: the page itself stays as it is.
				await glass.send('Emulation.setEmulatedVisionDeficiency', {
					type: look === 'grey' ? 'achromatopsia' : 'none'
				});
				const standard = look === 'large' ? lettersPx.large : lettersPx.ordinary;
				await glass.send('Page.setFontSizes', { fontSizes: { standard } });
				await before?.();
				await stand(page, reachable);
				await take(`${state}-${width}-${look}.png`, false);
				const isLonger = await page.evaluate(
					() => document.documentElement.scrollHeight > innerHeight + 40 && !document.querySelector(':modal')
				);
				if (wanted.axe === true)
					for (const found of await serious(page))
						process.stdout.write(`axe: ${state} ${width} ${look}: ${found}\n`);
				if (isLonger && Number(width) < 900) await take(`${state}-${width}-${look}-whole.png`, true);
			}
		}
		await glass.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' });
		await glass.send('Page.setFontSizes', { fontSizes: { standard: lettersPx.ordinary } });
		await glass.detach();
		await page.emulateMedia({ colorScheme: 'light' });
		if (window) await page.setViewportSize(window);
		await stand(page, reachable);
	}
	return { wants, snap };
}

/** What axe calls serious or critical on a page, with where. */
async function serious(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	return page.evaluate(async () => {
		const run = Reflect.get(globalThis, 'axe') as typeof axe;
		return (await run.run()).violations
			.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`);
	});
}
