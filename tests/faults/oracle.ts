// The oracle of all faults. Pages write numbered words into documents and note down which words they have SEEN of
// each other and which were called SAVED (message 4). After healing, every word seen or saved must be in PostgreSQL
// and in all copies exactly once; no word of another document may be anywhere; all copies and the log as it is read
// back must be in one state; and the audit chain must verify.
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { textAt } from '#lib/room/document.ts';
import * as audit from '../../server/access/audit.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { connect, until, type Client } from '../support/client.ts';

// Every y-websocket provider listens for the end of the process, and a test has dozens of them.
process.setMaxListeners(0);

/** Whose page it is, and by which way it comes. */
export interface Address {
	/** `ws://host:port/ws` */
	readonly ws: string;
	readonly origin: string;
	readonly cookie: string;
}

/** The marks of all documents that have words, by the ids of their rows. */
const marks = new Map<string, string>();

function letters(number: number): string {
	const rest = Math.floor(number / 26);
	return (rest > 0 ? letters(rest) : '') + String.fromCharCode(97 + (number % 26));
}

/** What is known of the words of one document. */
export class Notes {
	/** Name of the document, as in `/ws/<name>`; and the id of its row. */
	readonly name: string;
	readonly document: string;
	/** Begins every word of this document and of no other. */
	readonly mark: string;
	readonly seen = new Set<string>();
	readonly saved = new Set<string>();
	/** Since the beginning, with what was struck out. */
	written = 0;
	/** How long it took until another page had a word, in milliseconds, since it was asked last. */
	#delays: number[] = [];
	readonly #writtenAt = new Map<string, number>();
	#struck = { seen: 0, saved: 0 };

	/** @param given the mark, and how many words there are, where another process has given them */
	constructor(name: string, document: string, given?: { readonly mark: string; readonly written: number }) {
		this.name = name;
		this.document = document;
		// No hexadecimal number and no Norwegian word begins like this.
		this.mark = given?.mark ?? `q${letters(marks.size)}x`;
		this.written = given?.written ?? 0;
		marks.set(document, this.mark);
	}

	get totals(): { readonly written: number; readonly seen: number; readonly saved: number } {
		const { seen, saved } = this.#struck;
		return { written: this.written, seen: seen + this.seen.size, saved: saved + this.saved.size };
	}

	/** Everything was struck out of the text: what was known of it holds no more. */
	strike(): void {
		const { seen, saved } = this.totals;
		this.#struck = { seen, saved };
		this.seen.clear();
		this.saved.clear();
	}

	nextWord(): string {
		this.written += 1;
		const word = `${this.mark}${this.written}`;
		this.#writtenAt.set(word, performance.now());
		return word;
	}

	/**
	 * How long words took to the screens of others since this was asked last, in milliseconds; to be told, not judged.
	 * Those that are on their way just now, such as offline work, are left out.
	 */
	takeDelays(): { readonly p50: number; readonly p95: number } {
		const sorted = this.#delays.toSorted((a, b) => a - b);
		this.#delays = [];
		this.#writtenAt.clear();
		const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? NaN);
		return { p50: at(0.5), p95: at(0.95) };
	}

	note(text: string, how: 'seen' | 'saved'): void {
		for (const word of wordsIn(text)) {
			this[how].add(word);
			const at = how === 'seen' ? this.#writtenAt.get(word) : undefined;
			if (at === undefined) continue;
			this.#writtenAt.delete(word);
			this.#delays.push(performance.now() - at);
		}
	}
}

/** Where the words stand: in the shared document's text about what calms the child. */
export function wordsOf(doc: Y.Doc): string[] {
	return wordsIn(textAt(doc, 'emergency', 'about', 'calms')?.toJSON() ?? '');
}

function wordsIn(text: string): string[] {
	return text.match(/\bq[a-z]+x\d+\b/g) ?? [];
}

/** Of a small generator with a seed: a whole number below. The plan of a run can be repeated, its moments cannot. */
export type Random = (below: number) => number;

export function seeded(seed: number): Random {
	let state = seed >>> 0;
	return (below) => {
		state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
		return Math.floor((state / 4_294_967_296) * below);
	};
}

/** A page that writes, and notes down what it sees and what is called saved. */
export class Page {
	readonly client: Client;
	readonly notes: Notes;
	readonly #address: Address;
	#timer: NodeJS.Timeout | null = null;
	/** Words of this page that are not known as saved. */
	#unsaved: string[];
	gone = false;
	/** False where its messages are meddled with: then the counting of what is saved means nothing. */
	trustsSaved = true;

