// Who is at a document, for its readers. A page says where it looks and what it holds; who it is, the server
// writes from the participant's row. A hidden participant produces none at all (T18).
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { MESSAGE, OwnPresence, PresentPerson } from '#lib/room/protocol.ts';
import { Role } from '#lib/room/spaces.ts';
import { steadyNow } from '../clock.ts';
import type { Limits } from '../limits.ts';

/** A connection, as far as presence is concerned. */
export interface Present {
	readonly participant: string;
	/** Who others see; null: hidden, nothing of them leaves the server. */
	readonly person: PresentPerson | null;
	/** Whether they may move somebody on the map: whom nobody may move by their hand, they do not hold (T16). */
	mayMove(entity: string): boolean;
	sendPresence(frame: Uint8Array): void;
}

/** A page as the processes tell each other of it: what its readers see. Of hidden people there is nothing to tell. */
export interface RelayedPresence {
	readonly client: number;
	readonly participant: string;
	/** What readers are shown, as JSON; `null`: it has gone. */
	readonly json: string;
}

/** A page that shows itself to the readers here. */
interface Shown {
	/** Its connection; null where it is connected to another process. */
	readonly owner: Present | null;
	readonly participant: string;
	heardAt: number;
	/** What others see; `null`: it has gone. */
	json: string;
	/** Bytes for others, made once for all of them. */
	bytes: Uint8Array;
}

/** A page of this process. */
interface Entry extends Shown {
	readonly owner: Present;
	/** Its own clock, as last heard. */
	clock: number;
	/** What it says of itself; null: it has taken itself away. */
	state: OwnPresence | null;
	tokens: number;
}

/** A page that another process has. */
interface Elsewhere extends Shown {
	readonly owner: null;
	readonly process: string;
}

const nobody = 'null';
const Relayed = v.pipe(
	v.string(),
	v.parseJson(),
	v.object({ user: v.object({ ...PresentPerson.entries, role: Role }) })
);

const clientsPerFrameMax = 200;
/** A clock that jumps would block its id for ever: no later word of it would be news. */
const clockStepMax = 1_000;

type PresenceLimits = Pick<
	Limits,
	'awarenessBytes' | 'awarenessPerSecond' | 'awarenessShownPerSecond' | 'awarenessSilentMs'
>;

export class Presence {
	readonly #readers: ReadonlySet<Present>;
	readonly #limits: PresenceLimits;
	readonly #relay: (present: readonly RelayedPresence[]) => void;
	readonly #now: () => number;
	readonly #entries = new Map<number, Entry>();
	readonly #elsewhere = new Map<number, Elsewhere>();
	/** Ids by connection: each has one, the first that it announced. */
	readonly #ids = new Map<Present, number>();
	readonly #changed = new Map<number, Shown>();
	#timer: NodeJS.Timeout | null = null;
	#shownAt = 0;
	/**
	 * Others see the server's time as clock, which only grows: so a page that comes back, or comes back to a
	 * server that has started again, is seen at once, whatever its own clock says.
	 */
	#clock = 0;

	/** @param relay tells other processes what has changed here */
	constructor(
		readers: ReadonlySet<Present>,
		limits: PresenceLimits,
		now = steadyNow,
		relay: (present: readonly RelayedPresence[]) => void = () => undefined
	) {
		this.#readers = readers;
		this.#limits = limits;
		this.#relay = relay;
		this.#now = now;
	}

