// What is taken along of a map, read back as whoever gets it reads it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { freePlace } from '../freePlaces.ts';
import {
	HELP_TAGS,
	QUALITIES,
	RELATIONS,
	SECTORS,
	type Person,
	type Placement,
	type Tie
} from '../network.ts';
import { csv } from './csv.ts';
import { graphml } from './graphml.ts';
import { colours, sectorColours, wrapped } from './paper.ts';
import { pictureSheet, PAPERS, printedSheets, type SheetWords } from './sheet.ts';
import {
	childsPeopleTable,
	childsTieTable,
	peopleTable,
	tieTable,
	type MapContent,
	type TableWords
} from './tables.ts';
import { textWidth } from '../textWidth.ts';
import { read, textOf, type XmlElement } from '../../../../tests/support/readXml.ts';

const nasty = '<b>&"\'</b>\u0000\u0008\uD800=1+1\u{1F407}';
const clean = '<b>&"\'</b>=1+1\u{1F407}';
const made = { at: '2026-03-02T10:00:00.000Z', by: newId() };
const child = { id: newId(), name: 'Ylva', kind: 'child' as const };

function somebody(name: string, more: Partial<Person> = {}): Person {
	return {
		id: newId(),
		made,
		kind: 'person',
		name,
		helps: [],
		note: 'A note that nobody takes along',
		relation: undefined,
		relationText: undefined,
		side: undefined,
		sector: undefined,
		symbol: undefined,
		status: undefined,
		since: undefined,
		placement: undefined,
		language: undefined,
		numbersForAll: ['+4700000011'],
		consent: undefined,
		...more
	};
}
function tie(from: string, to: string, more: Partial<Tie> = {}): Tie {
	return {
		id: newId(),
		made,
		kind: 'tie',
		from,
		to,
		type: 'family',
		quality: 'close',
		direction: 'both',
		saidBy: 'meeting',
		note: 'Nor this one',
		...more
	};
}

const berit = somebody('Berit Sørhaug', {
	relation: 'grandparent',
	placement: { ring: 1, angle: 70 },
	helps: ['sleepOver', 'talk'],
	knows: 'partly'
});
const nora = somebody('Nora', { relation: 'friend', placement: { ring: 2, angle: 260 } });
const small: MapContent = {
	child,
	people: [berit, nora, somebody('Ukjent')],
	ties: [
		tie(child.id, berit.id, { saidBy: 'child', quality: 'wishedFor' }),
		tie(berit.id, nora.id, { direction: 'fromTo', quality: 'strained', kin: 'fosterParentOf' }),
		tie(berit.id, newId())
	]
};

const tableWords: TableWords = {
	headings: { name: 'Name', who: 'Who', ring: 'Ring', sector: 'Sector', helps: 'Helps' },
	tieHeadings: {
		from: 'From',
		to: 'To',
		type: 'Type',
		quality: 'Quality',
		direction: 'Way',
		saidBy: 'Says',
		kin: 'Kin'
	},
	more: [{ heading: 'Knows', of: ({ knows }) => knows ?? '' }],
	someone: 'someone',
	who: ({ relation }) => relation ?? '',
	ring: (ring) => (ring === undefined ? 'not placed' : String(ring)),
	sector: (sector) => sector,
	helps: (helps) => helps.join(', '),
	type: (type) => type,
	quality: (quality) => quality,
	direction: (direction) => direction,
	saidBy: (saidBy) => saidBy,
	kin: (kin, from, to) => (kin === undefined ? '' : `${from} ${kin} ${to}`)
};
const sheetWords: SheetWords = {
	rings: 4,
	title: 'Ylvas nettverkskart',
	lines: ['Kartet kan ses og brukes av: de som er i rommet.'],
	key: 'Names',
	waiting: 'Not placed',
	legend: 'Legend',
	oneWay: 'one way',
	professional: 'a professional',
	asked: 'asked',
	dead: 'dead',
	animal: 'animal',
	group: 'group',
	place: 'place',
	nowhere: 'på en grense',
	movedAway: 'moved away',
	childs: 'the child says it',
	ring: (ring) => `ring ${ring}`,
	sector: (sector) => sector,
	quality: (quality) => quality,
	shortName: ({ name }) => name,
	who: ({ relation }) => relation ?? ''
};

