/**
 * Ties on a canvas, as `TieLine.svelte` draws them as elements. A line that follows a hand is another one in every frame:
 * as an element it is styled, laid out and painted each time, on a canvas it is only painted.
 */
import type { Point } from './placement.ts';
import { endRadius } from './roundEnds.ts';
import { casedLines, type Stroke } from './tieLines.ts';

/** How the strokes of one who says a tie look. Widths in the units of the line. */
export interface TieBrush {
	readonly colour: string;
	readonly cap: CanvasLineCap;
	readonly casing: { readonly colour: string; readonly opacity: number; readonly width: number };
	/** Of round ends; null: it has none. */
	readonly end: { readonly fill: string; readonly width: number } | null;
}

/**
 * Reads from a drawn tie how its like are painted, so that the stylesheet alone says it. It is to be read anew where
 * that means other colours.
 * @param line a `TieLine` with a casing
 * @returns null where it is not drawn
 */
export function tieBrush(line: Element | null): TieBrush | null {
	const casing = line?.querySelector('.casing');
	const body = line?.querySelector('path:not(.casing)');
	if (!casing || !body) return null;
	const [under, over] = [getComputedStyle(casing), getComputedStyle(body)];
	const circle = line?.querySelector('circle');
	const round = circle ? getComputedStyle(circle) : null;
	return {
		colour: over.stroke,
		cap: over.strokeLinecap as CanvasLineCap, // the same three words
		casing: {
			colour: under.stroke,
			opacity: Number(under.strokeOpacity),
			width: parseFloat(under.strokeWidth)
		},
		end: round && { fill: round.fill, width: parseFloat(round.strokeWidth) }
	};
}

/**
 * Paints one tie.
 * @param strength 0 to 1
 * @param rounds middles of its round ends
 */
export function paintTie(
	pen: CanvasRenderingContext2D,
	strokes: readonly Stroke[],
	brush: TieBrush,
	strength: number,
	rounds: readonly Point[] = []
): void {
	const cased = casedLines(strokes);
	pen.globalAlpha = strength * brush.casing.opacity;
	pen.strokeStyle = brush.casing.colour;
	pen.lineWidth = brush.casing.width;
	pen.lineCap = 'butt';
	trace(pen, cased);
	pen.stroke();
	pen.globalAlpha = strength;
	pen.strokeStyle = brush.colour;
	pen.fillStyle = brush.colour;
	for (const { lines, band, width, dash, round, filled } of strokes) {
		// Most often it is the band's own line, which is traced already.
		if (band || lines.length < cased.length || filled) trace(pen, lines, filled);
		if (filled) pen.fill();
		pen.lineWidth = width;
		pen.lineCap = round ? 'round' : brush.cap;
		if (dash === undefined) pen.stroke();
		else {
			pen.setLineDash(dash.split(' ').map(Number));
			pen.stroke();
			pen.setLineDash([]);
		}
	}
	if (!brush.end || rounds.length === 0) return;
	pen.beginPath();
	for (const { x, y } of rounds) {
		pen.moveTo(x + endRadius, y);
		pen.arc(x, y, endRadius, 0, 2 * Math.PI);
	}
	// What is in them hides the line, however strong that is drawn.
	pen.globalAlpha = 1;
	pen.fillStyle = brush.end.fill;
	pen.fill();
	pen.globalAlpha = strength;
	pen.lineWidth = brush.end.width;
	pen.stroke();
}

function trace(pen: CanvasRenderingContext2D, lines: Stroke['lines'], closed = false): void {
	pen.beginPath();
	for (const points of lines) {
		for (const [index, { x, y }] of points.entries()) {
			if (index === 0) pen.moveTo(x, y);
			else pen.lineTo(x, y);
		}
		if (closed) pen.closePath();
	}
}
