/**
 * The map on a sheet: title, what was agreed, the map, its legend, and a key. Placed by the same functions as on the
 * screen, so it is the map as it is shown. Every name can be read: who has no room for it on the map gets a number, and
 * stands with it in the key.
 */
import { bendsOf } from '../bends.ts';
import { ringWithin } from '../captions.ts';
import type { Face } from '../faces.ts';
import { labelOffset, placedLabels, type LabelSide } from '../labels.ts';
import { namesOnRings } from '../groundNames.ts';
import { mapPeople, type MapPerson } from '../mapPeople.ts';
import type { Person } from '../network.ts';
import { fittedView, groundFor, markScale, type Ground, type Point } from '../placement.ts';
import { isNowhere } from '../relations.ts';
import { textWidth } from '../textWidth.ts';
import { drawableTies, lanes } from '../ties.ts';
import { drawingFor, faceSymbols } from './faces.ts';
import { groundMark, groundNames, sectorNames, type GroundWords } from './ground.ts';
import { legend, type LegendWords } from './legend.ts';
import { mark } from './marks.ts';
import { colours, fontFamily, text, wrapped } from './paper.ts';
import { back, signed, type Question } from './question.ts';
import type { MapContent } from './tables.ts';
import { spread } from './spread.ts';
import { tieMark } from './tieMarks.ts';
import { element, xmlText } from './xml.ts';

export interface SheetWords extends GroundWords, LegendWords {
	/** How many rings the map has. */
	readonly rings: number;
	readonly title: string;
	/** What was agreed about the map, and the day it was taken along: lines under the title. */
	readonly lines: readonly string[];
	readonly key: string;
	/** Above those who have no place on the map. */
	readonly waiting: string;
	shortName(person: Person): string;
	/** Who somebody is for the child; empty where nobody has said. */
	who(person: Person): string;
}

/** How the map is looked at on the screen, which its sheet shows as well. */
export interface Seen {
	/** The files of drawn faces, by their names; whose is missing has a letter. */
	readonly drawings: ReadonlyMap<Face, string>;
	readonly question: Question | null;
}
const plain: Seen = { drawings: new Map(), question: null };

/** A sheet in CSS pixels, 96 to an inch. */
export interface Paper {
	readonly width: number;
	readonly height: number;
	/** Size of the type; on paper it is never below 9 points. */
	readonly size: number;
}

/** Upright edges of A4 and A3 lying, less 10 mm at each side. */
export const PAPERS = {
	A4: { width: 1047, height: 718, size: 12 },
	A3: { width: 1511, height: 1046, size: 13 }
} as const satisfies Record<string, Paper>;

export interface Sheet {
	readonly width: number;
	readonly height: number;
	readonly svg: string;
}

interface Drawn {
	readonly svg: string;
	/** Lines of the key that had no room beside the map. */
	readonly rest: readonly KeyLine[];
}

interface KeyLine {
	readonly words: string;
	readonly bold?: boolean;
}

const gap = 20;
/** Nothing on the ground may lie nearer to another name than this. */
const labelRoom = 6;

/** The map for a printer: the first sheet is the map, and where it has many names the key goes on. */
export function printedSheets(
	map: MapContent,
	words: SheetWords,
	childsWay: boolean,
	paper: Paper,
	seen: Seen = plain
): Sheet[] {
	const { svg, rest } = mapSheet(map, words, childsWay, paper, seen);
	// Every page says whose map it is and who may see it: pages get parted.
	const head = heading(words, paper.width, paper.size);
	const { columns } = keyColumns(paper);
	const perColumn = Math.floor((paper.height - head.height) / lineHeight(paper));
	const pages: string[] = [];
	for (let from = 0; from < rest.length; from += columns * perColumn) {
		const block = keyBlock(rest.slice(from, from + columns * perColumn), paper, perColumn);
		pages.push(head.svg + element('g', { transform: `translate(0 ${head.height})` }, block));
	}
	return [svg, ...pages].map((content) => sheet(content, words.title, paper.width, paper.height));
}

