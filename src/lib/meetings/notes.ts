/**
 * Notes as plain nodes: the one list of what may stand in them, for the editor, the projection and the plan.
 * Whatever else a client writes is left out and counted, never drawn.
 */

/** Node names, as in the editor and in the document. */
export const NODES = [
	'doc',
	'paragraph',
	'heading',
	'bulletList',
	'orderedList',
	'listItem',
	'taskList',
	'taskItem',
	'blockquote',
	'hardBreak',
	'mention',
	'text'
] as const;
export type NodeName = (typeof NODES)[number];

export const MARKS = ['bold', 'italic', 'strike', 'link'] as const;
export type MarkName = (typeof MARKS)[number];

/** Schemes a link may have; everything else is text. */
const linkProtocols = ['https:', 'http:', 'tel:', 'mailto:'];
const depthMax = 12;

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

/** Keeps what is allowed. @returns the clean notes, and how many nodes and marks were left out */
export function cleanNotes(raw: RawNode): { notes: NoteNode; dropped: number } {
	let dropped = 0;
	function clean(node: RawNode, depth: number): NoteNode | null {
		const type = NODES.find((name) => name === node.type);
		if (type === undefined || depth > depthMax) {
			dropped += 1;
			return null;
		}
		const { attributes = {} } = node;
		const marks = Object.entries(node.marks ?? {}).flatMap(([name, value]) => {
			const mark = cleanMark(name, value);
			if (!mark) dropped += 1;
			return mark ? [mark] : [];
		});
		const content = (node.content ?? []).flatMap((child) => clean(child, depth + 1) ?? []);
		return {
			type,
			...(type === 'text' ? { text: node.text ?? '' } : {}),
			...(marks.length > 0 ? { marks } : {}),
			...(type === 'heading' ? { level: attributes['level'] === 3 ? 3 : 2 } : {}),
			...(type === 'taskItem'
				? { checked: attributes['checked'] === true || attributes['checked'] === 'true' }
				: {}),
			...(type === 'mention' ? { person: String(attributes['person'] ?? '').slice(0, 60) } : {}),
			...(content.length > 0 ? { content } : {})
		};
	}
	return { notes: clean(raw, 0) ?? { type: 'doc' }, dropped };
}

/** An address that may be followed, in its normal form; null for everything else. */
export function safeHref(text: unknown): string | null {
	if (typeof text !== 'string' || !URL.canParse(text)) return null;
	const url = new URL(text);
	return linkProtocols.includes(url.protocol) ? url.href : null;
}

/** The notes as lines of text, for search and for people who get them on paper. Mentions are left blank. */
export function plainText(node: NoteNode): string {
	if (node.type === 'text') return node.text ?? '';
	if (node.type === 'hardBreak') return '\n';
	const inner = (node.content ?? []).map(plainText);
	return ['paragraph', 'heading'].includes(node.type) ? inner.join('') : inner.join('\n');
}

function cleanMark(name: string, value: unknown): NoteMark | null {
	const type = MARKS.find((mark) => mark === name);
	if (type === undefined) return null;
	if (type !== 'link') return { type };
	const href = safeHref(typeof value === 'object' && value !== null && 'href' in value ? value.href : null);
	return href === null ? null : { type, href };
}
