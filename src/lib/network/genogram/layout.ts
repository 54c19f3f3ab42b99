/** Where everybody of a genogram stands. Comes with the view: dagre and bubblesets are not loaded before. */
import { graphlib, layout as layOut } from '@dagrejs/dagre';
import { addPadding, createOutline } from 'bubblesets-js';
import type { Point } from '../placement.ts';
import type { Family, Union } from './family.ts';
import { sizes, type Layout, type PlacedUnion } from './sizes.ts';

/**
 * Lays out a family in rows by generation.
 * @param family with at least the child in it
 */
export function layoutOf(family: Family): Layout {
	const { generations, unions, homes } = family;
	const first = Math.min(...generations.values());
	const rows = new Map<string, number>();
	const graph = new graphlib.Graph();
	graph.setGraph({
		nodesep: 14,
		edgesep: 8,
		ranksep: sizes.rows,
		// dagre doubles all steps to have room for labels; its own root stands above everybody.
		ranker: (ranked: { nodes(): string[]; node(id: string): { rank?: number } }) => {
			for (const id of ranked.nodes()) ranked.node(id).rank = rows.get(id) ?? -1;
		}
	});
	graph.setDefaultEdgeLabel(() => ({}));
	for (const [id, generation] of generations) {
		rows.set(id, (generation - first + 1) * 4);
		graph.setNode(id, { width: sizes.width, height: sizes.height });
	}
	for (const union of unions) {
		rows.set(union.key, (union.generation - first + 1) * 4 + 2);
		graph.setNode(union.key, { width: 12, height: 1 });
		for (const parent of union.parents) graph.setEdge(parent, union.key, { weight: 6 });
		for (const { id, foster } of union.children) graph.setEdge(union.key, id, { weight: foster ? 1 : 3 });
	}
	for (const [one, other] of family.halfSiblings) {
		const key = `half ${one} ${other}`;
		rows.set(key, ((generations.get(one) ?? 0) - first) * 4 + 2);
		graph.setNode(key, { width: 1, height: 1 });
		for (const end of [one, other]) graph.setEdge(key, end, { weight: 1 });
	}
	layOut(graph);

	const box = (id: string): Point => graph.node(id) as Point;
	const { margin, markUp, width, height } = sizes;
	const top = Math.min(...[...generations.keys()].map((id) => box(id).y)) - height / 2;
	const left = Math.min(...[...generations.keys()].map((id) => box(id).x)) - width / 2;
	const people = new Map(
		[...generations.keys()].map((id): [string, Point] => [
			id,
			{ x: box(id).x - left + margin, y: box(id).y - top - markUp + margin }
		])
	);
	straighten(unions, people, (key) => box(key).x - left + margin);
	const placed = placedUnions(unions, people, (key) => box(key).x - left + margin);
	const all = [...people.values()];
	return {
		width: Math.max(...all.map(({ x }) => x)) + width / 2 + margin,
		height: Math.max(...all.map(({ y }) => y)) + height / 2 + markUp + margin,
		people,
		unions: placed,
		homes: homes.map((home) => outlineOf(home, people))
	};
}

/** An only child who stands a hair beside the line from above, or beside a parent, is put under it. */
function straighten(
	unions: readonly Union[],
	people: Map<string, Point>,
	xOf: (key: string) => number
): void {
	const isParent = new Set(unions.flatMap(({ parents }) => parents));
	for (const { key, parents, children } of unions) {
		const [only, another] = children;
		const at = only && people.get(only.id);
		if (!only || !at || another || isParent.has(only.id) || parents.length === 0) continue;
		const above = parents.flatMap((id) => people.get(id)?.x ?? []);
		const lines = parents.length === 1 ? above : [...above, xOf(key)];
		// Nodes stand at least twice this far apart beyond their width.
		const x = lines.find((each) => Math.abs(at.x - each) <= 7);
		if (x !== undefined) people.set(only.id, { x, y: at.y });
	}
}

