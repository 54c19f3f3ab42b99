/** Who else is here, as the server tells this reader; and what this page shows of itself. */
import { SvelteMap } from 'svelte/reactivity';
import * as v from 'valibot';
import type { Awareness } from 'y-protocols/awareness';
import { presenceEntries, PresentPerson, type OwnPresence } from './protocol.ts';

/** Others' presence as it arrives: their own words about themselves, and who they are by the server's. */
const OtherState = v.object({ ...presenceEntries, user: PresentPerson });

export interface Other extends PresentPerson {
	/** One page of theirs; a person may have several open. */
	readonly client: number;
	readonly place: string | null;
	readonly cursor: { x: number; y: number } | null;
	readonly hold: OwnPresence['hold'] | null;
}

/** Who has written something. */
export type Writer = Pick<PresentPerson, 'participant' | 'name'>;

/**
 * A page of somebody, each thing it tells followed by itself: where a hand is changes ten times a second, and whoever
 * only shows who is here need not look up each time.
 */
class OtherPage implements Other {
	readonly client: number;
	readonly participant: string;
	readonly name: string;
	readonly role: string;
	readonly person: string | null;
	place = $state<Other['place']>(null);
	cursor = $state.raw<Other['cursor']>(null);
	hold = $state.raw<Other['hold']>(null);
	/** When it last said what it holds, by this page's clock. */
	heldAt = 0;

	constructor(client: number, { participant, name, role, person }: PresentPerson) {
		this.client = client;
		this.participant = participant;
		this.name = name;
		this.role = role;
		this.person = person;
	}

	isOf({ participant, name, role, person }: PresentPerson): boolean {
		return (
			this.participant === participant && this.name === name && this.role === role && this.person === person
		);
	}

	tells({ place, cursor, hold }: OwnPresence): void {
		this.place = place ?? null;
		this.cursor = cursor ?? null;
		if (JSON.stringify(this.hold) === JSON.stringify(hold ?? null)) return;
		this.hold = hold ?? null;
		this.heldAt = Date.now();
	}
}

/** A hold that says nothing for so long is let go: its page may have been closed or lost its network. */
export const holdSilenceMs = 5_000;
/** Ten a second is smooth to the eye and light on the wire. */
const showEveryMs = 100;

export class Presence {
	readonly #others = new SvelteMap<number, OtherPage>();
	/** Whose page each was that has been seen, also when it is gone: what it has written stands. */
	readonly #seen = new Map<number, Writer>();
	readonly #awareness: Awareness;
	#own: OwnPresence = {};
	#waiting: ReturnType<typeof setTimeout> | null = null;
	#shownAt = 0;

	constructor(awareness: Awareness) {
		this.#awareness = awareness;
		awareness.on('change', this.#changed);
		awareness.setLocalState({});
		// Who was here before this page began to listen.
		this.#changed({ added: [...awareness.getStates().keys()], updated: [], removed: [] });
	}

	/** By what others tell this page from its like. */
	get client(): number {
		return this.#awareness.clientID;
	}

	/** Pages of other people, and of this person on other devices. */
	get others(): Other[] {
		return [...this.#others.values()];
	}

	/** The other people here, each once, with the place they were last seen at. */
	get people(): Other[] {
		return [...new Map(this.others.map((other) => [other.participant, other])).values()];
	}

	/**
	 * In whose hand an entity is at this moment.
	 * @returns the first other page that moves it and has not been silent for long, or null
	 */
	holderOf(entity: string): Other | null {
		const since = Date.now() - holdSilenceMs;
		const pages = [...this.#others.values()];
		return (
			pages.find(
				({ hold, heldAt }) => hold?.entity === entity && hold.ring !== undefined && heldAt > since
			) ?? null
		);
	}
	/** Who writes in a field of an entity. @returns the first other page that says so, or null */
	writerIn(entity: string, field: string): Other | null {
		return this.others.find(({ hold }) => hold?.entity === entity && hold.field === field) ?? null;
	}

	/** Whose page wrote something, by its client id; null: it was not seen while this one was open. */
	writer(client: number): Writer | null {
		return this.#seen.get(client) ?? null;
	}

	/** Shows something of this page to the others, at most ten times a second; the last word always goes out. */
	show(part: OwnPresence): void {
		this.#own = { ...this.#own, ...part };
		if (this.#waiting !== null) return;
		const wait = Math.max(0, this.#shownAt + showEveryMs - Date.now());
		this.#waiting = setTimeout(() => {
			this.#waiting = null;
			this.#shownAt = Date.now();
			// All of it at once: each field by itself would be a message of its own, to everybody.
			this.#awareness.setLocalState({ ...this.#awareness.getLocalState(), ...this.#own });
		}, wait);
	}

	close(): void {
		if (this.#waiting !== null) clearTimeout(this.#waiting);
		this.#awareness.off('change', this.#changed);
	}

	#changed = ({
		added,
		updated,
		removed
	}: {
		added: number[];
		updated: number[];
		removed: number[];
	}): void => {
		for (const client of removed) this.#others.delete(client);
		for (const client of [...added, ...updated]) {
			if (client === this.#awareness.clientID) continue;
			const parsed = v.safeParse(OtherState, this.#awareness.getStates().get(client));
			if (!parsed.success) {
				this.#others.delete(client);
				continue;
			}
			const { user, ...told } = parsed.output;
			this.#seen.set(client, { participant: user.participant, name: user.name });
			const known = this.#others.get(client);
			const page = known?.isOf(user) ? known : new OtherPage(client, user);
			page.tells(told);
			if (page !== known) this.#others.set(client, page);
		}
	};
}
