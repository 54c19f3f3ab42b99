// What goes to the log and comes back from it as a row, and who is told.

/** An update that the live document has integrated. */
export interface LogEntry {
	/** Whose it is; null: the server's. */
	readonly participant: string | null;
	/** By which rights it was judged; compared with the row in the very commit (T5). null: not by rights. */
	readonly rightsVersion: number | null;
	/** Of the document it was integrated into; where that was restored meanwhile, the commit refuses it (T37). */
	readonly epoch: number;
	readonly data: Uint8Array;
	/** Yjs client ids in it that were not known as bound when it was judged, and whose they become. */
	readonly clients: readonly number[];
	readonly owner: string | null;
	/** By which connection it came; null: by none. What came by one may share a row. */
	readonly sender: object | null;
	/** What it was judged by, and what it therefore can stand on; null: not judged, it may stand on anything. */
	readonly reach: Reach | null;
}

/** Paths of the document that an update may change, and the Yjs clients whose it is: no other update touches it. */
export interface Reach {
	readonly paths: ReadonlySet<string>;
	readonly clients: readonly number[];
}

/** A row of the log. */
export interface Committed<TEntry extends LogEntry> {
	/** What it was made of, in its order. */
	readonly entries: readonly TEntry[];
	/** All of them as one update. */
	readonly data: Uint8Array;
	readonly sender: TEntry['sender'];
	/** Its number in the document. */
	readonly seq: number;
}

/** A live document, as the log knows it. */
export interface Appender<TEntry extends LogEntry> {
	readonly id: string;
	/** These are durable, in the order in which they were appended. */
	committed(rows: readonly Committed<TEntry>[]): void;
	/**
	 * These will never be logged, and the live document holds what no log does: it must be read again.
	 * @param why `refused`: the commit found other rights, or a client id that is somebody else's, for the first
	 *   of them; those behind it were integrated on top of it. `failed`: the database does not take them.
	 *   None of them where what was committed could not be told.
	 */
	dropped(entries: readonly TEntry[], why: 'refused' | 'failed'): void;
}