describe('tables', () => {
	test('hold people with ring, sector, relation and help, and ties with both ends and who says it', () => {
		expect(peopleTable(small, tableWords)).toEqual([
			['Name', 'Who', 'Ring', 'Sector', 'Helps', 'Knows'],
			['Berit Sørhaug', 'grandparent', '1', 'kin', 'sleepOver, talk', 'partly'],
			['Nora', 'friend', '2', 'friends', '', ''],
			['Ukjent', '', 'not placed', '', '', '']
		]);
		expect(tieTable(small, tableWords).slice(1)).toEqual([
			['Ylva', 'Berit Sørhaug', 'family', 'wishedFor', 'both', 'child', ''],
			[
				'Berit Sørhaug',
				'Nora',
				'family',
				'strained',
				'fromTo',
				'meeting',
				'Berit Sørhaug fosterParentOf Nora'
			],
			['Berit Sørhaug', 'someone', 'family', 'close', 'both', 'meeting', '']
		]);
	});

	test('of the child’s own map say in every row whose it is, and nothing that others have said', () => {
		const childs = { heading: 'Map', words: 'Ylvas eget kart. Slik Ylva viste det 2. mars 2026.' };
		const onIt = { ...small, people: small.people.filter(({ placement }) => placement) };
		expect(childsPeopleTable(onIt, tableWords, childs)).toEqual([
			['Map', 'Name', 'Who', 'Ring'],
			[childs.words, 'Berit Sørhaug', 'grandparent', '1'],
			[childs.words, 'Nora', 'friend', '2']
		]);
		expect(childsTieTable(onIt, tableWords, childs)).toEqual([
			['Map', 'From', 'To', 'Quality', 'Way'],
			[childs.words, 'Ylva', 'Berit Sørhaug', 'wishedFor', 'both'],
			[childs.words, 'Berit Sørhaug', 'Nora', 'strained', 'fromTo'],
			[childs.words, 'Berit Sørhaug', 'someone', 'close', 'both']
		]);
	});

	test('are read back cell by cell, whatever stands in them', () => {
		const cell = fc.oneof(
			fc.string(),
			fc.constantFrom('a;b', 'a,b', '"', '""', 'line\r\nline', '\n', ' ;', "'")
		);
		fc.assert(
			fc.property(
				fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
				fc.constantFrom(',' as const, ';' as const),
				(rows, separator) => {
					const back = parsed(csv(rows, separator), separator);
					expect(back.map((row) => row.map(bare))).toEqual(rows.map((row) => row.map(bare)));
				}
			)
		);
	});

	test.each([
		'=1+1',
		'+47',
		'-2',
		'@SUM(A1)',
		'\t=1',
		'  =1',
		'\u0000=1',
		'＝1',
		'\r=1',
		'=HYPERLINK("x";"y")'
	])('hold no formula: %j', (cell) => {
		const [[back = ''] = []] = parsed(csv([[cell]], ';'), ';');
		expect(back.startsWith("'")).toBe(true);
		expect(back).not.toMatch(/^\s*[=+\-@＝]/);
	});
});

