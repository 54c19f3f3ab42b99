/** Somebody on the map as SVG, by the same looks as on the screen: each sign is a shape, colour only tells discs apart. */
import { animals, type AnimalKind } from '#lib/ui/animals.ts';
import { groupDiscRadius, groupDiscs, placeDoor, placeShape } from '#lib/ui/avatar.ts';
import { awayArrow } from '../look.ts';
import type { MapPerson } from '../mapPeople.ts';
import type { Point } from '../placement.ts';
import type { Face } from '../faces.ts';
import { textWidth } from '../textWidth.ts';
import { faceMark } from './faces.ts';
import { colours, text } from './paper.ts';
import { element } from './xml.ts';

const star = 'M16-21l2.4 4.8 5.2.8-3.8 3.7.9 5.2-4.7-2.4-4.7 2.4.9-5.2-3.8-3.7 5.2-.8z';

/**
 * Draws somebody.
 * @param at their middle
 * @param radius of a disc, in the same unit
 * @param number what stands in the disc instead of a letter where there was no room for the name
 * @param face a drawing, which a number stands before: it has to be read
 */
export function mark(
	person: MapPerson,
	at: Point,
	radius: number,
	number: number | null,
	face: Face | null = null
): string {
	const scale = person.look === 'child' ? radius / 34 : radius / 20;
	return element(
		'g',
		{ transform: `translate(${round(at.x)} ${round(at.y)}) scale(${round(scale)})` },
		person.look === 'child'
			? child(person.letters)
			: drawn(person, number, number === null ? face : null) + absence(person)
	);
}

/** @param name a letter where the name stands beside the disc */
function child(name: string): string {
	const lines = name.split('\n');
	const room = lines.length > 1 ? 50 : 60;
	const size = Math.min(18, ...lines.map((line) => (18 * room) / textWidth(line, 18)));
	return (
		element('circle', { r: 34, fill: colours.child, stroke: colours.paper, 'stroke-width': 3 }) +
		lines
			.map((line, index) => {
				const y = size * (0.36 + (index - (lines.length - 1) / 2) * 1.1);
				return text(0, y, line, { size, bold: true, anchor: 'middle', fill: colours.onTone });
			})
			.join('')
	);
}

function drawn(person: MapPerson, number: number | null, face: Face | null): string {
	const { look, outline, tone, letters } = person;
	const animal = person.animal ?? 'other';
	const colour = colours.tones[tone - 1] ?? colours.ink;
	const words = number === null ? letters : String(number);
	const inside = (fill: string, y = 5.8) =>
		face
			? faceMark(person, face) + (look === 'asked' ? questioned() : '')
			: text(0, y, words, { size: number === null ? 16 : 19, bold: true, anchor: 'middle', fill });
	if (look === 'animal')
		return (
			element('path', {
				d: animals[animal].head,
				fill: colours.paper,
				stroke: colours.ink,
				'stroke-width': 2
			}) + (number !== null || face ? inside(colours.ink, 9) : eyes(animal))
		);
	if (look === 'group' || look === 'place')
		return (
			(look === 'group' ? group() : place(number === null && !face)) +
			(face ? inside(colours.ink) : '') +
			(number === null
				? ''
				: element('circle', { cy: 1, r: 11, fill: colours.paper }) + inside(colours.ink, 7))
		);
	if (look === 'asked')
		return (
			shape(outline, {
				fill: colours.paper,
				stroke: colour,
				'stroke-width': 2.5,
				'stroke-dasharray': '0.1 5.5',
				'stroke-linecap': 'round'
			}) + inside(colour)
		);
	if (look === 'dead')
		return (
			shape(outline, {
				fill: colours.paper,
				stroke: colours.inkSoft,
				'stroke-width': 1.6,
				'stroke-dasharray': '9 4'
			}) + inside(colours.inkSoft)
		);
	const second = { fill: 'none', stroke: colour, 'stroke-width': 2 };
	const around =
		outline === 'professional'
			? element('rect', { x: -20, y: -20, width: 40, height: 40, rx: 4, ...second })
			: outline === 'circle'
				? element('circle', { r: 23.5, ...second })
				: '';
	return (
		around +
		shape(outline, { fill: colour }) +
		inside(colours.onTone, outline === 'triangle' ? 12 : undefined)
	);
}

/** That somebody is asked and has not answered is told beside a face, as on the screen. */
function questioned(): string {
	const edge = { fill: colours.paper, stroke: colours.ink, 'stroke-width': 1.5 };
	return (
		element('circle', { cx: 14, cy: -14, r: 7.5, ...edge }) +
		text(14, -10, '?', { size: 11, bold: true, anchor: 'middle' })
	);
}

const ownShape = { fill: colours.paper, stroke: colours.ink, 'stroke-width': 2, 'stroke-linejoin': 'round' };

function group(): string {
	return groupDiscs
		.map(({ x, y }) => element('circle', { cx: x, cy: y, r: groupDiscRadius, ...ownShape }))
		.join('');
}

function place(withDoor: boolean): string {
	return (
		element('path', { d: placeShape, ...ownShape }) +
		(withDoor ? element('path', { d: placeDoor, ...ownShape }) : '')
	);
}

/** The star of who has died, the arrow of who has moved away. */
function absence({ absence }: MapPerson): string {
	if (absence === null) return '';
	const line = { fill: colours.paper, stroke: colours.inkSoft, 'stroke-width': 1.5 };
	if (absence === 'dead') return element('path', { d: star, ...line });
	return element(
		'g',
		{ transform: 'translate(16 -14)' },
		element('circle', { r: 8, ...line }) +
			element('path', { d: awayArrow, ...line, fill: 'none', 'stroke-width': 2, 'stroke-linecap': 'round' })
	);
}

function shape(outline: MapPerson['outline'], look: Readonly<Record<string, string | number>>): string {
	if (outline === 'triangle')
		return element('path', { d: 'M0-24L26 20H-26z', 'stroke-linejoin': 'round', ...look });
	if (outline === 'square') return element('rect', { x: -19, y: -19, width: 38, height: 38, rx: 4, ...look });
	if (outline === 'professional')
		return element('rect', { x: -16, y: -16, width: 32, height: 32, rx: 2, ...look });
	return element('circle', { r: 19, ...look });
}

function eyes(animal: AnimalKind): string {
	return (
		element('circle', { cx: -6, r: 2, fill: colours.ink }) +
		element('circle', { cx: 6, r: 2, fill: colours.ink }) +
		element('path', {
			d: animals[animal].lines,
			fill: 'none',
			stroke: colours.ink,
			'stroke-width': 2,
			'stroke-linecap': 'round'
		})
	);
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}