/** The map as one picture: where it has many names the key stands below. */
export function pictureSheet(
	map: MapContent,
	words: SheetWords,
	childsWay: boolean,
	paper: Paper,
	seen: Seen = plain
): Sheet {
	const margin = 24;
	const { svg, rest } = mapSheet(map, words, childsWay, paper, seen);
	const { columns } = keyColumns(paper);
	const rows = Math.ceil(rest.length / columns);
	const height = paper.height + (rest.length === 0 ? 0 : rows * lineHeight(paper) + gap);
	const below = element(
		'g',
		{ transform: `translate(0 ${paper.height + gap})` },
		rest.length === 0 ? '' : keyBlock(rest, paper, rows)
	);
	const content = element('g', { transform: `translate(${margin} ${margin})` }, svg + below);
	return sheet(content, words.title, paper.width + 2 * margin, height + 2 * margin);
}

function mapSheet(map: MapContent, words: SheetWords, childsWay: boolean, paper: Paper, seen: Seen): Drawn {
	const { width, height, size } = paper;
	const column = Math.max(230, width * 0.2);
	const head = heading(words, width, size);
	const box = { width: width - column - gap, height: height - head.height };
	const ground = filling(groundFor(box.width, box.height, childsWay, words.rings), box, childsWay, size);
	const fitted = fittedView(ground, box.width, box.height);
	const people = placedPeople(map, words, ground, {
		zoom: fitted.zoom,
		size,
		half: box.width / 2,
		childsWay,
		seen
	});
	const beside = legend(words, column, size, childsWay, {
		question: seen.question,
		nowhere: people.islands !== ''
	});
	const key = keyLines(map, words, people.numbers, column, size);
	const room = Math.floor((height - head.height - beside.height - gap) / lineHeight(paper));
	const fits = key.length <= room;
	const middle = `translate(${(box.width / 2).toFixed(1)} ${(head.height + box.height / 2).toFixed(1)})`;
	const svg = [
		people.faces,
		head.svg,
		element(
			'g',
			{ transform: middle },
			groundMark(ground, fitted.zoom, !childsWay),
			people.islands,
			people.ties,
			groundNames(people.rings, people.sectors, size),
			people.marks,
			people.names
		),
		element('g', { transform: `translate(${width - column} ${head.height})` }, beside.svg),
		fits && key.length > 0
			? element(
					'g',
					{ transform: `translate(${width - column} ${(head.height + beside.height + gap).toFixed(1)})` },
					keyBlock(key, paper, key.length)
				)
			: ''
	].join('');
	return { svg, rest: fits ? [] : key };
}

/** The ground as wide as the paper lets it be: the more room, the less lies on anything else. */
function filling(
	ground: Ground,
	box: { width: number; height: number },
	childsWay: boolean,
	size: number
): Ground {
	const margin = { x: childsWay ? size : size * 7, y: size * 2.6 };
	const aspect = (box.width / 2 - margin.x) / (box.height / 2 - margin.y);
	return { ...ground, margin, aspect: Math.min(1.6, Math.max(0.7, aspect)) };
}

/** Title and lines over what a sheet shows. */
export function heading(
	words: Pick<SheetWords, 'title' | 'lines'>,
	width: number,
	size: number
): { svg: string; height: number } {
	const title = size * 1.8;
	const lines = words.lines.flatMap((line) => wrapped(line, width, size));
	const svg = [
		text(0, title, words.title, { size: title, bold: true }),
		...lines.map((line, index) =>
			text(0, title + (index + 1) * size * 1.45, line, { size, fill: colours.inkSoft })
		)
	];
	return { svg: svg.join(''), height: title + (lines.length + 1) * size * 1.45 };
}

