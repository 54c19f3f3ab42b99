/**
 * For an element that is shifted in every frame. Chromium hands a `transform` on to what has a layer of its own, and does
 * nothing else, only where that is animated: otherwise it divides the whole page into layers anew, `will-change` or not.
 * So the element gets an animation that stands still and adds nothing.
 * @returns ends it
 */
export function shiftsOften(element: HTMLElement): () => void {
	const still = element.animate(
		{ transform: ['translate(0px, 0px)', 'translate(0px, 0px)'] },
		{ duration: 1_000, composite: 'add' }
	);
	still.pause();
	return () => still.cancel();
}
