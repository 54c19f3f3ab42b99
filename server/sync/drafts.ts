// Which updates of a commit share a row. What one page sends while a commit is under way is one row, also where others
// have written in between: as long as nothing of theirs touches it, the document comes to the same in either order.
import { togetherMax } from './broadcast.ts';
import type { Appender, LogEntry, Reach } from './logEntry.ts';

/** A row that is being put together. */
export interface Draft<TEntry extends LogEntry> {
	readonly to: Appender<TEntry>;
	readonly entries: [TEntry, ...TEntry[]];
}

/** How many rows of its document an update may pass by: each of them is looked at. */
const passesMax = 16;

/** All that the updates of a row reach. */
interface Extent {
	readonly entities: Set<string>;
	readonly clients: Set<number>;
}

interface Growing<TEntry extends LogEntry> extends Draft<TEntry> {
	bytes: number;
	/** null: anything. */
	reach: Extent | null;
}

export class Drafts<TEntry extends LogEntry> {
	/** In the order in which they are to be logged. */
	readonly rows: Draft<TEntry>[] = [];
	readonly #ofDocument = new Map<string, Growing<TEntry>[]>();

	/**
	 * Puts an update into a row that is there already, where one may hold it.
	 * @returns whether there was one
	 */
	join(to: Appender<TEntry>, entry: TEntry): boolean {
		if (entry.sender === null) return false;
		const rows = this.#ofDocument.get(to.id) ?? [];
		for (let index = rows.length - 1; index >= Math.max(0, rows.length - 1 - passesMax); index -= 1) {
			const row = rows[index];
			if (!row) return false;
			if (row.entries[0].sender === entry.sender) {
				if (!hasPlace(row, entry)) return false;
				add(row, entry);
				return true;
			}
			if (mayStandOn(entry, row)) return false;
		}
		return false;
	}

	/** Begins a row with an update, behind all others. */
	begin(to: Appender<TEntry>, entry: TEntry): void {
		const row: Growing<TEntry> = {
			to,
			entries: [entry],
			bytes: entry.data.length,
			reach: entry.reach && extend({ entities: new Set(), clients: new Set() }, entry.reach)
		};
		this.rows.push(row);
		const rows = this.#ofDocument.get(to.id);
		if (rows) rows.push(row);
		else this.#ofDocument.set(to.id, [row]);
	}
}

/** Judged by the same rights, and not too much together. */
function hasPlace<TEntry extends LogEntry>({ entries, bytes }: Growing<TEntry>, entry: TEntry): boolean {
	const [first] = entries;
	if (entry.rightsVersion !== first.rightsVersion || entry.epoch !== first.epoch) return false;
	return entries.length < togetherMax.updates && bytes + entry.data.length <= togetherMax.bytes;
}

function add<TEntry extends LogEntry>(row: Growing<TEntry>, entry: TEntry): void {
	row.entries.push(entry);
	row.bytes += entry.data.length;
	const { reach } = entry;
	if (!reach || !row.reach) row.reach = null;
	else extend(row.reach, reach);
}

function extend(extent: Extent, { paths, clients }: Reach): Extent {
	for (const path of paths) extent.entities.add(entityOf(path));
	for (const client of clients) extent.clients.add(client);
	return extent;
}

/**
 * Whether an update may need what a row holds: then it must stay behind it. All that an item of Yjs refers to lies below
 * the same path, or is what its own client has written before.
 */
function mayStandOn<TEntry extends LogEntry>({ reach }: TEntry, row: Growing<TEntry>): boolean {
	if (!reach || !row.reach) return true;
	const { entities, clients } = row.reach;
	for (const client of reach.clients) if (clients.has(client)) return true;
	for (const path of reach.paths) if (entities.has(entityOf(path))) return true;
	return false;
}

/** `root/key`: what lies below a key of a map within may hang on the map itself, which another update may have made. */
function entityOf(path: string): string {
	const end = path.indexOf('/', path.indexOf('/') + 1);
	return end === -1 ? path : path.slice(0, end);
}
