/**
 * The family part of a map as a genogram needs it: who stands in which row, who are parents together, who are siblings,
 * who lives together, and who could not be told where they belong.
 */
import { kinLinks, type KinLink, type KinType } from '../kin/kinship.ts';
import type { Child, Person, Tie } from '../network.ts';
import { sectorOf } from '../relations.ts';

type Middle = Pick<Child, 'id'>;

/** A child under its parents. */
export interface UnderParents {
	readonly id: string;
	/** By a foster home and not by birth or adoption: drawn dashed. */
	readonly foster: boolean;
}

/** Those who are parents together, or a couple; with no parents: siblings whose parents are not on the map. */
export interface Union {
	/** Made of who is in it, so that it is the same on every screen. */
	readonly key: string;
	readonly parents: readonly string[];
	/** Whether the two are a couple; null where that is not said, or there are not two. */
	readonly couple: 'couple' | 'formerCouple' | null;
	readonly children: readonly UnderParents[];
	/** The row the parents stand in; of siblings without parents on the map, the one above theirs. */
	readonly generation: number;
}

export interface Family {
	/** Who is drawn, by generation: 0 the child's own, below zero before it, above after it. */
	readonly generations: ReadonlyMap<string, number>;
	readonly unions: readonly Union[];
	/** Half-siblings of whom it is not known which parent they share. */
	readonly halfSiblings: readonly (readonly [string, string])[];
	/** Those who live together, two or more, of those who are drawn. Somebody may live in two homes. */
	readonly homes: readonly (readonly string[])[];
	/** People of the family and kin who are not drawn: nobody has said how they belong. */
	readonly beside: readonly string[];
	/** Pairs whose kinship cannot be drawn, as others say something it does not go with. */
	readonly contradicted: readonly KinLink[];
}

/** How far the second of a link stands below the first. */
const steps: Record<KinType, 0 | 1> = {
	parent: 1,
	fosterParent: 1,
	couple: 0,
	formerCouple: 0,
	sibling: 0,
	halfSibling: 0
};

/**
 * Reads the family of a map.
 * @param people those on the map, without the child
 * @param ties those that were not taken away
 */
export function familyOf(child: Middle, people: readonly Person[], ties: readonly Tie[]): Family {
	const links = kinLinks(child, people, ties);
	const generations = rowsFrom(child.id, links);
	const reached = links.filter(({ one }) => generations.has(one));
	const fits = ({ type, one, other }: KinLink) =>
		(generations.get(one) ?? 0) + steps[type] === generations.get(other);
	const drawn = reached.filter(fits);
	const order = [child.id, ...people.map(({ id }) => id)].filter((id) => generations.has(id));
	const { unions, halfSiblings, contradicted } = unionsOf(drawn, order, generations);
	return {
		generations,
		unions,
		halfSiblings,
		homes: homesOf(child, people, ties, generations),
		beside: people.filter((person) => isOfFamily(person) && !generations.has(person.id)).map(({ id }) => id),
		contradicted: [...reached.filter((link) => !fits(link)), ...contradicted]
	};
}

/** Rows, outwards from the child. Who is reached first stays: what was said comes before what words tell. */
function rowsFrom(child: string, links: readonly KinLink[]): Map<string, number> {
	const rows = new Map([[child, 0]]);
	const queue = [child];
	for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
		const row = rows.get(next) ?? 0;
		for (const { type, one, other } of links) {
			if (one !== next && other !== next) continue;
			const reached = one === next ? other : one;
			if (rows.has(reached)) continue;
			rows.set(reached, row + (one === next ? steps[type] : -steps[type]));
			queue.push(reached);
		}
	}
	return rows;
}

