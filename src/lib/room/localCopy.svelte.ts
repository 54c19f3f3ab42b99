/**
 * What was written and is not saved yet, kept on this device, where that is allowed (decision 13): one copy of a
 * document for one participant and one epoch. It is erased as soon as nobody needs it.
 */
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

export interface CopyOf {
	readonly document: string;
	/** Whose it is: nobody else's page opens it. */
	readonly participant: string;
}

const prefix = 'landsby';
const waitingKey = 'waiting';
/** A device that does not answer for so long keeps nothing. */
const openWithinMs = 3_000;

export class LocalCopy {
	/** Paths that waited for the server when the copy was found. */
	readonly waiting: readonly string[];
	readonly #persistence: IndexeddbPersistence;
	readonly #name: string;
	readonly #letGo: () => void;

	private constructor(
		persistence: IndexeddbPersistence,
		name: string,
		waiting: readonly string[],
		letGo: () => void
	) {
		this.#persistence = persistence;
		this.#name = name;
		this.waiting = waiting;
		this.#letGo = letGo;
	}

	/**
	 * Brings what the copy holds into a document, and follows it from then on.
	 * @param lost hears when the device does not take more
	 * @returns null where this device keeps nothing: storage is denied, full or not there
	 */
	static async open(doc: Y.Doc, of: CopyOf, epoch: number, lost: () => void): Promise<LocalCopy | null> {
		if (!(await canStore())) return null;
		const name = nameOf(of, epoch);
		const persistence = new IndexeddbPersistence(name, doc);
		const isSynced = await Promise.race([
			persistence.whenSynced.then(() => true),
			new Promise<false>((resolve) => setTimeout(() => resolve(false), openWithinMs))
		]);
		if (!isSynced) {
			void persistence.destroy();
			return null;
		}
		const store = persistence._storeUpdate;
		doc.off('update', store);
		let isLost = false;
		const stop = (): void => {
			if (isLost) return;
			isLost = true;
			doc.off('update', guarded);
			lost();
		};
		// Another tab may have erased it: writing to it throws, and must not stop the hand that writes.
		const guarded = (update: Uint8Array, origin: unknown): void => {
			try {
				store(update, origin);
			} catch {
				stop();
			}
		};
		doc.on('update', guarded);
		// A device that is full takes what is written and gives it up later; the library tells nobody.
		persistence.db?.addEventListener('abort', stop);
		const waiting: unknown = await persistence.get(waitingKey);
		const paths = typeof waiting === 'string' && waiting !== '' ? waiting.split('\n') : [];
		if (isLost) {
			void persistence.destroy();
			return null;
		}
		return new LocalCopy(persistence, name, paths, holdShared(name));
	}

	/** Notes down which entities wait for the server. */
	note(paths: Iterable<string>): void {
		this.#persistence.set(waitingKey, [...paths].join('\n')).catch(() => undefined);
	}

	/** Lets go of it, and leaves it where it is. */
	async close(): Promise<void> {
		this.#letGo();
		await this.#persistence.destroy();
	}

	/** Lets go of it, and erases it unless another tab writes to it. */
	async closeAndErase(): Promise<void> {
		await this.close();
		if (!('locks' in navigator)) return erase(this.#name);
		await navigator.locks.request(this.#name, { ifAvailable: true }, async (lock) => {
			if (lock) await erase(this.#name);
		});
	}

	/** Erases it, whoever has it open. */
	async erase(): Promise<void> {
		await this.close();
		await erase(this.#name);
	}
}

/**
 * Looks for a copy of a document. Those of other people are erased: whoever sits here now is somebody else.
 * @returns the newest epoch of which there is one, or null
 */
export async function latestCopy(of: CopyOf): Promise<number | null> {
	const epochs: number[] = [];
	for (const name of await copiesOf(of.document)) {
		const [, , participant, epoch] = name.split('|');
		if (participant === of.participant) epochs.push(Number(epoch));
		else await erase(name);
	}
	epochs.sort((a, b) => b - a);
	const [latest, ...older] = epochs;
	for (const epoch of older) await erase(nameOf(of, epoch));
	return latest ?? null;
}

/** Erases every copy of a document on this device. */
export async function eraseCopies(document: string): Promise<void> {
	for (const name of await copiesOf(document)) await erase(name);
}

function nameOf({ document, participant }: CopyOf, epoch: number): string {
	return [prefix, document, participant, epoch].join('|');
}

async function copiesOf(document: string): Promise<string[]> {
	try {
		const all = await indexedDB.databases();
		return all.flatMap(({ name }) => (name?.startsWith(`${prefix}|${document}|`) ? [name] : []));
	} catch {
		return [];
	}
}

/** Asked with a database of its own: the library would leave a failure to nobody. */
function canStore(): Promise<boolean> {
	return new Promise((resolve) => {
		try {
			const request = indexedDB.open(prefix);
			request.onerror = () => resolve(false);
			request.onsuccess = () => {
				request.result.close();
				void erase(prefix).then(() => resolve(true));
			};
		} catch {
			resolve(false);
		}
	});
}

function erase(name: string): Promise<void> {
	return new Promise((resolve) => {
		try {
			const request = indexedDB.deleteDatabase(name);
			request.onsuccess = request.onerror = request.onblocked = () => resolve();
		} catch {
			resolve();
		}
	});
}

/** Says to other tabs that this one writes to the copy. @returns how to let go */
function holdShared(name: string): () => void {
	if (!('locks' in navigator)) return () => undefined;
	let letGo: () => void = () => undefined;
	const held = new Promise<void>((resolve) => (letGo = resolve));
	navigator.locks.request(name, { mode: 'shared' }, () => held).catch(() => undefined);
	return letGo;
}