	/**
	 * Takes an awareness update. The first id a connection announces is bound to it; entries for other ids are
	 * dropped in silence, since honest clients repeat what they heard of others.
	 * @param isFree whether an id may become theirs: it is nobody else's by the log
	 * @returns the id, where it has just been bound
	 * @throws Error where the bytes are no awareness update
	 */
	receive(bytes: Uint8Array, from: Present, isFree: (client: number) => boolean): number | null {
		const announced = readAwareness(bytes);
		const known = this.#ids.get(from);
		const mine = known === undefined ? announced[0] : announced.find(({ client }) => client === known);
		if (!mine || from.person === null) return null;
		const before = this.#entries.get(mine.client);
		const there = this.#elsewhere.get(mine.client);
		const holder = before?.owner === from ? undefined : (before ?? there);
		if (holder && holder.participant !== from.participant) return null;
		if (known === undefined && !isFree(mine.client)) return null;
		const entry = this.#entryOf(mine.client, from, before, mine.clock);
		if (!entry || !this.#mayCome(entry)) return null;
		const state = this.#stateOf(mine.json);
		if (state === undefined) return null;
		entry.clock = mine.clock;
		entry.state = withoutForeignHold(state, from);
		this.#elsewhere.delete(mine.client);
		this.#showOwn(mine.client, entry);
		return known === undefined ? mine.client : null;
	}

	/** Everything this reader may know, or null where nobody else is here. */
	everythingFor(reader: Present): Uint8Array | null {
		const since = this.#now() - this.#limits.awarenessSilentMs;
		const here = [...this.#entries.values(), ...this.#elsewhere.values()].filter(
			({ owner, json, heardAt }) => owner !== reader && json !== nobody && heardAt > since
		);
		return here.length === 0 ? null : frame(here);
	}

	/** The pages of this process, for another that asks. */
	own(): RelayedPresence[] {
		return [...this.#entries]
			.filter(([, { json }]) => json !== nobody)
			.map(([client, { participant, json }]) => ({ client, participant, json }));
	}

	/** Who is connected to other processes. */
	elsewhere(): { participant: string; name: string; role: Role }[] {
		return [...this.#elsewhere.values()].flatMap(({ json }) => {
			const parsed = v.safeParse(Relayed, json);
			return parsed.success ? [parsed.output.user] : [];
		});
	}

	/** Takes what another process tells of its pages. */
	hear(process: string, present: readonly RelayedPresence[]): void {
		for (const { client, participant, json } of present) {
			// A page that has come here is here, whatever the process that it left says of it; and one that left there for a
			// third place is there.
			if (this.#entries.has(client)) continue;
			const before = this.#elsewhere.get(client);
			if (before && before.process !== process && json === nobody) continue;
			if (before && before.participant !== participant) continue;
			const heardAt = this.#now();
			const entry: Elsewhere = { owner: null, process, participant, heardAt, json, bytes: new Uint8Array() };
			if (json === nobody) this.#elsewhere.delete(client);
			else this.#elsewhere.set(client, entry);
			if (before || json !== nobody) this.#show(client, entry);
		}
	}

	/** Lets pages of other processes go that nobody has told of for long: their process has ended (T21). */
	prune(): void {
		const since = this.#now() - this.#limits.awarenessSilentMs;
		for (const [client, entry] of this.#elsewhere) {
			if (entry.heardAt > since) continue;
			this.#elsewhere.delete(client);
			entry.json = nobody;
			this.#show(client, entry);
		}
	}

	/** Their row has changed: others see the new name, or nothing more. */
	renew(owner: Present): void {
		const client = this.#ids.get(owner);
		const entry = client === undefined ? undefined : this.#entries.get(client);
		if (client === undefined || !entry || entry.state === null) return;
		if (owner.person === null) return this.leave(owner);
		entry.state = withoutForeignHold(entry.state, owner);
		this.#showOwn(client, entry);
	}

	/** Forgets a connection; the others see it go. */
	leave(owner: Present): void {
		const client = this.#ids.get(owner);
		this.#ids.delete(owner);
		const entry = client === undefined ? undefined : this.#entries.get(client);
		// A page that came back by another connection stays.
		if (client === undefined || entry?.owner !== owner) return;
		this.#entries.delete(client);
		if (entry.state === null) return;
		entry.state = null;
		this.#showOwn(client, entry);
	}

	close(): void {
		if (this.#timer) clearTimeout(this.#timer);
	}

	#entryOf(client: number, owner: Present, before: Entry | undefined, clock: number): Entry | null {
		if (before?.owner === owner) {
			// Taking oneself away repeats the clock, everything else must move it on, a little.
			const isNews = clock >= before.clock && clock <= before.clock + clockStepMax;
			return isNews ? before : null;
		}
		if (!(clock < 2 ** 31)) return null;
		const entry: Entry = {
			owner,
			participant: owner.participant,
			clock,
			state: null,
			heardAt: 0,
			json: nobody,
			bytes: new Uint8Array(),
			tokens: this.#limits.awarenessPerSecond
		};
		if (before) this.#ids.delete(before.owner);
		this.#entries.set(client, entry);
		this.#ids.set(owner, client);
		return entry;
	}

	#mayCome(entry: Entry): boolean {
		const now = this.#now();
		const perMs = this.#limits.awarenessPerSecond / 1000;
		entry.tokens = Math.min(
			this.#limits.awarenessPerSecond,
			entry.tokens + (entry.heardAt === 0 ? 0 : (now - entry.heardAt) * perMs)
		);
		entry.heardAt = now;
		entry.tokens -= 1;
		return entry.tokens >= 0;
	}

	/** @returns undefined where it is not what a page may say of itself */
	#stateOf(json: string): OwnPresence | null | undefined {
		if (Buffer.byteLength(json) > this.#limits.awarenessBytes) return undefined;
		const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.nullable(OwnPresence)), json);
		return parsed.success ? parsed.output : undefined;
	}

	#showOwn(client: number, entry: Entry): void {
		entry.json = entry.state === null ? nobody : JSON.stringify({ ...entry.state, user: entry.owner.person });
		this.#show(client, entry);
	}

	#show(client: number, entry: Shown): void {
		this.#clock = Math.max(this.#clock + 1, this.#now());
		entry.bytes = encodeEntry(client, this.#clock, entry.json);
		this.#changed.set(client, entry);
		if (this.#timer) return;
		const due = this.#shownAt + 1_000 / this.#limits.awarenessShownPerSecond - this.#now();
		if (due <= 0) this.#tell();
		else
			this.#timer = setTimeout(() => {
				this.#timer = null;
				this.#tell();
			}, due);
	}

	#tell(): void {
		this.#shownAt = this.#now();
		const relayed = [...this.#changed]
			.filter(([, { owner }]) => owner !== null)
			.map(([client, { participant, json }]) => ({ client, participant, json }));
		if (relayed.length > 0) this.#relay(relayed);
		const changed = [...this.#changed.values()];
		this.#changed.clear();
		const all = frame(changed);
		for (const reader of this.#readers) {
			// What a page says of itself it is never told: it would take our words for its own.
			const others = changed.filter(({ owner }) => owner !== reader);
			if (others.length > 0) reader.sendPresence(others.length === changed.length ? all : frame(others));
		}
	}
}

