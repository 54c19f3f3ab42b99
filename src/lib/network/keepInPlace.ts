/** A map under a closed hand: what comes above it, or beside it, pushes it only when the hand is open again. */

/** Less than this is not seen. */
const seenPx = 0.5;

/**
 * Keeps an element where and as large as it is on the screen, whatever happens around it. Whoever scrolls means to move
 * it, so then it goes along.
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
		if (Math.max(Math.abs(x), Math.abs(y)) >= seenPx) {
			by.x += x;
			by.y += y;
			style.translate = `${by.x}px ${by.y}px`;
		}
		frame = requestAnimationFrame(look);
	};
	let frame = requestAnimationFrame(look);
	const scrolled = ({ target }: Event) => {
		if (target instanceof Node && target.contains(element)) home = element.getBoundingClientRect();
	};
	document.addEventListener('scroll', scrolled, { capture: true, passive: true });
	return () => {
		cancelAnimationFrame(frame);
		document.removeEventListener('scroll', scrolled, { capture: true });
		Object.assign(style, { flex: '', width: '', height: '', translate: '' });
	};
}