/** What a table keeps of a cell: no control characters, and the sign before a formula does not count. */
function bare(cell: string): string {
	return cell
		.replace(/[\0-\x08\x0B\x0C\x0E-\x1F\x7F]/g, '') // eslint-disable-line no-control-regex -- what csv leaves out
		.replace(/^'(?=\s*[=+\-@＝＋－＠]|[\t\r\n])/u, '');
}

/** RFC 4180, read letter by letter. */
function parsed(file: string, separator: string): string[][] {
	expect(file.startsWith('\uFEFF')).toBe(true);
	const rows: string[][] = [];
	let row: string[] = [];
	let cell = '';
	let quoted = false;
	const text = file.slice(1);
	for (let at = 0; at < text.length; at += 1) {
		const letter = text[at] ?? '';
		if (quoted && letter === '"' && text[at + 1] === '"') {
			cell += '"';
			at += 1;
		} else if (letter === '"') quoted = !quoted;
		else if (!quoted && letter === separator) {
			row.push(cell);
			cell = '';
		} else if (!quoted && letter === '\r' && text[at + 1] === '\n') {
			rows.push([...row, cell]);
			[row, cell] = [[], ''];
			at += 1;
		} else cell += letter;
	}
	expect(quoted).toBe(false);
	return rows;
}

describe('GraphML', () => {
	const dataOf = (node: XmlElement) =>
		Object.fromEntries(
			node.children
				.filter(({ name }) => name === 'data')
				.map((data) => [data.attributes['key']?.split('.')[1] ?? '', textOf(data)])
		);

	test('holds everybody and every tie between those who are there, with direction and who says it', () => {
		const file = read(
			graphml(small, { mayBeSeenBy: 'the room', keptUntil: '2028-06-01' }, (saidBy) => `says ${saidBy}`)
		);
		const graph = file.children.find(({ name }) => name === 'graph');
		const [nodes, edges] = ['node', 'edge'].map(
			(wanted) => graph?.children.filter(({ name }) => name === wanted) ?? []
		);
		expect(nodes?.map(dataOf)).toEqual([
			{ name: 'Ylva', kind: 'child' },
			{ name: 'Berit Sørhaug', kind: 'person', relation: 'grandparent', ring: '1', sector: 'kin' },
			{ name: 'Nora', kind: 'person', relation: 'friend', ring: '2', sector: 'friends' },
			{ name: 'Ukjent', kind: 'person' }
		]);
		expect(edges?.map(dataOf)).toEqual([
			{ type: 'family', quality: 'wishedFor', direction: 'both', saidBy: 'says child' },
			{
				type: 'family',
				quality: 'strained',
				direction: 'fromTo',
				saidBy: 'says meeting',
				kin: 'fosterParentOf'
			}
		]);
		expect(edges?.map(({ attributes }) => [attributes['source'], attributes['directed']])).toEqual([
			[child.id, 'false'],
			[berit.id, 'true']
		]);
		expect(graph && dataOf(graph)).toEqual({
			layer: 'room',
			mayBeSeenBy: 'the room',
			keptUntil: '2028-06-01'
		});
		const declared = new Set(
			file.children.filter(({ name }) => name === 'key').map(({ attributes }) => attributes['id'])
		);
		const used = [graph, ...(nodes ?? []), ...(edges ?? [])].flatMap(
			(one) =>
				one?.children.filter(({ name }) => name === 'data').map(({ attributes }) => attributes['key']) ?? []
		);
		expect(used.filter((key) => !declared.has(key))).toEqual([]);
	});

	test('holds a team and a place as what they are, and who of the map belongs to the team', () => {
		const team = somebody('Fotballaget', { kind: 'group', members: [berit.id, newId()] });
		const place = somebody('Kolonihagen', { kind: 'place' });
		const file = read(graphml({ child, people: [berit, team, place], ties: [] }, null, () => ''));
		const graph = file.children.find(({ name }) => name === 'graph');
		const [nodes, edges] = ['node', 'edge'].map(
			(wanted) => graph?.children.filter(({ name }) => name === wanted) ?? []
		);
		expect(nodes?.map((node) => dataOf(node)['kind'])).toEqual(['child', 'person', 'group', 'place']);
		expect(edges?.map(({ attributes }) => [attributes['source'], attributes['target']])).toEqual([
			[berit.id, team.id]
		]);
		expect(edges?.map(dataOf)).toEqual([{ type: 'memberOf' }]);
	});

	test('of the child’s own map says whose it is and when it was shown, and holds what the child has said of it', () => {
		const team = somebody('Fotballaget', {
			kind: 'group',
			members: [berit.id],
			placement: { ring: 3, angle: 1 }
		});
		const written = graphml(
			{ ...small, people: [berit, nora, team] },
			{ mayBeSeenBy: 'the room', keptUntil: '2028-06-01' },
			(saidBy) => `says ${saidBy}`,
			'2026-03-02T10:00:00.000Z'
		);
		const graph = read(written).children.find(({ name }) => name === 'graph');
		const of = (wanted: string) => graph?.children.filter(({ name }) => name === wanted).map(dataOf);
		expect(graph && dataOf(graph)).toEqual({
			layer: 'child',
			shownAt: '2026-03-02T10:00:00.000Z',
			mayBeSeenBy: 'the room',
			keptUntil: '2028-06-01'
		});
		expect(of('node')).toEqual([
			{ name: 'Ylva', kind: 'child' },
			{ name: 'Berit Sørhaug', kind: 'person', relation: 'grandparent', ring: '1' },
			{ name: 'Nora', kind: 'person', relation: 'friend', ring: '2' },
			{ name: 'Fotballaget', kind: 'group', ring: '3' }
		]);
		expect(of('edge')).toEqual([
			{ quality: 'wishedFor', direction: 'both', saidBy: 'says child' },
			{ quality: 'strained', direction: 'fromTo', saidBy: 'says meeting' }
		]);
	});

	test('has what a map calls its rings and sectors beside their codes, and nothing where it has no words of its own', () => {
		const captions = { rings: ['I hjertet', '', '', 'De i Trondheim'], sectors: { friends: 'Gjengen' } };
		const graphOf = (shownAt: string | null) =>
			read(graphml(small, null, () => '', shownAt, captions)).children.find(({ name }) => name === 'graph');
		const nodesOf = (graph: XmlElement | undefined) =>
			graph?.children
				.filter(({ name }) => name === 'node')
				.map(dataOf)
				.map(({ name, ringWord, sectorWord }) => ({ name, ringWord, sectorWord }));
		const ours = graphOf(null);
		expect(ours && dataOf(ours)).toEqual({ layer: 'room', ring1: 'I hjertet', ring4: 'De i Trondheim' });
		expect(nodesOf(ours)).toEqual([
			{ name: 'Ylva' },
			{ name: 'Berit Sørhaug', ringWord: 'I hjertet' },
			{ name: 'Nora', sectorWord: 'Gjengen' },
			{ name: 'Ukjent' }
		]);
		// On the child's own map are only the child's words.
		const childs = graphOf('2026-03-02T10:00:00.000Z');
		expect(childs && dataOf(childs)['ring1']).toBe('I hjertet');
		expect(nodesOf(childs)?.map(({ sectorWord }) => sectorWord)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined
		]);
	});

	test('holds a name as it was written, whatever letters are in it, and no notes and numbers', () => {
		const written = graphml({ ...small, people: [...small.people, somebody(nasty)] }, null, () => nasty);
		const graph = read(written).children.find(({ name }) => name === 'graph');
		expect(
			graph?.children
				.filter(({ name }) => name === 'node')
				.map(dataOf)
				.at(-1)?.['name']
		).toBe(clean);
		expect(written).not.toMatch(/note|nobody takes|Nor this|4700000011/);
	});
});

