/** What each line and sign means, beside the map: every one of them has its word. */
import type { MapPerson } from '../mapPeople.ts';
import { QUALITIES, type Quality } from '../network.ts';
import { mark } from './marks.ts';
import { colours, text, wrapped } from './paper.ts';
import { signsOn, type Question } from './question.ts';
import { tieMark } from './tieMarks.ts';
import { element } from './xml.ts';

export interface LegendWords {
	readonly legend: string;
	readonly oneWay: string;
	readonly professional: string;
	readonly asked: string;
	readonly dead: string;
	readonly animal: string;
	readonly group: string;
	readonly place: string;
	/** On a border between two sectors: nobody has said in which they belong. */
	readonly nowhere: string;
	readonly movedAway: string;
	/** Rings at the ends of a line: that is how the child says it is. */
	readonly childs: string;
	quality(quality: Quality): string;
}

const pictureWidth = 52;

function island(): string {
	const edge = { stroke: colours.inkSoft, fill: 'none' };
	return element(
		'g',
		{ transform: `translate(${pictureWidth / 2} 0)` },
		element('path', { d: 'M-16 9L16-9', ...edge }),
		element('circle', { r: 8, ...edge, fill: colours.paper, 'stroke-dasharray': '2 4' })
	);
}

/**
 * The legend in a column; the question with which the map is looked at stands before it.
 * @returns its SVG with 0,0 at the top left, and how high it is
 */
export function legend(
	words: LegendWords,
	width: number,
	size: number,
	childsWay: boolean,
	{ question, nowhere }: { question: Question | null; nowhere: boolean }
): { readonly svg: string; readonly height: number } {
	const line = (quality: Quality, childs: boolean, direction: 'both' | 'fromTo' = 'both') =>
		tieMark({ quality, direction, childs, from: { x: 0, y: 0 }, to: { x: pictureWidth, y: 0 } });
	const sign = (
		look: MapPerson['look'],
		outline: MapPerson['outline'] = 'disc',
		absence: MapPerson['absence'] = null
	) =>
		mark(
			{
				id: '',
				point: { x: 0, y: 0 },
				look,
				outline,
				absence,
				animal: null,
				tone: 4,
				letters: look === 'asked' ? '?' : '',
				size: 1,
				beside: '',
				movable: false
			},
			{ x: pictureWidth / 2, y: 0 },
			size * 0.78,
			null
		);
	const signs = [
		{ picture: sign('plain', 'professional'), word: words.professional },
		{ picture: sign('asked'), word: words.asked },
		{ picture: sign('dead', 'disc', 'dead'), word: words.dead },
		{ picture: sign('plain', 'disc', 'movedAway'), word: words.movedAway },
		{ picture: sign('animal'), word: words.animal },
		{ picture: sign('group'), word: words.group },
		{ picture: sign('place'), word: words.place },
		...(nowhere ? [{ picture: island(), word: words.nowhere }] : [])
	];
	const entries = [
		...QUALITIES.map((quality) => ({ picture: line(quality, childsWay), word: words.quality(quality) })),
		{ picture: line('ordinary', childsWay, 'fromTo'), word: words.oneWay },
		...(childsWay ? [] : [{ picture: line('ordinary', true), word: words.childs }]),
		...signs
	];
	const left = pictureWidth + 12;
	const step = size * 1.35;
	let y = size;
	const drawn: string[] = [];
	const said = (all: readonly string[], bold: boolean) => {
		for (const line of all.flatMap((each) => wrapped(each, width, size))) {
			drawn.push(text(0, y, line, { size, bold }));
			y += step;
		}
		y -= step;
	};
	const entered = ({ picture, word }: { picture: string; word: string }) => {
		y += size * 1.9;
		drawn.push(element('g', { transform: `translate(0 ${(y - size * 0.35).toFixed(1)})` }, picture));
		const lines = wrapped(word, width - left, size);
		lines.forEach((part, index) => drawn.push(text(left, y + index * step, part, { size })));
		y += Math.max(0, lines.length - 1) * step;
	};
	if (question) {
		said([question.title], true);
		for (const { picture, word } of signsOn(question))
			entered({
				picture: element('g', { transform: `translate(${pictureWidth / 2} 0) scale(0.75)` }, picture),
				word
			});
		if (question.sentences.length > 0) {
			y += step;
			said(question.sentences, false);
		}
		y += step * 1.6;
	}
	said([words.legend], true);
	for (const entry of entries) entered(entry);
	return { svg: drawn.join(''), height: y + size * 0.5 };
}
