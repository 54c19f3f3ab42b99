// How much stands in a document, and whether an update would make it too much: people and ties are counted, words
// measured. Nothing here walks a document for an ordinary update.
import * as Y from 'yjs';
import { isLine, isNote } from '#lib/room/lengths.ts';
import type { Refusal } from '#lib/room/rights.ts';
import type { Limits } from '../limits.ts';
import { structBytes, type Growth } from './growths.ts';

type SizeLimits = Pick<
	Limits,
	| 'people'
	| 'ties'
	| 'lineCharacters'
	| 'textCharacters'
	| 'noteCharacters'
	| 'meetingNotesCharacters'
	| 'entityBytes'
	| 'meetingBytes'
>;

export class Sizes {
	readonly #doc: Y.Doc;
	readonly #limits: SizeLimits;
	/** Letters of rich text by path: at least as many as there are, counted anew when that would be too many. */
	readonly #rich = new Map<string, number>();
	/** The same of the bytes of keys, values and containers of an entity. */
	readonly #plain = new Map<string, number>();

	constructor(doc: Y.Doc, limits: SizeLimits) {
		this.#doc = doc;
		this.#limits = limits;
	}

	/**
	 * Begins to count what one update would make.
	 * @returns whether one more may stand in a root; to be asked once for each new entity
	 */
	places(): (root: string) => Refusal | null {
		const made = new Map<string, number>();
		return (root) => {
			const most = this.#mostIn(root);
			if (most === null) return null;
			const count = (made.get(root) ?? 0) + 1;
			made.set(root, count);
			// Entities are never deleted: this is how many there are, in one step.
			return (this.#doc.share.get(root)?._map.size ?? 0) + count > most ? 'full' : null;
		};
	}

	/** How many entities a root may hold; null: it is not counted. Of the child's own map no more than of the room's. */
	#mostIn(root: string): number | null {
		if (root === 'people' || root === 'placements') return this.#limits.people;
		return root === 'ties' ? this.#limits.ties : null;
	}

	/** Which paths would hold more words than they may. */
	outgrown(growths: readonly Growth[]): Map<string, Refusal> {
		const refused = new Map<string, Refusal>();
		const rich = new Map<string, Growth[]>();
		for (const growth of growths) {
			const { path, kind } = growth;
			if (kind === 'rich') rich.set(path, [...(rich.get(path) ?? []), growth]);
			else if (kind === 'line' ? this.#isLineTooLong(growth) : this.#isTextTooLong(growth))
				refused.set(path, 'tooLong');
		}
		for (const [path, parts] of rich) if (this.#areNotesTooLong(path, parts)) refused.set(path, 'tooLong');
		return refused;
	}

	/** Which paths would hold more than an entity may, letters of texts aside: else one own entry could fill a room. */
	swollen(more: ReadonlyMap<string, number>): string[] {
		const { entityBytes, meetingBytes } = this.#limits;
		return [...more].flatMap(([path, bytes]) => {
			const most = path.startsWith('meetings/') ? meetingBytes : entityBytes;
			let now = this.#plain.get(path);
			if (now === undefined || now + bytes > most) now = this.#plainAt(path);
			const isTooMuch = now + bytes > most;
			this.#plain.set(path, isTooMuch ? now : now + bytes);
			return isTooMuch ? [path] : [];
		});
	}

	/** What was counted of the document holds no longer: somebody else has written in it. */
	forget(): void {
		this.#rich.clear();
		this.#plain.clear();
	}

	#isLineTooLong({ field, letters }: Growth): boolean {
		return isLine(field) && letters > this.#limits.lineCharacters;
	}

	#isTextTooLong({ path, field, text, letters }: Growth): boolean {
		const root = path.slice(0, path.indexOf('/'));
		const most = isNote(root, field) ? this.#limits.noteCharacters : this.#limits.textCharacters;
		return (text?._length ?? 0) + letters > most;
	}

	#areNotesTooLong(path: string, parts: readonly Growth[]): boolean {
		const most = this.#limits.meetingNotesCharacters;
		const more = parts.reduce((sum, { letters }) => sum + letters, 0);
		let now = this.#rich.get(path);
		if (now === undefined || now + more > most) now = this.#lettersAt(path);
		if (now + more > most) {
			this.#rich.set(path, now);
			return true;
		}
		this.#rich.set(path, now + more);
		return false;
	}

	/** Counts the letters of all rich text of an entity. */
	#lettersAt(path: string): number {
		const content = this.#contentAt(path);
		return content instanceof Y.ContentType ? lettersIn(content) : 0;
	}

	#plainAt(path: string): number {
		const content = this.#contentAt(path);
		return content ? plainIn(content) : 0;
	}

	/** What stands at a path, of whatever number of steps; undefined where nothing does. */
	#contentAt(path: string): Y.Item['content'] | undefined {
		const [root = '', ...keys] = path.split('/');
		let type = this.#doc.share.get(root);
		let content: Y.Item['content'] | undefined;
		for (const key of keys) {
			content = type?._map.get(key)?.content;
			type = content instanceof Y.ContentType ? content.type : undefined;
		}
		return content;
	}
}

function lettersIn({ type }: Y.ContentType): number {
	if (type instanceof Y.XmlText) return type._length;
	let letters = 0;
	for (let item = type._start; item; item = item.right) letters += lettersOf(item);
	for (const item of type._map.values()) letters += lettersOf(item);
	return letters;
}

function lettersOf({ content, deleted }: Y.Item): number {
	return deleted || !(content instanceof Y.ContentType) ? 0 : lettersIn(content);
}

/** Bytes of keys, values and containers. Keys stay when their value is deleted. */
function plainIn(content: Y.Item['content']): number {
	if (content instanceof Y.ContentAny) return jsonBytes(content.arr);
	if (content instanceof Y.ContentFormat) return content.key.length + jsonBytes(content.value);
	if (!(content instanceof Y.ContentType)) return 0;
	let bytes = 0;
	for (const [key, item] of content.type._map) bytes += structBytes + key.length + plainOf(item);
	for (let item = content.type._start; item; item = item.right)
		if (!(item.content instanceof Y.ContentString)) bytes += plainOf(item) + (item.deleted ? 0 : structBytes);
	return bytes;
}

function plainOf({ content, deleted }: Y.Item): number {
	return deleted ? 0 : plainIn(content);
}

/** What an older version took in must not make whoever writes next to it the offender. */
const withoutBigInt = (_key: string, value: unknown): unknown =>
	typeof value === 'bigint' ? value.toString() : value;

function jsonBytes(value: unknown): number {
	// The library's type forgets that there is no JSON of undefined.
	const json = JSON.stringify(value, withoutBigInt) as string | undefined;
	return json === undefined ? 0 : json.length;
}
