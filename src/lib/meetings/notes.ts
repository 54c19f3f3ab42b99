/**
 * Notes as plain nodes: the one list of what may stand in them, for the editor, the judge, the projection and the
 * plan. Whatever else a client writes is left out and reported, never drawn (T33, T34).
 */
import { isId } from '#lib/room/ids.ts';
import { safeHref } from './links.ts';

const blocks = ['paragraph', 'heading', 'bulletList', 'orderedList', 'taskList', 'blockquote'] as const;
const inlines = ['text', 'mention', 'hardBreak'] as const;

/** Each node by its name in editor and document, and what may lie in it. */
export const NODES = {
	doc: blocks,
	paragraph: inlines,
	heading: inlines,
	bulletList: ['listItem'],
	orderedList: ['listItem'],
	listItem: blocks,
	taskList: ['taskItem'],
	taskItem: blocks,
	blockquote: blocks,
	mention: [],
	hardBreak: [],
	text: []
} as const satisfies Record<string, readonly string[]>;
export type NodeName = keyof typeof NODES;

/** The plain attributes a node may have in the document; everything else is left out. */
export const ATTRIBUTES: Partial<Record<NodeName, readonly string[]>> = {
	heading: ['level'],
	orderedList: ['start'],
	taskItem: ['checked'],
	mention: ['person']
};

export const MARKS = ['bold', 'italic', 'strike', 'link'] as const;
export type MarkName = (typeof MARKS)[number];

/** How deep nodes may lie in each other: five lists in lists. The judge lets a few times as much come in, no more. */
export const depthMax = 12;

export interface NoteMark {
	readonly type: MarkName;
	readonly href?: string;
}

/** A node of the notes. `person` of a mention is an id only: its name comes from the room's people. */
export interface NoteNode {
	readonly type: NodeName;
	readonly text?: string;
	readonly marks?: readonly NoteMark[];
	/** Level of a heading, 2 or 3. */
	readonly level?: number;
	/** First number of a numbered list, where it is not 1. */
	readonly start?: number;
	/** Of a task item. */
	readonly checked?: boolean;
	/** Of a mention. */
	readonly person?: string;
	readonly content?: readonly NoteNode[];
}

/** What came out of a document: any shape. */
export interface RawNode {
	readonly type: string;
	readonly text?: string;
	readonly attributes?: Readonly<Record<string, unknown>>;
	readonly marks?: Readonly<Record<string, unknown>>;
	readonly content?: readonly RawNode[];
}

/** What was left out: a node that is none of ours, one that may not stand there, too deep, a mark, an attribute. */
export interface Dropped {
	readonly what: 'node' | 'place' | 'depth' | 'mark' | 'attribute';
	readonly name: string;
}

/**
 * Keeps what is allowed. Lists and quotes that hold nothing are left out without a word: two people who delete at
 * once leave such shells behind.
 * @returns the clean notes, and everything that was left out, in order
 */
export function cleanNotes(raw: RawNode): { notes: NoteNode; dropped: readonly Dropped[] } {
	const dropped: Dropped[] = [];
	const drop = (what: Dropped['what'], name: string) => {
		dropped.push({ what, name: name.slice(0, 40) });
	};

	function clean(node: RawNode, allowed: readonly string[], depth: number): NoteNode | null {
		const type = nodeName(node.type);
		if (type === null) drop('node', node.type);
		else if (!allowed.includes(type)) drop('place', type);
		else if (depth > depthMax) drop('depth', type);
		else return cleanKnown(node, type, depth);
		return null;
	}

	function cleanKnown(node: RawNode, type: NodeName, depth: number): NoteNode | null {
		const { attributes = {} } = node;
		for (const name of Object.keys(attributes))
			if (!(ATTRIBUTES[type] ?? []).includes(name)) drop('attribute', `${type} ${name}`);
		if (type === 'text') return cleanText(node);
		if (type === 'mention') {
			if (isId(attributes['person'])) return { type, person: attributes['person'] };
			drop('attribute', 'mention person');
			return null;
		}
		const content = (node.content ?? []).flatMap((child) => clean(child, NODES[type], depth + 1) ?? []);
		if (content.length === 0 && holdsBlocks(type) && type !== 'doc') return null;
		return {
			type,
			...attributesOf(type, attributes),
			...(content.length > 0 ? { content } : {})
		};
	}

	function cleanText(node: RawNode): NoteNode | null {
		const marks = Object.entries(node.marks ?? {}).flatMap(([name, value]) => {
			const mark = cleanMark(name, value);
			if (!mark) drop('mark', name);
			return mark ? [mark] : [];
		});
		const text = cleanWords(node.text ?? '');
		return text === '' ? null : { type: 'text', text, ...(marks.length > 0 ? { marks } : {}) };
	}

	return { notes: clean(raw, ['doc'], 0) ?? { type: 'doc' }, dropped };
}