function placedPeople(
	map: MapContent,
	words: SheetWords,
	ground: Ground,
	{
		zoom,
		size,
		half,
		childsWay,
		seen: { drawings, question }
	}: { zoom: number; size: number; half: number; childsWay: boolean; seen: Seen }
) {
	const drawn = mapPeople(map.child, map.people, ground, () => false);
	const persons = new Map(map.people.map((person) => [person.id, person]));
	const most = (ground.person / 2) * markScale(ground, zoom);
	const childMost = (ground.child / 2) * markScale(ground, zoom);
	const others = drawn.filter(({ look }) => look !== 'child');
	const { radius, points: places } = spread(
		others.map(({ id, point }) => {
			const { ring = words.rings, angle = 0 } = persons.get(id)?.placement ?? {};
			return {
				point: { x: point.x * zoom, y: point.y * zoom },
				ring: ringWithin(ring, ground.borders.length),
				angle
			};
		}),
		ground,
		zoom,
		// A number must still be read in the smallest.
		{ most, least: Math.min(most, size * 1.1), child: childMost }
	);
	const scale = radius / (ground.person / 2);
	const childRadius = Math.max((ground.child / 2) * scale, size * 1.8);
	const points = new Map(others.map(({ id }, index) => [id, places[index] ?? { x: 0, y: 0 }]));
	const standing = [...points.values()];
	points.set(map.child.id, { x: 0, y: 0 });
	const at = (id: string): Point => points.get(id) ?? { x: 0, y: 0 };
	const ties = drawableTies(map.ties, new Set(points.keys()));
	const laneOf = lanes(ties);
	const edge = ({ id, look }: Pick<MapPerson, 'id' | 'look'>) => ({
		// A ring around somebody is part of them.
		radius: id === map.child.id ? childRadius : radius + (question?.signs.has(id) ? radius * 0.2 + 4 : 0),
		...(look === 'animal' ? { top: radius * 1.6 } : {})
	});
	const named = drawn.flatMap((mapPerson) => {
		const person = persons.get(mapPerson.id);
		return person ? [{ mapPerson, person, name: words.shortName(person) }] : [];
	});
	// A name that was cut has a number: it is read whole in the key.
	const cut = new Set(named.filter(({ name }) => name.endsWith('…')).map(({ person }) => person.id));
	const childsName = drawn.find(({ look }) => look === 'child')?.beside ?? '';
	const sectors = childsWay ? [] : sectorNames(ground, zoom, words, size, half);
	const rings = namesOnRings({
		ground,
		zoom,
		words: ground.borders.map((_, index) => ({ ring: index + 1, word: words.ring(index + 1) })),
		discs: standing,
		radius,
		look: { letters: size, padding: 2, height: size * 1.2 },
		sectors: !childsWay
	});
	const placed = placedLabels(
		[
			...named.map(({ mapPerson: { id, look }, person, name }) => ({
				id,
				at: at(id),
				...edge({ id, look }),
				// Nobody can look closer at paper: no name lies on a number or a letter.
				pictured: true,
				...(cut.has(id)
					? { width: 0, rank: -1 }
					: { width: textWidth(name, size) + labelRoom, rank: person.placement?.ring ?? 9 })
			})),
			// The child's name stands in the middle or comes first; nobody else's may lie on it.
			{
				id: map.child.id,
				at: { x: 0, y: 0 },
				radius: childRadius,
				whole: true,
				width: childsName === '' ? 0 : textWidth(childsName, size) + labelRoom,
				rank: childsName === '' ? Infinity : -2
			}
		],
		ties.map(({ from, to }) => ({ from: at(from), to: at(to) })),
		size * 1.25,
		[
			...rings,
			...sectors.map(({ left, baseline, width }) => ({
				left,
				right: left + width,
				top: baseline - size,
				bottom: baseline + size * 0.25
			}))
		],
		{ left: -half, right: half, top: -Infinity, bottom: Infinity }
	);
	const sides = new Map([...placed].filter(([id]) => !cut.has(id)));
	const numbers = new Map(
		named
			.filter(({ mapPerson }) => !sides.has(mapPerson.id))
			.map(({ person }, index) => [person.id, index + 1])
	);
	const faces = new Map(
		map.people.flatMap((person) => {
			const face = drawingFor(person);
			return face && drawings.has(face) && !numbers.has(person.id) ? [[person.id, face] as const] : [];
		})
	);
	const bends = bendsOf(
		ties,
		[...points].map(([id, point]) => ({ id, at: point, radius: id === map.child.id ? childRadius : radius }))
	);
	/** Of whoever is in no sector what lies around them is of none. */
	const islands = childsWay ? [] : map.people.filter((person) => person.placement && isNowhere(person));
	const isAsked = (id: string) =>
		question === null || question.signs.size === 0 || question.signs.has(id) || id === map.child.id;
	const unit = (point: Point) => ({ x: point.x / scale, y: point.y / scale });
	const gapAt = (id: string) => (id === map.child.id ? ground.child : ground.person) / 2 + 4;
	return {
		numbers,
		rings,
		sectors,
		ties: element(
			'g',
			{
				transform: `scale(${scale.toFixed(3)})`,
				opacity: question && question.signs.size > 0 ? back : undefined
			},
			...ties.map((tie) =>
				tieMark({
					quality: tie.quality,
					direction: tie.direction,
					childs: tie.saidBy === 'child',
					from: unit(at(tie.from)),
					to: unit(at(tie.to)),
					fromGap: gapAt(tie.from),
					toGap: gapAt(tie.to),
					lane: laneOf.get(tie.id) ?? 0,
					bend: (bends.get(tie.id) ?? 0) / scale
				})
			)
		),
		islands: islands
			.map(({ id }) =>
				element('circle', {
					cx: at(id).x,
					cy: at(id).y,
					r: radius * 1.45,
					fill: colours.paper,
					stroke: colours.line,
					'stroke-dasharray': '2 4'
				})
			)
			.join(''),
		faces: faceSymbols(faces.values(), drawings),
		marks: drawn
			.map((person) => {
				const { id } = person;
				const size = id === map.child.id ? childRadius : radius;
				const drawing = mark(person, at(id), size, numbers.get(id) ?? null, faces.get(id) ?? null);
				const sign = question?.signs.get(id);
				if (sign) return drawing + signed(sign, at(id), size);
				return isAsked(id) ? drawing : element('g', { opacity: back }, drawing);
			})
			.join(''),
		names: [
			...named,
			...drawn.flatMap((mapPerson) =>
				mapPerson.beside === '' ? [] : [{ mapPerson, name: mapPerson.beside }]
			)
		]
			.flatMap(({ mapPerson, name }) => {
				const side: LabelSide | undefined = sides.get(mapPerson.id);
				if (side === undefined) return [];
				const { x, y } = at(mapPerson.id);
				const width = textWidth(name, size) + labelRoom;
				const off = labelOffset({ ...edge(mapPerson), width }, side, size * 1.25);
				const style = { size, bold: true, anchor: 'middle', halo: true } as const;
				return [text(x + off.x, y + off.y + size * 0.36, name, style)];
			})
			.join('')
	};
}

