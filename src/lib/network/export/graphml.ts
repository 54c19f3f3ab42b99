/**
 * The map as GraphML, for programs that draw and measure networks (yEd, Gephi, igraph). Codes, not words: what a program
 * reads must not change with the language of whoever exports. Only who says a tie is so is a name, and what people call the
 * rings and sectors of this map stands beside their codes.
 */
import type { Agreement } from '../agreement.ts';
import { ordinaryCaptions, type Captions } from '../captions.ts';
import { RINGS, type SaidBy } from '../network.ts';
import { sectorOf } from '../relations.ts';
import type { MapContent } from './tables.ts';
import { element, xmlText } from './xml.ts';

const nodeKeys = {
	name: 'string',
	kind: 'string',
	relation: 'string',
	ring: 'int',
	ringWord: 'string',
	sector: 'string',
	sectorWord: 'string'
};
const edgeKeys = { type: 'string', quality: 'string', direction: 'string', saidBy: 'string', kin: 'string' };
const graphKeys = {
	layer: 'string',
	shownAt: 'string',
	mayBeSeenBy: 'string',
	keptUntil: 'string',
	...Object.fromEntries(RINGS.map((ring) => [`ring${ring}`, 'string']))
};

/**
 * Writes a map. A tie whose end is not on the map any more is left out: GraphML has no edge without two nodes.
 * Who belongs to a group is an edge of the type `memberOf`. Of the child's own map it holds what the child has said: who
 * stands on which ring, and how ties are; not where others think that people belong, nor what kind of tie it is.
 * @param sayer the name of who says that a tie is so
 * @param shownAt when the child showed it, an instant, where it is the child's own map; null: it is the room's
 * @param captions what this map calls its rings and sectors: own words only, the ordinary ones are in the reader's language
 */
export function graphml(
	{ child, people, ties }: MapContent,
	agreement: Agreement | null,
	sayer: (saidBy: SaidBy) => string,
	shownAt: string | null = null,
	captions: Captions = ordinaryCaptions
): string {
	const isChilds = shownAt !== null;
	const there = new Set([child.id, ...people.map(({ id }) => id)]);
	const nodes = [
		{ id: child.id, name: child.name, kind: 'child' },
		...people.map((person) => {
			const sector = isChilds ? undefined : sectorOf(person);
			return {
				id: person.id,
				name: person.name,
				kind: person.kind,
				relation: person.relationText ?? person.relation,
				ring: person.placement?.ring,
				ringWord: person.placement && ownWord(captions, person.placement.ring),
				sector,
				sectorWord: sector && captions.sectors[sector]
			};
		})
	];
	const ringWords = Object.fromEntries(RINGS.map((ring) => [`ring${ring}`, ownWord(captions, ring)]));
	const edges = ties.filter(({ from, to }) => there.has(from) && there.has(to));
	const members = isChilds
		? []
		: people.flatMap(({ id, members = [] }) =>
				members.filter((member) => there.has(member)).map((member) => ({ group: id, member }))
			);
	return [
		'<?xml version="1.0" encoding="UTF-8"?>\n',
		element(
			'graphml',
			{ xmlns: 'http://graphml.graphdrawing.org/xmlns' },
			...keys('graph', graphKeys),
			...keys('node', nodeKeys),
			...keys('edge', edgeKeys),
			element(
				'graph',
				{ id: 'map', edgedefault: 'undirected' },
				...data('graph', {
					layer: isChilds ? 'child' : 'room',
					shownAt: shownAt ?? undefined,
					...agreement,
					...ringWords
				}),
				...nodes.map(({ id, ...fields }) => element('node', { id }, ...data('node', fields))),
				...edges.map(({ id, from, to, type, quality, direction, saidBy, kin }) =>
					element(
						'edge',
						{ id, source: from, target: to, directed: direction === 'fromTo' ? 'true' : 'false' },
						...data('edge', {
							type: isChilds ? undefined : type,
							quality,
							direction,
							saidBy: sayer(saidBy),
							kin: isChilds ? undefined : kin
						})
					)
				),
				...members.map(({ group, member }) =>
					element(
						'edge',
						{ id: `${group}.${member}`, source: member, target: group, directed: 'true' },
						...data('edge', { type: 'memberOf' })
					)
				)
			)
		),
		'\n'
	].join('');
}

function ownWord({ rings }: Captions, ring: number): string | undefined {
	return rings[ring - 1] || undefined;
}

function keys(about: string, names: Readonly<Record<string, string>>): string[] {
	return Object.entries(names).map(([name, type]) =>
		element('key', { id: `${about}.${name}`, for: about, 'attr.name': name, 'attr.type': type })
	);
}

function data(about: string, fields: Readonly<Record<string, string | number | undefined>>): string[] {
	return Object.entries(fields).flatMap(([name, value]) =>
		value === undefined ? [] : [element('data', { key: `${about}.${name}` }, xmlText(String(value)))]
	);
}
