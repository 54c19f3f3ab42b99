/** The family tree on a sheet: title, what was agreed about the map, the drawing, and what its signs mean. */
import {
	crossOf,
	lineSample,
	outlineOf,
	type Drawing,
	type LineKind,
	type Mark,
	type Shape
} from '../genogram/drawing.ts';
import { sizes } from '../genogram/sizes.ts';
import { textWidth } from '../textWidth.ts';
import { colours, text, wrapped } from './paper.ts';
import { heading, sheet, type Paper, type Sheet } from './sheet.ts';
import { element } from './xml.ts';

export interface FamilySheetWords {
	readonly title: string;
	/** What was agreed about the map, and the day it was taken along. */
	readonly lines: readonly string[];
	readonly dead: string;
	readonly index: string;
	readonly home: string;
	name(id: string): string;
	shape(shape: Shape): string;
	line(kind: LineKind): string;
}

const gap = 20;

/**
 * The tree as large as the sheet lets it be, and on its own no larger than on the screen.
 * @param margin around what is drawn; a printer has its own
 */
export function familySheet(drawing: Drawing, words: FamilySheetWords, paper: Paper, margin: number): Sheet {
	const head = heading(words, paper.width, paper.size);
	const signs = signsOf(words, paper);
	const room = paper.height - head.height - signs.height - gap;
	const scale = Math.min(1.2, paper.width / drawing.width, room / drawing.height);
	const left = (paper.width - drawing.width * scale) / 2;
	const content = [
		head.svg,
		element(
			'g',
			{ transform: `translate(${left.toFixed(1)} ${head.height.toFixed(1)}) scale(${scale.toFixed(3)})` },
			...drawing.homes.map((d) =>
				element('path', {
					d,
					fill: '#f3ede9',
					stroke: colours.inkSoft,
					'stroke-width': 1.5,
					'stroke-dasharray': '10 4 2 4'
				})
			),
			...drawing.lines.map(({ d, dash }) => stroked(d, dash)),
			...drawing.marks.map((mark) => drawn(mark, words.name(mark.id), paper.size / scale))
		),
		element('g', { transform: `translate(0 ${(paper.height - signs.height).toFixed(1)})` }, signs.svg)
	].join('');
	return sheet(
		element('g', { transform: `translate(${margin} ${margin})` }, content),
		words.title,
		paper.width + 2 * margin,
		paper.height + 2 * margin
	);
}

/** @param least size of the type in the drawing's unit, so that every name can be read on the sheet */
function drawn({ at, shape, isIndex, isDead }: Mark, name: string, least: number): string {
	const size = Math.max(16, least);
	// A name that is wider than its place stands in two lines.
	const lines = textWidth(name, size) > sizes.width ? wrapped(name, sizes.width, size) : [name];
	return element(
		'g',
		{ transform: `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})` },
		signMark(shape, isIndex, isDead, sizes.mark),
		...lines.map((line, index) =>
			text(0, sizes.mark + size * (1.2 + index * 1.15), line, {
				size,
				bold: true,
				anchor: 'middle',
				halo: true
			})
		)
	);
}

function signMark(shape: Shape, isIndex: boolean, isDead: boolean, half: number): string {
	const outline = (d: string) =>
		element('path', { d, fill: colours.paper, stroke: colours.ink, 'stroke-width': 2 });
	return [
		outline(outlineOf(shape, half)),
		isIndex ? outline(outlineOf(shape, half - 4)) : '',
		isDead ? stroked(crossOf(shape, half), undefined) : ''
	].join('');
}

function stroked(d: string, dash: string | undefined): string {
	return element('path', {
		d,
		fill: 'none',
		stroke: colours.ink,
		'stroke-width': 2,
		'stroke-dasharray': dash
	});
}

/** The signs with their words, in columns under the drawing. */
function signsOf(words: FamilySheetWords, { width, size }: Paper): { svg: string; height: number } {
	const shapes: readonly Shape[] = ['circle', 'square', 'diamond', 'triangle'];
	const kinds: readonly LineKind[] = ['couple', 'former', 'unsaid', 'child', 'foster', 'half'];
	const half = size * 0.75;
	const picture = 40;
	const entries = [
		...shapes.map((shape) => ({
			svg: signMark(shape, false, false, half),
			word: words.shape(shape),
			centred: true
		})),
		{ svg: signMark('square', false, true, half), word: words.dead, centred: true },
		{ svg: signMark('diamond', true, false, half + 2), word: words.index, centred: true },
		...kinds.map((kind) => ({
			svg: lineSample(kind, picture)
				.map(({ d, dash }) => stroked(d, dash))
				.join(''),
			word: words.line(kind),
			centred: false
		})),
		{
			svg: element('rect', {
				y: -half,
				width: picture,
				height: 2 * half,
				rx: half,
				fill: '#f3ede9',
				stroke: colours.inkSoft,
				'stroke-width': 1.5,
				'stroke-dasharray': '10 4 2 4'
			}),
			word: words.home,
			centred: false
		}
	];
	const columns = Math.max(1, Math.floor(width / (size * 22)));
	const rowHeight = size * 2.3;
	const svg = entries.map(({ svg, word, centred }, index) => {
		const x = (index % columns) * (width / columns);
		const y = (Math.floor(index / columns) + 0.6) * rowHeight;
		return element(
			'g',
			{ transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
			element('g', { transform: `translate(${centred ? picture / 2 : 0} 0)` }, svg),
			text(picture + 12, size * 0.36, word, { size })
		);
	});
	return { svg: svg.join(''), height: Math.ceil(entries.length / columns) * rowHeight + size * 0.5 };
}
