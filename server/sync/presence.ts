// Who is at a document, for its readers. A page says where it looks and what it holds; who it is, the server
// writes from the participant's row. A hidden participant produces none at all (T18).
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { MESSAGE, OwnPresence, type PresentPerson } from '#lib/room/protocol.ts';

interface Entry {
	readonly owner: object;
	clock: number;
	/** What others receive, as JSON; `null`: nothing yet. */
	state: string;
}

/** One entry of an awareness frame as it came in. */
interface Announced {
	readonly client: number;
	readonly clock: number;
	readonly state: unknown;
}

const clientsPerFrameMax = 200;
/** A clock that jumps would block the id for ever. */
const clockStepMax = 1_000;

export class Presence {
	readonly #entries = new Map<number, Entry>();

	/**
	 * Takes an awareness frame.
	 * @param owner the connection: the first id it announces is its own; entries for other ids are dropped in
	 *   silence, since honest clients repeat what they heard of others
	 * @param person who it is; null: hidden, nothing leaves the server
	 * @param isFree whether an id may become this connection's: nobody else's by the log
	 * @returns the frame for the other readers, or null
	 * @throws Error where the bytes are no awareness update
	 */
	receive(
		bytes: Uint8Array,
		owner: object,
		person: PresentPerson | null,
		isFree: (client: number) => boolean
	): Uint8Array | null {
		const own = ownClient(this.#entries, owner);
		const mine = readAwareness(bytes).find(({ client }) =>
			own === null ? !this.#entries.has(client) && isFree(client) : client === own
		);
		if (!mine || person === null) return null;
		const entry = this.#entries.get(mine.client) ?? { owner, clock: mine.clock - 1, state: 'null' };
		if (mine.clock < entry.clock || mine.clock > entry.clock + clockStepMax) {
			if (this.#entries.has(mine.client)) return null;
		}
		const parsed = v.safeParse(v.nullable(OwnPresence), mine.state);
		if (!parsed.success) return null;
		entry.clock = mine.clock;
		entry.state = parsed.output === null ? 'null' : JSON.stringify({ ...parsed.output, user: person });
		this.#entries.set(mine.client, entry);
		return frame([[mine.client, entry]]);
	}

	/** Everything a reader may know, or null where nobody is here. */
	everything(): Uint8Array | null {
		const here = [...this.#entries].filter(([, { state }]) => state !== 'null');
		return here.length === 0 ? null : frame(here);
	}

	/** Forgets a connection. @returns the frame that tells the others, or null */
	leave(owner: object): Uint8Array | null {
		const client = ownClient(this.#entries, owner);
		const entry = client === null ? undefined : this.#entries.get(client);
		if (client === null || !entry) return null;
		this.#entries.delete(client);
		return entry.state === 'null'
			? null
			: frame([[client, { ...entry, clock: entry.clock + 1, state: 'null' }]]);
	}
}

function ownClient(entries: ReadonlyMap<number, Entry>, owner: object): number | null {
	for (const [client, entry] of entries) if (entry.owner === owner) return client;
	return null;
}

function readAwareness(bytes: Uint8Array): Announced[] {
	const decoder = decoding.createDecoder(bytes);
	const count = decoding.readVarUint(decoder);
	if (count > clientsPerFrameMax) throw new Error('too many clients');
	const announced: Announced[] = [];
	for (let index = 0; index < count; index += 1) {
		const client = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		announced.push({ client, clock, state: JSON.parse(decoding.readVarString(decoder)) });
	}
	return announced;
}

function frame(entries: readonly (readonly [number, Entry])[]): Uint8Array {
	const update = encoding.createEncoder();
	encoding.writeVarUint(update, entries.length);
	for (const [client, { clock, state }] of entries) {
		encoding.writeVarUint(update, client);
		encoding.writeVarUint(update, clock);
		encoding.writeVarString(update, state);
	}
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, MESSAGE.awareness);
	encoding.writeVarUint8Array(encoder, encoding.toUint8Array(update));
	return encoding.toUint8Array(encoder);
}
