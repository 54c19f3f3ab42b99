import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** What axe finds wrong in a page as it stands. @returns the rule and where, of each */
export async function violations(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	// What is still coming into sight has not its colours yet.
	await page.evaluate(() =>
		Promise.all(
			document
				.getAnimations()
				.filter(
					({ playState, effect }) =>
						playState === 'running' && effect?.getComputedTiming().endTime !== Infinity
				)
				.map(({ finished }) => finished.catch(() => undefined))
		)
	);
	return page.evaluate(async () => {
		const run = Reflect.get(globalThis, 'axe') as typeof axe;
		return (await run.run()).violations.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target)}`);
	});
}
