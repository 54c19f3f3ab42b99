/** Whether things should be where they belong at once instead of gliding there. */

let reduced: MediaQueryList | null = null;

/** Asked for by the device, or by the reader under settings. Browser only; it may be asked in every frame. */
export function prefersCalm(): boolean {
	reduced ??= matchMedia('(prefers-reduced-motion: reduce)');
	return reduced.matches || document.documentElement.dataset['calm'] === 'on';
}
