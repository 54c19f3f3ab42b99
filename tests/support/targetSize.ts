import type { Locator } from '@playwright/test';

/**
 * How large a target of the page is, for the least sizes of touch (44 px, a child's 64).
 * @returns its smaller side in CSS pixels, to a tenth: a box that stands at a fraction of a pixel comes out of the
 * browser's floats as 63.99997
 * @throws Error when it is not on the screen
 */
export async function targetSize(target: Locator): Promise<number> {
	const box = await target.boundingBox();
	if (!box) throw new Error('it is not on the screen');
	return Math.round(Math.min(box.width, box.height) * 10) / 10;
}