/** Where the lines of unions run. Those of one row that would lie on each other get lanes. */
function placedUnions(
	unions: readonly Union[],
	people: ReadonlyMap<string, Point>,
	xOf: (key: string) => number
): PlacedUnion[] {
	const { height, markUp, rows, mark, lane } = sizes;
	const drawn = unions.map((union) => {
		const parents = union.parents.flatMap((id) => people.get(id) ?? []);
		const children = union.children.flatMap(({ id }) => people.get(id) ?? []);
		const xs = parents.map((parent) => parent.x);
		const x =
			xs.length === 0 || children.length === 0
				? clamp(xOf(union.key), Math.min(...xs), Math.max(...xs))
				: stemX(xOf(union.key), xs, children, people);
		return {
			union,
			x,
			joins: { row: union.generation, from: Math.min(...xs, x), to: Math.max(...xs, x) },
			hangs: {
				row: union.generation,
				from: Math.min(x, ...children.map((child) => child.x)),
				to: Math.max(x, ...children.map((child) => child.x))
			},
			childY: children[0]?.y ?? 0,
			parentY: parents[0]?.y ?? (children[0]?.y ?? 0) - height - rows
		};
	});
	const joinLanes = lanesOf(drawn.map(({ joins }) => joins));
	const childLanes = lanesOf(drawn.map(({ hangs }) => hangs));
	return drawn.map(({ union, x, childY, parentY }, index) => ({
		...union,
		x,
		joinY: parentY + height / 2 + markUp + (joinLanes[index] ?? 0) * lane,
		childrenY: childY - mark - 12 - (childLanes[index] ?? 0) * (lane - 2)
	}));
}

/** Nearer to a mark than this a line that comes down above it reads as that person's. */
const clearOfMark = sizes.mark + 12;
/** A step so small in a line looks like a fault. */
const jog = 16;

/**
 * Where the line goes down from parents: where the layout has it, unless that is a hair beside one of theirs, or above
 * somebody who is no child of theirs, such as a child's partner.
 */
function stemX(
	wanted: number,
	parents: readonly number[],
	children: readonly Point[],
	people: ReadonlyMap<string, Point>
): number {
	const [left, right] = [Math.min(...parents), Math.max(...parents)];
	const x = clamp(wanted, left, right);
	const row = children[0]?.y ?? 0;
	const theirs = children.map((child) => child.x);
	const others = [...people.values()]
		.filter((at) => Math.abs(at.y - row) < 1 && !theirs.includes(at.x))
		.map((at) => at.x);
	const isClear = (at: number) => others.every((other) => Math.abs(other - at) >= clearOfMark);
	const ends = [...theirs, ...parents];
	/** Under one of them, or plainly beside all of them. */
	const isPlain = (at: number) =>
		ends.includes(at) || ends.every((end) => Math.abs(end - at) > jog) || parents.length < 2;
	if (isClear(x) && isPlain(x)) return x;
	const beside = [...others, ...ends].flatMap((other) => [other - clearOfMark, other + clearOfMark]);
	const among = [...ends, ...beside].filter((at) => at >= left && at <= right && isClear(at));
	return nearest(x, among.filter(isPlain)) ?? nearest(x, among) ?? x;
}

function nearest(x: number, among: readonly number[]): number | undefined {
	return [...among].sort((a, b) => Math.abs(a - x) - Math.abs(b - x))[0];
}

/** The first lane of its row in which each stretch touches no other. */
function lanesOf(
	stretches: readonly { readonly row: number; readonly from: number; readonly to: number }[]
): number[] {
	const lanes: number[] = [];
	for (const [index, { row, from, to }] of stretches.entries()) {
		const taken = new Set(
			stretches
				.slice(0, index)
				.flatMap((other, at) =>
					other.row === row && other.from <= to + 4 && other.to >= from - 4 ? [lanes[at]] : []
				)
		);
		let free = 0;
		while (taken.has(free)) free += 1;
		lanes.push(free);
	}
	return lanes;
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, least), most);
}

/** A line around those who live together that goes around others who stand between them. */
function outlineOf(home: readonly string[], people: ReadonlyMap<string, Point>): string {
	const around = (id: string) => {
		const at = people.get(id) ?? { x: 0, y: 0 };
		const half = sizes.mark + 8;
		return { x: at.x - half, y: at.y - half, width: 2 * half, height: 2 * half + 34 };
	};
	const members = home.map(around);
	const others = [...people.keys()].filter((id) => !home.includes(id)).map(around);
	const outline = createOutline(addPadding(members, 4), addPadding(others, 2));
	return outline.sample(8).simplify(0).bSplines().simplify(0).toString(1);
}
