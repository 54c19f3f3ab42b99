// What an update makes longer or deeper: counted while the judge places its structs, held to the limits afterwards.
import * as Y from 'yjs';
import { isFresh, type Home, type Place, type Shared } from './places.ts';
import type { ContentKind, Struct } from './updateReader.ts';

/** What each key and each container costs beside what stands in it, about. */
export const structBytes = 20;

/** Something that an update makes longer. */
export interface Growth {
	readonly path: string;
	/** The field of the entity that it belongs to; empty where that cannot be told. */
	readonly field: string;
	/** A single line, a text of letters, rich text made of many. */
	readonly kind: 'line' | 'text' | 'rich';
	/** The text as it stands; null where the update makes it, and for a line. */
	readonly text: Shared | null;
	/** Letters of the line; of a text those that are added, less those of it that are deleted. */
	readonly letters: number;
}

/** The growth of one update. */
export class Growths {
	readonly #placeOf: (struct: Struct) => Place | null;
	readonly #letters = new Map<Home, { path: string; count: number }>();
	readonly #lines: Growth[] = [];
	readonly #excessive: string[] = [];
	/** Bytes of keys, values and containers by path: all but letters of texts. */
	readonly #plain = new Map<string, number>();
	/** How deep the containers lie that the update makes, and the deepest of each path. */
	readonly #depths = new Map<Struct, number>();
	readonly #deepest = new Map<string, number>();

	/** @param placeOf where a struct of the update lies that was weighed before */
	constructor(placeOf: (struct: Struct) => Place | null) {
		this.#placeOf = placeOf;
	}

	/** Paths in which a key or a plain value would be larger or deeper than such a thing may be. */
	get excessive(): readonly string[] {
		return this.#excessive;
	}

	/** How many bytes each path would hold more, letters of texts aside. */
	get plain(): ReadonlyMap<string, number> {
		return this.#plain;
	}

	/**
	 * Counts what a struct adds to a text, the line that it is, or how deep the container lies that it makes.
	 * @param known up to where its client is known: of a struct that is half known only the rest is new
	 */
	weigh(struct: Struct, { path, home, key }: Place, known: number): void {
		const { item } = struct;
		if (item === null) return;
		if (item.excessive) this.#excessive.push(path);
		if (item.content !== 'string' && item.content !== 'deleted')
			this.#plain.set(path, (this.#plain.get(path) ?? 0) + item.bytes + structBytes);
		if (home === null) return;
		if (item.content === 'string') {
			const letters = struct.length - Math.max(0, known - struct.clock);
			const sum = this.#letters.get(home);
			if (sum) sum.count += letters;
			else this.#letters.set(home, { path, count: letters });
		} else if (item.content === 'any') {
			if (key !== null && item.letters > 0)
				this.#lines.push({ path, field: key, kind: 'line', text: null, letters: item.letters });
		} else if (isContainer(item.content)) {
			const depth = 1 + (isFresh(home) ? (this.#depths.get(home) ?? 0) : depthOf(home));
			this.#depths.set(struct, depth);
			if (depth > (this.#deepest.get(path) ?? 0)) this.#deepest.set(path, depth);
		}
	}

	/** Letters that the update deletes from a text count against those that it adds there. */
	shrink(text: Home, letters: number): void {
		const growth = this.#letters.get(text);
		if (growth) growth.count -= letters;
	}

	/** Paths in which containers would lie deeper in each other than so, within a field of an entity. */
	deeperThan(nestingDepth: number): string[] {
		// The first is the entity, the second its field.
		return [...this.#deepest].flatMap(([path, depth]) => (depth > nestingDepth + 2 ? [path] : []));
	}

	/** All that becomes longer. */
	longer(): Growth[] {
		const texts = [...this.#letters].filter(([, { count }]) => count > 0);
		return [
			...this.#lines,
			...texts.map(([home, { path, count }]): Growth => ({
				path,
				field: this.#fieldOf(home),
				kind: isRich(home) ? 'rich' : 'text',
				text: isFresh(home) ? null : home,
				letters: count
			}))
		];
	}

	/** The field that a container belongs to: its own key, or that of the nearest around it that has one. */
	#fieldOf(home: Home): string {
		let around: Home | null = home;
		while (around !== null && isFresh(around)) {
			const place: Place | null = this.#placeOf(around);
			if (place?.key) return place.key;
			around = place?.home ?? null;
		}
		let item = around?._item ?? null;
		while (item && item.parentSub === null)
			item = item.parent instanceof Y.AbstractType ? item.parent._item : null;
		return item?.parentSub ?? '';
	}
}

function isContainer(content: ContentKind): boolean {
	return content === 'map' || content === 'text' || content.startsWith('xml');
}

/** Whether letters in it are part of rich text. */
function isRich(home: Home): boolean {
	return isFresh(home) ? home.item?.content === 'xmlText' : home instanceof Y.XmlText;
}

/** How many containers a container lies in, itself included; a root is none. */
function depthOf(type: Shared): number {
	let depth = 0;
	for (let item = type._item; item; depth += 1)
		item = item.parent instanceof Y.AbstractType ? item.parent._item : null;
	return depth;
}
