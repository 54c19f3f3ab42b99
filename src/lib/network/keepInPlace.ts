/** A map under a closed hand: what comes above it, or beside it, pushes it only when the hand is open again. */

/** Less than this is not seen. */
const seenPx = 0.5;

/**
 * Keeps an element where and as large as it is on the screen, whatever happens around it. Whoever scrolls means to move
 * it, so then it goes along.
 *
 * It is pushed by what stands around it and around what it lies in, so their sizes are followed: to ask in every frame
 * where it is would have the page styled in the midst of each, which took a third of all script of a drag.
 * @returns lets it go where the page has it
 */
export function keepInPlace(element: HTMLElement): () => void {
	let home = element.getBoundingClientRect();
	const by = { x: 0, y: 0 };
	const { style } = element;
	Object.assign(style, { flex: 'none', width: `${home.width}px`, height: `${home.height}px` });
	const look = () => {
		const now = element.getBoundingClientRect();
		const [x, y] = [home.left - now.left, home.top - now.top];
		if (Math.max(Math.abs(x), Math.abs(y)) < seenPx) return;
		by.x += x;
		by.y += y;
		style.translate = `${by.x}px ${by.y}px`;
	};
	// Told after a layout and before it is painted: nothing is seen to jump.
	const sizes = new ResizeObserver(look);
	const around = [...ancestors(element)];
	const follow = () => {
		for (const parent of around)
			for (const near of parent.children) if (near !== element) sizes.observe(near);
	};
	const comings = new MutationObserver(() => {
		follow();
		look();
	});
	follow();
	for (const parent of around) comings.observe(parent, { childList: true });
	const scrolled = ({ target }: Event) => {
		if (target instanceof Node && target.contains(element)) home = element.getBoundingClientRect();
	};
	document.addEventListener('scroll', scrolled, { capture: true, passive: true });
	return () => {
		sizes.disconnect();
		comings.disconnect();
		document.removeEventListener('scroll', scrolled, { capture: true });
		Object.assign(style, { flex: '', width: '', height: '', translate: '' });
	};
}

function* ancestors(element: Element): Generator<Element> {
	for (let at = element.parentElement; at; at = at.parentElement) yield at;
}