/** “3 Berit Sørhaug, mormor”: who has a number, in its order, then who has no place yet. */
function keyLines(
	{ people }: MapContent,
	words: SheetWords,
	numbers: ReadonlyMap<string, number>,
	width: number,
	size: number
): KeyLine[] {
	const named = (person: Person) => [person.name, words.who(person)].filter(Boolean).join(', ');
	const lines = (all: readonly string[], heading: string): KeyLine[] =>
		all.length === 0
			? []
			: [
					{ words: heading, bold: true },
					...all.flatMap((one) => wrapped(one, width, size).map((line) => ({ words: line })))
				];
	const numbered = people
		.flatMap((person) => {
			const number = numbers.get(person.id);
			return number === undefined ? [] : [{ number, line: `${number} ${named(person)}` }];
		})
		.sort((a, b) => a.number - b.number);
	return [
		...lines(
			numbered.map(({ line }) => line),
			words.key
		),
		...lines(people.filter(({ placement }) => !placement).map(named), words.waiting)
	];
}

function keyBlock(lines: readonly KeyLine[], paper: Paper, perColumn: number): string {
	const { width } = keyColumns(paper);
	return lines
		.map(({ words, bold = false }, index) =>
			text(
				Math.floor(index / perColumn) * (width + gap),
				((index % perColumn) + 1) * lineHeight(paper) - paper.size * 0.4,
				words,
				{ size: paper.size, bold }
			)
		)
		.join('');
}

/** Columns of the key where it has a sheet to itself: as wide as beside the map, so that its lines break the same. */
function keyColumns({ width }: Paper): { columns: number; width: number } {
	const column = Math.max(230, width * 0.2);
	return {
		columns: Math.floor((width + gap) / (column + gap)),
		width: column
	};
}

function lineHeight({ size }: Paper): number {
	return size * 1.45;
}

/** A sheet of its own: SVG with its title and a ground of paper. */
export function sheet(content: string, title: string, width: number, height: number): Sheet {
	const svg = element(
		'svg',
		{
			xmlns: 'http://www.w3.org/2000/svg',
			viewBox: `0 0 ${width} ${Math.ceil(height)}`,
			width,
			height: Math.ceil(height),
			'font-family': fontFamily,
			role: 'img'
		},
		element('title', {}, xmlText(title)),
		element('rect', { width: '100%', height: '100%', fill: colours.paper }),
		content
	);
	return { width, height: Math.ceil(height), svg };
}