describe('a sheet', () => {
	const texts = (svg: string) => all(read(svg)).filter(({ name }) => name === 'text');
	const words = (svg: string) => texts(svg).map(textOf);

	test('holds the title, what was agreed, the legend of every line, and every name', () => {
		const { svg } = pictureSheet(small, sheetWords, false, PAPERS.A3);
		expect(words(svg)).toEqual(
			expect.arrayContaining([
				sheetWords.title,
				...sheetWords.lines,
				...QUALITIES,
				'one way',
				'the child says it',
				'Ylva',
				'Berit Sørhaug',
				'Nora',
				'Ukjent'
			])
		);
		expect(svg).not.toMatch(/nobody takes|Nor this|4700000011/);
	});

	test('draws a team and a place each in its own way, and an arrow for who has moved away', () => {
		const at = (angle: number) => ({ placement: { ring: 2, angle } });
		const drawnOf = (one: Person) =>
			pictureSheet({ child, people: [one], ties: [] }, sheetWords, false, PAPERS.A4).svg;
		const [person, team, place, away] = [
			somebody('Aa', at(80)),
			somebody('Aa', { kind: 'group', ...at(80) }),
			somebody('Aa', { kind: 'place', ...at(80) }),
			somebody('Aa', { status: 'movedAway', ...at(80) })
		].map((one) => drawnOf({ ...one, id: berit.id }));
		expect(new Set([person, team, place, away]).size).toBe(4);
	});

	test('is drawn by attributes alone: no script, no style, nothing from elsewhere, whatever a name is', () => {
		const people = [somebody(nasty, { placement: { ring: 1, angle: 10 } })];
		const { svg } = pictureSheet({ ...small, people }, { ...sheetWords, title: nasty }, false, PAPERS.A4);
		const elements = all(read(svg));
		expect([...new Set(elements.map(({ name }) => name))].toSorted()).toEqual(
			['circle', 'ellipse', 'g', 'path', 'rect', 'svg', 'text', 'title'].toSorted()
		);
		const attributes = elements.flatMap((one) => Object.keys(one.attributes));
		expect(attributes.filter((name) => /^on|href|style/.test(name))).toEqual([]);
		expect(words(svg)).toContain(clean);
	});

	test('has every name on it and none on another, for as many as fit a map', () => {
		const someone = fc.record({
			ring: fc.integer({ min: 1, max: 4 }),
			angle: fc.integer({ min: 0, max: 359 }),
			relation: fc.constantFrom(undefined, ...RELATIONS),
			sector: fc.constantFrom(undefined, ...SECTORS),
			helps: fc.subarray([...HELP_TAGS])
		});
		fc.assert(
			fc.property(
				fc.array(someone, { maxLength: 150 }),
				fc.constantFrom(PAPERS.A4, PAPERS.A3),
				(some, paper) => {
					const people = some.map(({ ring, angle, ...more }, index) =>
						somebody(`Navn${index} Etternavn`, { ...more, placement: { ring, angle } })
					);
					const sheets = printedSheets({ child, people, ties: [] }, sheetWords, false, paper);
					const found = sheets.flatMap(({ svg }) => words(svg)).join('\n');
					for (const { name } of people) expect(found).toContain(name);
					const [first] = sheets;
					const boxes = texts(first?.svg ?? '')
						.filter(
							(one) => /^Navn\d+ Etternavn$/.test(textOf(one)) && one.attributes['text-anchor'] === 'middle'
						)
						.map(({ attributes }) => ({ x: Number(attributes['x']), y: Number(attributes['y']) }));
					const width = textWidth('Navn1 Etternavn', paper.size);
					// Nor does one lie on the name of a sector at the rim.
					const rim = texts(first?.svg ?? '')
						.filter(
							(one) =>
								SECTORS.some((sector) => sector === textOf(one)) &&
								one.attributes['text-anchor'] === undefined
						)
						.map((one) => ({
							left: Number(one.attributes['x']),
							y: Number(one.attributes['y']),
							width: textWidth(textOf(one), paper.size)
						}));
					expect(rim).toHaveLength(SECTORS.length);
					for (const { x, y } of boxes)
						for (const sector of rim)
							expect(
								x + width / 2 <= sector.left ||
									x - width / 2 >= sector.left + sector.width ||
									Math.abs(y - sector.y) >= paper.size
							).toBe(true);
					for (const [index, one] of boxes.entries())
						for (const other of boxes.slice(index + 1))
							expect(Math.abs(one.x - other.x) >= width || Math.abs(one.y - other.y) >= paper.size).toBe(
								true
							);
				}
			),
			{ numRuns: 25 }
		);
	}, 60_000);

	test('has Sami names with all their letters, in the child’s way too', () => {
		const named = ['Áhčči Ánte', 'Iŋgá Đuoddar', 'Šoasa', 'Ŧorra', 'Žanna'].map((name, index) =>
			somebody(name, { placement: { ring: (index % 4) + 1, angle: index * 70 } })
		);
		for (const childsWay of [true, false]) {
			// As some devices write them: the accent is a letter of its own.
			const people = named.map((one) => ({ ...one, name: one.name.normalize('NFD') }));
			const map = { child: { ...child, name: 'Máhtte'.normalize('NFD') }, people, ties: [] };
			const { svg } = pictureSheet(map, sheetWords, childsWay, PAPERS.A4);
			expect(svg).not.toMatch(/\p{M}/u);
			for (const name of ['Máhtte', ...named.map((one) => one.name)]) expect(words(svg)).toContain(name);
			for (const letter of ['Á', 'I', 'Š', 'Ŧ', 'Ž']) expect(words(svg)).toContain(letter);
		}
	});

	test('with a hundred and fifty people has each name, or its number in a disc of its own and beside it in the key', () => {
		const rings = [3, 4, 2, 4, 3, 1, 4, 3, 2, 4] as const;
		const taken: Placement[] = [];
		const people = Array.from({ length: 150 }, (_, index) => {
			const sector = SECTORS[index % SECTORS.length];
			const placement = freePlace(taken, rings[index % rings.length] ?? 4, sector);
			taken.push(placement);
			return somebody(`Navn${index} Etternavn`, { sector, placement });
		});
		for (const paper of [PAPERS.A4, PAPERS.A3])
			for (const childsWay of [false, true]) {
				const [first, ...rest] = printedSheets({ child, people, ties: [] }, sheetWords, childsWay, paper);
				const onMap = words(first?.svg ?? '');
				const inKey = rest.flatMap(({ svg }) => words(svg));
				for (const { name } of people) {
					const number = /^(\d+) /.exec(inKey.find((line) => line.includes(` ${name}`)) ?? '')?.[1];
					expect(onMap.includes(name) || (number !== undefined && onMap.includes(number)) ? '' : name).toBe(
						''
					);
				}
				// No disc lies on another, so each number is read, in black and white too.
				// The legend's own signs come after the map.
				const discs = all(read(first?.svg ?? ''))
					.flatMap(({ attributes }) => {
						const found = /^translate\((\S+) (\S+)\) scale\((\S+)\)$/.exec(String(attributes['transform']));
						return found ? [found.slice(1).map(Number)] : [];
					})
					.slice(0, people.length + 1);
				expect(discs[0]?.slice(0, 2)).toEqual([0, 0]);
				const overlapping = discs.flatMap(([x = 0, y = 0, scale = 0], index) =>
					discs
						.slice(index + 1)
						.filter(([otherX = 0, otherY = 0]) => Math.hypot(x - otherX, y - otherY) < 2 * 19 * scale - 0.5)
				);
				expect(overlapping).toEqual([]);
			}
	});

	test('reads a name that is cut on the screen whole, in the key', () => {
		const long = somebody('Bjørn-Kristian Foss', { placement: { ring: 2, angle: 40 } });
		const { svg } = pictureSheet(
			{ ...small, people: [long] },
			{ ...sheetWords, shortName: () => 'Bjørn-Kristian…' },
			false,
			PAPERS.A4
		);
		expect(words(svg)).toContain('1');
		expect(words(svg).filter((word) => word.includes('Bjørn'))).toEqual(['1 Bjørn-Kristian Foss']);
	});

	test('in the child’s way has no sectors, and the lines as the child draws them', () => {
		const { svg } = pictureSheet(small, sheetWords, true, PAPERS.A4);
		expect(words(svg).filter((word) => SECTORS.some((sector) => sector === word))).toEqual([]);
	});
});

test('a line is broken where it is too wide, and loses nothing', () => {
	fc.assert(
		fc.property(fc.string({ maxLength: 200 }), (words) => {
			const lines = wrapped(words, 100, 12);
			expect(lines.join('').replace(/\s/gu, '')).toBe(words.replace(/\s/gu, ''));
			for (const line of lines)
				expect(Array.from(line).length === 1 || textWidth(line, 12) <= 100).toBe(true);
		})
	);
});

test('paper has the colours of the light scheme', () => {
	const css = readFileSync(new URL('../../../styles/colors.css', import.meta.url), 'utf8');
	const light = css.slice(0, css.indexOf("[data-color-scheme='dark']"));
	const { paper: _paper, onTone: _onTone, tones, ...named } = colours;
	for (const colour of [...tones, ...Object.values(named), ...Object.values(sectorColours)])
		expect(light).toContain(colour);
});

function all(one: XmlElement): XmlElement[] {
	return [one, ...one.children.flatMap(all)];
}
