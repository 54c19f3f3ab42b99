/** A laid out family as shapes and lines, by the standard signs of genograms. The screen and files draw the same. */
import type { Child, MapSymbol, Person } from '../network.ts';
import type { Point } from '../placement.ts';
import type { Family } from './family.ts';
import { sizes, type Layout, type PlacedUnion } from './sizes.ts';

/** Square a man or boy, circle a woman or girl, diamond not said or other, triangle not born yet. */
export type Shape = 'square' | 'circle' | 'diamond' | 'triangle';

/** A couple, one that was, two of whom that is not said, birth, foster home, half-siblings. */
export type LineKind = 'couple' | 'former' | 'unsaid' | 'child' | 'foster' | 'half';

export interface Line {
	readonly kind: LineKind;
	readonly d: string;
	/** Dots or dashes, as SVG writes them. */
	readonly dash?: string;
}

export interface Mark {
	readonly id: string;
	readonly at: Point;
	readonly shape: Shape;
	/** The child whom the map is about: a double outline. */
	readonly isIndex: boolean;
	/** A cross. */
	readonly isDead: boolean;
}

export interface Drawing {
	readonly width: number;
	readonly height: number;
	readonly homes: readonly string[];
	readonly lines: readonly Line[];
	readonly marks: readonly Mark[];
}

/**
 * Draws a family.
 * @param people everybody on the map; who is not in the layout is left out
 */
export function drawingOf(
	child: Pick<Child, 'id'>,
	people: readonly Person[],
	family: Family,
	layout: Layout
): Drawing {
	const { width, height, homes, unions } = layout;
	return {
		width,
		height,
		homes: homes.filter((d) => d !== ''),
		lines: [
			...unions.flatMap((union) => unionLines(union, layout.people)),
			...family.halfSiblings.flatMap(([one, other]) =>
				halfLine(layout.people.get(one), layout.people.get(other))
			)
		],
		marks: [...layout.people].map(([id, at]) => {
			const person = people.find((each) => each.id === id);
			return {
				id,
				at,
				shape: person?.status === 'unborn' ? 'triangle' : shapeOf(person?.symbol),
				isIndex: id === child.id,
				isDead: person?.status === 'dead'
			};
		})
	};
}

/** The sign of somebody, from the one they have on the map; a plain disc there says nothing. */
export function shapeOf(symbol: MapSymbol | undefined): Shape {
	if (symbol === 'circle') return 'circle';
	return symbol === 'square' || symbol === 'triangle' ? 'square' : 'diamond';
}

/** The outline of a sign around 0,0 as path data. @param half of a square's side */
export function outlineOf(shape: Shape, half: number): string {
	switch (shape) {
		case 'square':
			return `M${-half} ${-half}H${half}V${half}H${-half}z`;
		case 'circle':
			return `M${-half} 0A${half} ${half} 0 1 1 ${half} 0A${half} ${half} 0 1 1 ${-half} 0z`;
		case 'diamond': {
			const reach = half * 1.15;
			return `M0 ${-reach}L${reach} 0L0 ${reach}L${-reach} 0z`;
		}
		case 'triangle':
			return `M0 ${-half}L${half} ${half}H${-half}z`;
	}
}

/** The cross of the dead, from edge to edge of their sign. */
export function crossOf(shape: Shape, half: number): string {
	const reach = round({ square: 1, circle: 0.7, diamond: 0.57, triangle: 0.5 }[shape] * half);
	return `M${-reach} ${-reach}L${reach} ${reach}M${reach} ${-reach}L${-reach} ${reach}`;
}

/** A line of each kind lying, for the legend. @param length of it */
export function lineSample(kind: LineKind, length: number): Line[] {
	const dashes: Partial<Record<LineKind, string>> = { foster: fosterDash, unsaid: dots, half: dotsByTwo };
	const dash = dashes[kind];
	const line: Line = { kind, d: `M0 0H${length}`, ...(dash === undefined ? {} : { dash }) };
	return kind === 'former' ? [line, { kind, d: slashes(0, length, length / 2, 0, false) }] : [line];
}

function unionLines(union: PlacedUnion, people: Layout['people']): Line[] {
	const parents = union.parents.flatMap((id) => people.get(id) ?? []);
	const children = union.children.flatMap(({ id, foster }) => {
		const at = people.get(id);
		return at ? [{ at, foster }] : [];
	});
	const { x, joinY, childrenY, couple } = union;
	const lines: Line[] = [];
	if (parents.length > 0) {
		const xs = parents.map((parent) => parent.x);
		const [left, right] = [Math.min(...xs), Math.max(...xs)];
		const down = parents
			.map((parent) => `M${at(parent.x, parent.y + sizes.mark + sizes.name)}V${round(joinY)}`)
			.join('');
		const kind = parents.length === 1 ? 'child' : lineOf[couple ?? 'unsaid'];
		lines.push({
			kind,
			d: `${down}M${at(left, joinY)}H${round(right)}`,
			...(kind === 'unsaid' ? { dash: dots } : {})
		});
		if (couple === 'formerCouple')
			lines.push({ kind, d: slashes(left, right, x, joinY, children.length > 0) });
	}
	if (children.length === 0) return lines;
	const xs = [...children.map((child) => child.at.x), ...(parents.length > 0 ? [x] : [])];
	const stem = parents.length > 0 ? `M${at(x, joinY)}V${round(childrenY)}` : '';
	const allFoster = children.every(({ foster }) => foster);
	lines.push({
		kind: allFoster ? 'foster' : 'child',
		d: `${stem}M${at(Math.min(...xs), childrenY)}H${round(Math.max(...xs))}`,
		...(allFoster ? { dash: fosterDash } : {})
	});
	for (const { at: child, foster } of children)
		lines.push({
			kind: foster ? 'foster' : 'child',
			d: `M${at(child.x, childrenY)}V${round(child.y - sizes.mark)}`,
			...(foster ? { dash: fosterDash } : {})
		});
	return lines;
}

const lineOf = { couple: 'couple', formerCouple: 'former', unsaid: 'unsaid' } as const;
const fosterDash = '7 5';
const dots = '2 5';
/** Of half siblings: told from dots between two parents without colour. */
const dotsByTwo = '2 3 2 9';

/** Two strokes across the line of a couple that was, beside where children hang from it. */
function slashes(left: number, right: number, x: number, y: number, withChildren: boolean): string {
	const wider = x - left > right - x ? (left + x) / 2 : (x + right) / 2;
	const middle = withChildren ? wider : (left + right) / 2;
	return [-4, 4]
		.map((aside) => `M${at(middle + aside - 4, y + 9)}L${at(middle + aside + 4, y - 9)}`)
		.join('');
}

function halfLine(one: Point | undefined, other: Point | undefined): Line[] {
	if (!one || !other) return [];
	const top = Math.min(one.y, other.y) - sizes.mark;
	const up = top - 8;
	return [
		{
			kind: 'half',
			d: `M${at(one.x + 8, one.y - sizes.mark)}V${round(up)}H${round(other.x - 8)}V${round(other.y - sizes.mark)}`,
			dash: dotsByTwo
		}
	];
}

function at(x: number, y: number): string {
	return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
