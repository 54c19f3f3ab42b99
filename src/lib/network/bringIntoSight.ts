/** Where a card lies over the foot of a window, or at its side: brings the page to where people can be seen on the map. */

/** What is left free at the edges, in pixels. */
const margin = 8;
/** Around somebody: their ring and name. */
const around = 34;

/**
 * Scrolls the page no farther than it must: all of the map where there is room above the card, else those people.
 * @param stage what holds the map, and nothing else with people
 * @param over the card over the foot; null: it stands at the side
 * @param ids of people on the map
 */
export function bringIntoSight(stage: Element, over: Element | null, ids: readonly string[]): void {
	const map = stage.querySelector('.surface')?.getBoundingClientRect();
	if (!map) return;
	const foot = window.innerHeight - (over?.getBoundingClientRect().height ?? 0) - 2 * margin;
	const discs = ids.flatMap((id) => {
		const disc = stage.querySelector(`[data-person="${id}"] .focus`)?.getBoundingClientRect();
		return disc ? [disc] : [];
	});
	const all = map.height <= foot - margin || discs.length === 0;
	const top = all ? map.top : Math.min(...discs.map((disc) => disc.top)) - around;
	const bottom = all ? map.bottom : Math.max(...discs.map((disc) => disc.bottom)) + around;
	// The child's way out stands over the top: what has room begins below it, and else as far below as there is room.
	const head = document.querySelector('.frame-child > .frame-head')?.getBoundingClientRect().height ?? 0;
	const first = Math.max(margin, Math.min(head + margin, foot - (bottom - top)));
	// What is taller than the room for it begins at the top.
	const by = top < first || bottom - top > foot - margin ? top - first : Math.max(0, bottom - foot);
	if (Math.abs(by) >= 1) window.scrollBy({ top: by, behavior: 'instant' });
}
