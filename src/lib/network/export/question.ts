/** A question with which the map is looked at, on a sheet as on the screen: whom it is about has a ring and a sign. */
import { signPaths } from '../seeing/signPaths.ts';
import { bySign, type Sign } from '../seeing/lens.ts';
import type { Point } from '../placement.ts';
import { colours } from './paper.ts';
import { element } from './xml.ts';

export interface Question {
	/** “Hvem kan hjelpe med: sove over”. */
	readonly title: string;
	readonly signs: ReadonlyMap<string, Sign>;
	readonly signWord: (sign: Sign) => string;
	/** What it tells of nobody: which rings and sectors are empty. */
	readonly sentences: readonly string[];
}

/** How strong whoever and whatever is not asked about is drawn. */
export const back = 0.35;

/** A sign by itself, 11 in radius. */
export function signMark(sign: Sign): string {
	return (
		element('circle', { r: 11, fill: colours.ink, stroke: colours.paper, 'stroke-width': 2 }) +
		element('path', {
			d: signPaths[sign],
			fill: 'none',
			stroke: colours.paper,
			'stroke-width': 2.2,
			'stroke-linecap': 'round',
			'stroke-linejoin': 'round'
		})
	);
}

/** The ring and the sign of somebody whom it is about. */
export function signed(sign: Sign, { x, y }: Point, radius: number): string {
	const beside = radius * 0.85;
	return (
		element('circle', {
			cx: x,
			cy: y,
			r: radius * 1.2 + 3,
			fill: 'none',
			stroke: colours.ink,
			'stroke-width': 3
		}) +
		element(
			'g',
			{ transform: `translate(${(x + beside).toFixed(1)} ${(y - beside).toFixed(1)}) scale(0.75)` },
			signMark(sign)
		)
	);
}

/** The signs that stand on the map, for its legend. */
export function signsOn({ signs, signWord }: Question): { picture: string; word: string }[] {
	return [...bySign(signs).keys()].map((sign) => ({ picture: signMark(sign), word: signWord(sign) }));
}
