/** What lies under the people, as SVG: rings, and sectors with their names at the rim. */
import { SECTORS, type Sector } from '../network.ts';
import type { RingName } from '../groundNames.ts';
import { around, sectorRange, type Ground } from '../placement.ts';
import { textWidth } from '../textWidth.ts';
import { colours, ringColours, sectorColours, text } from './paper.ts';
import { element } from './xml.ts';

export interface GroundWords {
	ring(ring: number): string;
	sector(sector: Sector): string;
}

/**
 * Rings, and sectors where there are any.
 * @param zoom the sheet's unit for one of the ground
 */
export function groundMark(ground: Ground, zoom: number, sectors: boolean): string {
	const outer = ground.borders.at(-1) ?? 0;
	const [rx, ry] = [outer * ground.aspect * zoom, outer * zoom];
	const slices = SECTORS.map((sector) => {
		const { from, to } = sectorRange(sector);
		const [start, end] = [around(ground, outer, from), around(ground, outer, to)].map(({ x, y }) =>
			[x * zoom, y * zoom].map((value) => value.toFixed(1)).join(' ')
		);
		return element('path', {
			d: `M0 0L${start ?? ''}A${rx.toFixed(1)} ${ry.toFixed(1)} 0 ${to - from > 180 ? 1 : 0} 1 ${end ?? ''}z`,
			fill: sectorColours[sector],
			// On a printer without colour the borders alone must tell one sector from the next.
			stroke: colours.line,
			'stroke-width': 0.8
		});
	});
	const rings = [...ground.borders.entries()].reverse().map(([index, radius]) => {
		const isRim = index === ground.borders.length - 1;
		return element('ellipse', {
			rx: radius * ground.aspect * zoom,
			ry: radius * zoom,
			fill: sectors ? 'none' : (ringColours[index] ?? colours.paper),
			stroke: colours.line,
			'stroke-width': isRim ? 1.6 : 1.2,
			'stroke-dasharray': sectors && !isRim ? '2 5' : undefined
		});
	});
	return (sectors ? slices.join('') : '') + rings.join('');
}

/** Names of rings and sectors, over everything else. @param size of the type */
export function groundNames(
	rings: readonly Pick<RingName, 'at' | 'word'>[],
	sectors: ReturnType<typeof sectorNames>,
	size: number
): string {
	return [
		...rings.map(({ at, word }) =>
			text(at.x, at.y + size * 0.36, word, { size, anchor: 'middle', fill: colours.inkSoft, halo: true })
		),
		...sectors.map(({ word, left, baseline }) => text(left, baseline, word, { size, bold: true, halo: true }))
	].join('');
}

/**
 * Where the names of the sectors stand, at the rim.
 * @param size of the type
 * @param half of the width within which names are kept
 */
export function sectorNames(
	ground: Ground,
	zoom: number,
	words: Pick<GroundWords, 'sector'>,
	size: number,
	half: number
): { word: string; left: number; baseline: number; width: number }[] {
	const outer = ground.borders.at(-1) ?? 0;
	return SECTORS.map((sector) => {
		const { from, to } = sectorRange(sector);
		const middle = (((from + to) / 2) * Math.PI) / 180;
		const out = around(ground, outer, (from + to) / 2);
		const word = words.sector(sector);
		const width = textWidth(word, size);
		const left = out.x * zoom + Math.sin(middle) * 10 + ((Math.sin(middle) - 1) * width) / 2;
		const kept = Math.min(Math.max(left, -half), half - width);
		const baseline = out.y * zoom - Math.cos(middle) * (size * 0.9 + 4) + size * 0.36;
		return { word, left: kept, baseline, width };
	});
}
