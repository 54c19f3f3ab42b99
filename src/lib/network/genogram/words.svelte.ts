/** The family in words: rows of generations, who is parent of whom, and what the signs mean. */
import { m } from '#lib/paraglide/messages.js';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import { inAList, oneStop, whoIsInFull } from '../words.svelte.ts';
import type { LineKind, Shape } from './drawing.ts';
import type { Family, Union } from './family.ts';

/** A generation of the family as it is read. */
export interface Row {
	readonly generation: number;
	readonly heading: string;
	readonly people: readonly string[];
	/** Who of them are parents together, or a couple. */
	readonly sentences: readonly string[];
}

/** The rows from the eldest down, as the drawing has them. */
export function rowsInWords(family: Family, network: OpenNetwork): Row[] {
	const generations = [...new Set(family.generations.values())].sort((a, b) => a - b);
	return generations.map((generation) => {
		const people = [...family.generations].filter(([, row]) => row === generation).map(([id]) => id);
		return {
			generation,
			heading: rowWord(generation, network.child.name),
			people,
			sentences: [
				...family.unions
					.filter((union) => rowOf(union) === generation)
					.map((union) => unionInWords(union, network)),
				...family.halfSiblings
					.filter(([one]) => family.generations.get(one) === generation)
					.map(([one, other]) =>
						oneStop(
							m.seeing_family_half_siblings({ one: network.shortName(one), other: network.shortName(other) })
						)
					)
			]
		};
	});
}

/** The row under which a union is told: its parents', or that of siblings whose parents are not on the map. */
function rowOf({ parents, generation }: Union): number {
	return parents.length === 0 ? generation + 1 : generation;
}

function rowWord(generation: number, name: string): string {
	if (generation <= -3) return m.seeing_family_row_great();
	if (generation === -2) return m.seeing_family_row_grand();
	if (generation === -1) return m.seeing_family_row_parents();
	return generation === 0 ? m.seeing_family_row_own({ name }) : m.seeing_family_row_after();
}

/** “Maren og Tor-Even, ikke lenger sammen. 1 barn: Ylva.” */
export function unionInWords({ parents, couple, children }: Union, network: OpenNetwork): string {
	const names = (ids: readonly string[]) => inAList(ids.map((id) => network.shortName(id)));
	const born = children.filter(({ foster }) => !foster).map(({ id }) => id);
	const fostered = children.filter(({ foster }) => foster).map(({ id }) => id);
	if (parents.length === 0) return oneStop(m.seeing_family_siblings({ names: names(born) }));
	const together = { names: names(parents) };
	const sentences = [
		couple === 'couple'
			? m.seeing_family_couple(together)
			: couple === 'formerCouple'
				? m.seeing_family_former(together)
				: parents.length > 1
					? m.seeing_family_unsaid(together)
					: m.seeing_family_single(together)
	];
	if (born.length === 1) sentences.push(m.seeing_family_one_child({ names: names(born) }));
	if (born.length > 1) sentences.push(m.seeing_family_children({ count: born.length, names: names(born) }));
	if (fostered.length > 0) sentences.push(m.seeing_family_foster({ names: names(fostered) }));
	return sentences.map(oneStop).join(' ');
}

/** Somebody in the tree for a screen reader: “Berit, mormor, på mors side”. */
export function memberInWords(id: string, network: OpenNetwork): string {
	const person = network.person(id);
	if (!person) return m.seeing_family_sign_index({ name: network.child.name });
	return [network.shortName(id), whoIsInFull(person)].filter(Boolean).join(', ');
}

const shapes: Record<Shape, () => string> = {
	square: m.seeing_family_sign_square,
	circle: m.seeing_family_sign_circle,
	diamond: m.seeing_family_sign_diamond,
	triangle: m.seeing_family_sign_triangle
};
export const shapeWord = (shape: Shape): string => shapes[shape]();

const lines: Record<LineKind, () => string> = {
	couple: m.seeing_family_line_couple,
	former: m.seeing_family_line_former,
	unsaid: m.seeing_family_line_unsaid,
	child: m.seeing_family_line_child,
	foster: m.seeing_family_line_foster,
	half: m.seeing_family_line_half
};
export const lineWord = (kind: LineKind): string => lines[kind]();
