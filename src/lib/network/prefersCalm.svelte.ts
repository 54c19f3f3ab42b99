/** Whether things should be where they belong at once instead of gliding there. */

/** Asked for by the device, or by the reader under settings. Browser only. */
export function prefersCalm(): boolean {
	return (
		document.documentElement.dataset['calm'] === 'on' ||
		matchMedia('(prefers-reduced-motion: reduce)').matches
	);
}