	/** @param before the same page with another session or another way: it goes on with its copy */
	constructor(notes: Notes, address: Address, before: Page | null = null) {
		this.notes = notes;
		this.#address = address;
		this.#unsaved = before ? before.#unsaved : [];
		const held = before && { doc: before.client.doc, params: before.client.provider.params };
		this.client = connect(address.ws, notes.name, address.cookie, address.origin, held ?? undefined);
		if (!before) this.#watch();
		this.client.provider.on('status', this.#follow);
		this.#hear();
	}

	/** Words that were written here and are not called saved. */
	get unsaved(): readonly string[] {
		return this.#unsaved;
	}
	/** Something that was written here was not taken: its words are not counted as saved from then on. */
	get isRefused(): boolean {
		return this.client.notices.some(({ type }) => type === 'refused');
	}

	/** Whether it has the document, and somebody can write in it. */
	get hasText(): boolean {
		return textAt(this.client.doc, 'emergency', 'about', 'calms') !== null;
	}

	/** Writes one word, between two words of the text. */
	word(random: Random): string {
		const text = textAt(this.client.doc, 'emergency', 'about', 'calms');
		if (!text) throw new Error('the page has no text yet');
		const word = this.notes.nextWord();
		this.#unsaved.push(word);
		const content = text.toJSON();
		const space = random(3) === 0 ? content.indexOf(' ', random(content.length + 1)) : -1;
		text.insert(space < 0 ? text.length : space + 1, `${word} `);
		return word;
	}

	/** Writes a word now and then. */
	write(random: Random, everyMs = 25): void {
		this.#timer ??= setInterval(() => this.word(random), everyMs);
	}

	/** Strikes out the whole text: what is written next begins anew, and the notes with it. */
	strikeOut(): void {
		const text = textAt(this.client.doc, 'emergency', 'about', 'calms');
		text?.delete(0, text.length);
		this.notes.strike();
	}

	pause(): void {
		if (this.#timer) clearInterval(this.#timer);
		this.#timer = null;
	}

	/** Reads to the end what was sent, and does not come back by itself. */
	leaveWhenClosed(): void {
		this.pause();
		const { provider } = this.client;
		provider.shouldConnect = false;
		const check = (): void => {
			this.gone = !provider.wsconnected;
			if (this.gone) provider.off('status', check);
		};
		provider.on('status', check);
		check();
	}

	/** Connects again with the copy it has. */
	comeBack(): void {
		this.gone = false;
		this.client.provider.connect();
	}

	/** Another page of the same person, who comes by the same way. */
	beside(): Page {
		return new Page(this.notes, this.#address);
	}

	/** The same page, by another session or another way. */
	move(to: Partial<Address>): Page {
		this.pause();
		// Its copy goes on, and so does its client id.
		this.client.provider.off('status', this.#follow);
		this.client.provider.destroy();
		return new Page(this.notes, { ...this.#address, ...to }, this);
	}

	leave(): void {
		this.pause();
		this.client.leave();
	}

	#watch(): void {
		this.client.doc.getMap('emergency').observeDeep((events, { local }) => {
			if (local) return;
			for (const { delta } of events)
				for (const { insert } of delta) if (typeof insert === 'string') this.notes.note(insert, 'seen');
		});
	}

	/** Each connection has a socket of its own, with messages of its own. */
	readonly #follow = ({ status }: { status: string }): void => {
		if (status === 'connected') this.#hear();
	};

	#hear(): void {
		this.client.provider.ws?.addEventListener('message', this.#noteSaved);
	}

	/** Comes before the client has read the message, so it looks a moment later. */
	readonly #noteSaved = (): void =>
		queueMicrotask(() => {
			if (!this.client.saved || this.isRefused || !this.trustsSaved) return;
			for (const word of this.#unsaved.splice(0)) this.notes.note(word, 'saved');
		});
}

/** What is wrong, by word; all empty where nothing is. */
export interface Findings {
	/** Seen or saved, and not in PostgreSQL, or not in a copy. */
	readonly lost: readonly string[];
	/** In PostgreSQL or a copy more than once. */
	readonly doubled: readonly string[];
	/** Words of one document in another. */
	readonly strangers: readonly string[];
	/** Copies that are not in the state of the log. */
	readonly different: number;
	/** Documents that cannot be read in full. */
	readonly damaged: readonly string[];
	/** The audit chain does not verify. */
	readonly auditBroken: boolean;
}

export const nothing: Findings = {
	lost: [],
	doubled: [],
	strangers: [],
	different: 0,
	damaged: [],
	auditBroken: false
};

const unlessLateMs = 20_000;

/**
 * Holds the notes against PostgreSQL, and the copies of pages that are connected against that.
 * @param pages all of them are connected and have saved what they wrote
 * @param everywhere looks for strangers in every document of the installation, not only in those of the notes
 */
export async function examine(
	databaseUrl: string,
	notes: readonly Notes[],
	pages: readonly Page[] = [],
	everywhere = true
): Promise<Findings> {
	const sql = connectTo(databaseUrl, { max: 1, onnotice: () => undefined });
	try {
		const found = { ...nothing, lost: [], doubled: [], strangers: [], damaged: [] } as Mutable<Findings>;
		const only = everywhere ? null : notes.map(({ document }) => document);
		const stored = await readAll(sql, only, found);
		for (const of of notes) {
			const doc = stored.get(of.document);
			if (!doc) throw new Error(`no document ${of.document}`);
			checkWords(of, doc, found);
			const copies = pages.filter((page) => page.notes === of).map(({ client }) => client.doc);
			for (const copy of copies) {
				// What was committed last may still be on its way to it.
				const inLine = until(() => stateHash(copy) === stateHash(doc), 'in line', unlessLateMs);
				await inLine.catch(() => (found.different += 1));
				checkWords(of, copy, found);
				checkStrangers(copy, of.mark, found);
			}
		}
		for (const [document, doc] of stored) checkStrangers(doc, marks.get(document) ?? null, found);
		found.auditBroken = (await audit.verify(sql)).broken !== null;
		return found;
	} finally {
		await sql.end();
	}
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly string[] ? string[] : T[K] };

/** Documents as the log has them; null: every one of the installation. */
async function readAll(
	sql: ReturnType<typeof connectTo>,
	only: readonly string[] | null,
	found: Mutable<Findings>
): Promise<Map<string, Y.Doc>> {
	const ids = await sql<{ id: string }[]>`
		select id from documents ${only === null ? sql`` : sql`where id = any(${only})`} order by id`;
	const docs = new Map<string, Y.Doc>();
	for (const { id } of ids) {
		const loaded = await loadDocument(sql, id);
		if (!loaded || loaded.damaged) found.damaged.push(id);
		if (loaded) docs.set(id, loaded.doc);
	}
	return docs;
}

function checkWords({ seen, saved }: Notes, doc: Y.Doc, found: Mutable<Findings>): void {
	const words = wordsOf(doc);
	const once = new Set(words);
	for (const word of new Set([...seen, ...saved])) if (!once.has(word)) found.lost.push(word);
	if (once.size < words.length)
		found.doubled.push(...words.filter((word, index) => words.indexOf(word) !== index));
}

function checkStrangers(doc: Y.Doc, mark: string | null, found: Mutable<Findings>): void {
	for (const word of wordsIn(textOf(doc)))
		if (mark === null || !new RegExp(`^${mark}\\d`).test(word)) found.strangers.push(word);
}

function textOf(doc: Y.Doc): string {
	const roots = [...doc.share.keys()].sort();
	return JSON.stringify(roots.map((root) => [root, doc.getMap(root).toJSON()]));
}

/** One number for a state: which changes, which deletions, which content. Equal bytes would be too much to ask. */
export function stateHash(doc: Y.Doc): string {
	const { sv, ds } = Y.snapshot(doc);
	const vector = [...sv].sort(([a], [b]) => a - b);
	const deleted = [...ds.clients]
		.filter(([, ranges]) => ranges.length > 0)
		.sort(([a], [b]) => a - b)
		.map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])]);
	return createHash('sha256')
		.update(JSON.stringify([vector, deleted]))
		.update(sortedJson(doc))
		.digest('hex');
}

/** Keys of a map come in the order in which they arrived. */
function sortedJson(doc: Y.Doc): string {
	return JSON.stringify(JSON.parse(textOf(doc)), (_key, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value
	);
}

/** Everything is saved, for all of these pages. Nothing is said of how fast. */
export async function allSaved(pages: readonly Page[], words = 'everything is saved'): Promise<void> {
	await until(() => pages.every(({ client }) => client.saved), words, 20_000);
}
