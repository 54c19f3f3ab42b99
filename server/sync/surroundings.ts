// What an open document stands on: who reads it, where it comes from, and what it writes to.
import type { Limits } from '../limits.ts';
import type { Allowances } from './allowances.ts';
import type { Log } from '../log.ts';
import type { News, StoredDocument, UnreadableUpdate } from './load.ts';
import type { LogEntry } from './logEntry.ts';
import type { Present } from './presence.ts';
import type { Relay } from './relay.ts';
import type { UpdateLog } from './updateLog.ts';

/** A connection, as its document knows it. */
export interface Reader extends Present {
	/** An update that is durable, framed. */
	sendUpdate(frame: Uint8Array): void;
	/** The document was read again from the log: ask the page for what we may have lost. */
	askAgain(): void;
	/** The document was asleep and is awake: go on with what waited for it. */
	goOn(): void;
	/** It is other than what the page was told: it should come anew. */
	restart(): void;
	/** The log did not take what came by this connection: rights have changed, or a client id is not theirs. */
	notTaken(rightsVersion: number | null): void;
	/** There is no such document any more. */
	gone(): void;
	/** The document was restored to what it was earlier: this connection is of what came after. */
	outdated(): void;
	/** The document is getting full. */
	filling(): void;
}

/** Where documents come from. */
export interface Source {
	read(): Promise<StoredDocument | null>;
	news(after: number): Promise<News | null>;
	/** Puts on record what cannot be read. */
	setAside(unreadable: readonly UnreadableUpdate[]): Promise<void>;
}

/** What an open document stands on. */
export interface Surroundings {
	readonly source: Source;
	readonly updates: UpdateLog<Entry>;
	/** To other processes; null where this is the only one. */
	readonly relay: Relay | null;
	readonly limits: Limits;
	/** What each participant may still cost this process. */
	readonly allowances: Allowances;
	readonly log: Log;
	/** By which judging is timed, in milliseconds; a test has its own. */
	readonly clock?: (() => number) | undefined;
}

export interface Entry extends LogEntry {
	readonly sender: Reader | null;
	/** Its number among those that the live document has integrated. */
	readonly nr: number;
	/** For an edit of the server: it waits for the commit. */
	readonly settle: ((isCommitted: boolean) => void) | null;
}