/** Joins links to unions. @param order in which people are named */
function unionsOf(links: readonly KinLink[], order: readonly string[], generations: Family['generations']) {
	const place = new Map(order.map((id, index) => [id, index]));
	const inOrder = (ids: Iterable<string>) =>
		[...new Set(ids)].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
	const couples = new Map(
		links
			.filter(({ type }) => type === 'couple' || type === 'formerCouple')
			.map(({ type, one, other }) => [
				inOrder([one, other]).join(' '),
				type === 'couple' ? ('couple' as const) : ('formerCouple' as const)
			])
	);

	const couplesAmong = (parents: readonly string[]): string[][] => {
		const pairs = links.filter(({ type }) => type === 'couple' || type === 'formerCouple');
		const among = pairs.filter(({ one, other }) => parents.includes(one) && parents.includes(other));
		const together = groups(among, parents);
		const alone = parents.filter((id) => !together.some((home) => home.includes(id)));
		return [...together, ...alone.map((id) => [id])];
	};

	const unions = new Map<string, { parents: readonly string[]; children: UnderParents[] }>();
	const under = (parents: readonly string[], ids: readonly string[], foster: boolean) => {
		const key = parents.length > 0 ? `parents ${parents.join(' ')}` : `siblings ${ids.join(' ')}`;
		const union = unions.get(key) ?? { parents, children: [] };
		for (const id of ids)
			if (!union.children.some((each) => each.id === id)) union.children.push({ id, foster });
		unions.set(key, union);
	};
	const parentsOf = (id: string, type: 'parent' | 'fosterParent') =>
		inOrder(links.filter((link) => link.type === type && link.other === id).map(({ one }) => one));
	for (const id of order)
		for (const type of ['parent', 'fosterParent'] as const) {
			const parents = parentsOf(id, type);
			if (parents.length === 0) continue;
			// A child may have had several foster homes: only those who are a couple are one.
			if (type === 'parent') under(parents, [id], false);
			else for (const home of couplesAmong(parents)) under(home, [id], true);
		}

	// Siblings stand under the parents of one of them. Two who have parents each, and none together, are said otherwise.
	const contradicted: KinLink[] = [];
	for (const group of groups(
		links.filter(({ type }) => type === 'sibling'),
		order
	)) {
		const withParents = group.find((id) => parentsOf(id, 'parent').length > 0);
		const without = group.filter((id) => parentsOf(id, 'parent').length === 0);
		if (withParents === undefined) under([], group, false);
		else if (without.length > 0) under(parentsOf(withParents, 'parent'), without, false);
		contradicted.push(
			...links.filter(
				({ type, one, other }) =>
					type === 'sibling' &&
					group.includes(one) &&
					!without.includes(one) &&
					!without.includes(other) &&
					!parentsOf(one, 'parent').some((parent) => parentsOf(other, 'parent').includes(parent))
			)
		);
	}
	for (const key of couples.keys()) under(key.split(' '), [], false);

	return {
		unions: [...unions.entries()].map(([key, { parents, children }]): Union => ({
			key,
			parents,
			couple: couples.get(parents.join(' ')) ?? null,
			children: inOrder(children.map(({ id }) => id)).map((id) => ({
				id,
				foster: children.find((each) => each.id === id)?.foster === true
			})),
			generation:
				parents[0] === undefined
					? (generations.get(children[0]?.id ?? '') ?? 0) - 1
					: (generations.get(parents[0]) ?? 0)
		})),
		halfSiblings: links
			.filter(({ type }) => type === 'halfSibling')
			.filter(
				({ one, other }) =>
					!parentsOf(one, 'parent').some((parent) => parentsOf(other, 'parent').includes(parent))
			)
			.map(({ one, other }): readonly [string, string] => [one, other]),
		contradicted
	};
}

/** Those who hang together by links, two or more in each group, in the order in which people are named. */
function groups(links: readonly Pick<KinLink, 'one' | 'other'>[], order: readonly string[]): string[][] {
	const seen = new Set<string>();
	return order.flatMap((start) => {
		if (seen.has(start)) return [];
		const group = new Set([start]);
		for (const id of group)
			for (const { one, other } of links) {
				if (one === id) group.add(other);
				if (other === id) group.add(one);
			}
		for (const id of group) seen.add(id);
		return group.size < 2 ? [] : [order.filter((id) => group.has(id))];
	});
}

/**
 * Who lives together. Those of the child's household are one home with the child; who lives with others is told by ties.
 * Homes are not joined through the child, who may live in two.
 */
function homesOf(
	child: Middle,
	people: readonly Person[],
	ties: readonly Tie[],
	generations: Family['generations']
): string[][] {
	const isThere = (person: Person) => person.status !== 'dead' && person.status !== 'movedAway';
	const living = people.filter((person) => generations.has(person.id) && isThere(person));
	const ids = living.map(({ id }) => id);
	const known = new Set([child.id, ...ids]);
	const household = living.filter((person) => sectorOf(person) === 'household').map(({ id }) => id);
	const together = ties.filter(
		({ type, quality, from, to }) =>
			type === 'livesWith' &&
			quality !== 'broken' &&
			quality !== 'wishedFor' &&
			known.has(from) &&
			known.has(to)
	);
	const withChild = new Set([
		...household,
		...together.flatMap(({ from, to }) => (from === child.id ? [to] : to === child.id ? [from] : []))
	]);
	const links = [
		...together
			.filter(({ from, to }) => from !== child.id && to !== child.id)
			.map(({ from, to }) => ({ one: from, other: to })),
		...household.slice(1).map((id, index) => ({ one: household[index] ?? id, other: id }))
	];
	const grouped = groups(links, ids);
	const alone = [...withChild].filter((id) => !grouped.some((group) => group.includes(id)));
	return [...grouped, ...alone.map((id) => [id])].map((home) =>
		home.some((id) => withChild.has(id)) ? [child.id, ...home] : home
	);
}

/** Does this person belong to the family part of the map? Animals are the household's, and are nobody's kin. */
function isOfFamily(person: Person): boolean {
	const sector = sectorOf(person);
	return person.kind === 'person' && (sector === 'household' || sector === 'family' || sector === 'kin');
}
