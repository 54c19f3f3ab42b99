/**
 * Where a press lies on the map. Cytoscape reckons once where its element is, and keeps that until it hears of a scroll, a
 * resize or the end of an animation. A row that comes above the map only moves it: then every press and every drag would
 * miss by the height of that row. So it is told to look again at every press and release, and at every step of a hand
 * that is closed.
 *
 * It has no public name for this, as little as for its layers (`cytoscapeDragLayer.ts`); the version is pinned, and
 * `tests/e2e/pushed.spec.ts` fails where the private one has come to mean something else.
 */
import type { Core } from 'cytoscape';

interface Private {
	renderer(): { invalidateContainerClientCoordsCache(): void };
}

const touches = [
	'mousedown',
	'mousemove',
	'mouseup',
	'wheel',
	'touchstart',
	'touchmove',
	'touchend'
] as const;

/**
 * Lets Cytoscape know where its element is whenever a hand does something.
 * @returns ends it
 */
export function followPlace(core: Core): () => void {
	const renderer = (core as unknown as Private).renderer(); // see above
	let place: DOMRect | null = null;
	const look = (event: Event) => {
		// A mouse that only passes over the map takes hold of nobody.
		if (event.type === 'mousemove' && (event as MouseEvent).buttons === 0) return;
		const now = core.container()?.getBoundingClientRect() ?? null;
		// To look again takes Cytoscape longer than all else that it does at a step.
		if (place && now && place.x === now.x && place.y === now.y && place.width === now.width) return;
		place = now;
		renderer.invalidateContainerClientCoordsCache();
	};
	// Before any listener of its own.
	const early = { capture: true, passive: true };
	for (const touch of touches) window.addEventListener(touch, look, early);
	return () => {
		for (const touch of touches) window.removeEventListener(touch, look, early);
	};
}