/**
 * Whether an editor that opened these notes would delete something in the name of whoever reads them: it takes
 * away what its schema does not know (T35). An attribute or a bad address it only does not draw.
 */
export function wouldBeDeleted(dropped: readonly Dropped[]): boolean {
	return dropped.some(
		({ what, name }) =>
			what === 'node' || what === 'place' || (what === 'mark' && !MARKS.some((mark) => mark === name))
	);
}

/** Whether nobody has written anything. */
export function isEmpty(node: NoteNode): boolean {
	if (node.type === 'mention') return false;
	return (node.text ?? '').trim() === '' && (node.content ?? []).every(isEmpty);
}

/**
 * The notes as lines of text, for search and for people who get them on paper.
 * @param nameOf who is mentioned; without it mentions are left blank
 */
export function plainText(node: NoteNode, nameOf: (person: string) => string = () => ''): string {
	if (node.type === 'text') return node.text ?? '';
	if (node.type === 'hardBreak') return '\n';
	if (node.type === 'mention') return nameOf(node.person ?? '');
	const inner = (node.content ?? []).map((child) => plainText(child, nameOf));
	return holdsBlocks(node.type) ? inner.join('\n') : inner.join('');
}

/**
 * Every word that stands in notes, also within what no page can show, a line for each block.
 * @param nameOf who is mentioned
 */
export function everyWord(node: RawNode, nameOf: (person: string) => string): string {
	if (node.type === 'text') return cleanWords(node.text ?? '');
	if (node.type === 'hardBreak') return '\n';
	const person = node.attributes?.['person'];
	if (node.type === 'mention' && isId(person)) return nameOf(person);
	const inner = (node.content ?? []).map((child) => everyWord(child, nameOf));
	const areInline = (node.content ?? []).every(({ type }) => inlines.some((inline) => inline === type));
	return inner.filter((words) => words !== '').join(areInline ? '' : '\n');
}

function nodeName(text: string): NodeName | null {
	return Object.hasOwn(NODES, text) ? (text as NodeName) : null; // it is a key of NODES
}

function holdsBlocks(type: NodeName): boolean {
	return NODES[type].length > 0 && NODES[type] !== inlines;
}

function attributesOf(type: NodeName, attributes: Readonly<Record<string, unknown>>): Partial<NoteNode> {
	if (type === 'heading') return { level: attributes['level'] === 3 ? 3 : 2 };
	if (type === 'taskItem')
		return { checked: attributes['checked'] === true || attributes['checked'] === 'true' };
	const { start } = attributes;
	if (
		type === 'orderedList' &&
		typeof start === 'number' &&
		Number.isInteger(start) &&
		start > 1 &&
		start < 1e6
	)
		return { start };
	return {};
}

function cleanMark(name: string, value: unknown): NoteMark | null {
	const type = MARKS.find((mark) => mark === name);
	if (type === undefined) return null;
	if (type !== 'link') return { type };
	const href = safeHref(typeof value === 'object' && value !== null && 'href' in value ? value.href : null);
	return href === null ? null : { type, href };
}

const nul = String.fromCharCode(0);

/** Without NUL and half characters, which no database takes. */
function cleanWords(text: string): string {
	return text.replaceAll(nul, '').replace(/\p{Surrogate}/gu, '');
}