/**
 * What a page says of itself, without a hand on somebody who is not theirs to move: on others' screens that would hold
 * them, and take them out of whoever may.
 */
function withoutForeignHold(state: OwnPresence | null, owner: Present): OwnPresence | null {
	const hold = state?.hold;
	if (!hold || hold.ring === undefined || owner.mayMove(hold.entity)) return state;
	return { ...state, hold: null };
}

interface Announced {
	readonly client: number;
	readonly clock: number;
	readonly json: string;
}

function readAwareness(bytes: Uint8Array): Announced[] {
	const decoder = decoding.createDecoder(bytes);
	const count = decoding.readVarUint(decoder);
	if (count > clientsPerFrameMax) throw new Error('too many clients');
	const announced: Announced[] = [];
	for (let index = 0; index < count; index += 1) {
		const client = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		announced.push({ client, clock, json: decoding.readVarString(decoder) });
	}
	if (decoding.hasContent(decoder)) throw new Error('trailing bytes');
	return announced;
}

function encodeEntry(client: number, clock: number, json: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, client);
	encoding.writeVarUint(encoder, clock);
	encoding.writeVarString(encoder, json);
	return encoding.toUint8Array(encoder);
}

function frame(entries: readonly Shown[]): Uint8Array {
	const update = encoding.createEncoder();
	encoding.writeVarUint(update, entries.length);
	for (const { bytes } of entries) encoding.writeUint8Array(update, bytes);
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, MESSAGE.awareness);
	encoding.writeVarUint8Array(encoder, encoding.toUint8Array(update));
	return encoding.toUint8Array(encoder);
}
