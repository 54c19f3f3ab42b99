/** Which part of the map a canvas covers that is painted in every frame: each pixel of it costs, painted or not. */
import { isWithin, type Box } from './boxes.ts';

/** A canvas of another size is another canvas: it changes by steps. */
const stepPx = 64;
/** One that is more than so many times larger than it need be is made smaller. */
const wasteful = 2;

/**
 * @param needed what is painted, in pixels from the map's corner; what lies outside of the map is not seen
 * @param size of the map
 * @param now what the canvas covers so far
 * @returns `now` itself where it will do
 */
export function paintedPart(
	needed: Box,
	size: { readonly width: number; readonly height: number },
	now: Box | null
): Box {
	const part = within(
		{
			left: Math.floor(needed.left / stepPx) * stepPx,
			top: Math.floor(needed.top / stepPx) * stepPx,
			right: Math.ceil(needed.right / stepPx) * stepPx,
			bottom: Math.ceil(needed.bottom / stepPx) * stepPx
		},
		size
	);
	const fits = now !== null && isWithin(part, now) && isWithin(now, within(now, size));
	return fits && areaOf(now) <= wasteful * areaOf(part) ? now : part;
}

function within(
	{ left, right, top, bottom }: Box,
	{ width, height }: { readonly width: number; readonly height: number }
): Box {
	const x = (at: number) => Math.min(Math.ceil(width), Math.max(0, at));
	const y = (at: number) => Math.min(Math.ceil(height), Math.max(0, at));
	return { left: x(left), right: x(right), top: y(top), bottom: y(bottom) };
}

function areaOf({ left, right, top, bottom }: Box): number {
	return (right - left) * (bottom - top);
}
