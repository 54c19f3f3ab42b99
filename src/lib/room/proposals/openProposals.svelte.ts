/** The proposals of a part as a page has them: what waits for whom, and the verbs. */
import { m } from '#lib/paraglide/messages.js';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { live } from '../live.svelte.ts';
import type { Room } from '../room.svelte.ts';
import type { Section } from '../spaces.ts';
import {
	acceptProposal,
	createProposal,
	declineProposal,
	readProposals,
	withdrawProposal,
	type NewProposal
} from './document.ts';
import { hasChanged, type OpenProposal } from './proposals.ts';

/** A proposal in the words of the part it is about. */
export interface Described {
	/** What it is about: “Sunniva og Isak”. */
	readonly what: string;
	readonly proposed: string;
	/** What stands there now, where it changes something. */
	readonly now: string | null;
	/** The values that it builds on, as they are now. */
	readonly values: Readonly<Record<string, unknown>>;
	/** Makes the edit; null: what it would change is not there any more. */
	readonly apply: (() => void) | null;
}

export class OpenProposals {
	readonly room: Room;
	/** The part it is about. */
	readonly section: Section;
	readonly #describe: (proposal: OpenProposal) => Described | null;
	readonly #read: { readonly current: ReturnType<typeof readProposals> };

	readonly #all = $derived.by(() =>
		this.#read.current.proposals.filter(({ target }) => target.section === this.section)
	);
	/** Those that wait for somebody who may write the part. */
	readonly waiting = $derived.by(() => this.#all.filter(({ state }) => state === 'waiting'));
	/** Those of this person, newest first. */
	readonly own = $derived.by(() =>
		this.#all.filter(({ by }) => by === this.room.me.participant).toReversed()
	);
	/** What was answered or withdrawn, newest first. */
	readonly earlier = $derived.by(() => this.#all.filter(({ state }) => state !== 'waiting').toReversed());
	/** How many in the whole room cannot be read. */
	readonly malformed = $derived.by(() => this.#read.current.malformed.length);

	/**
	 * Made while a component is being set up.
	 * @param describe what a proposal says in the part’s words; null where it makes no sense there
	 */
	constructor(room: Room, section: Section, describe: (proposal: OpenProposal) => Described | null) {
		this.room = room;
		this.section = section;
		this.#describe = describe;
		this.#read = live(room.shared, ['proposals', 'answers'], readProposals);
	}

	get mayPropose(): boolean {
		return this.room.mayPropose(this.section);
	}
	get mayAnswer(): boolean {
		return this.room.may(this.section);
	}
	describe(proposal: OpenProposal): Described | null {
		return this.#describe(proposal);
	}
	/** Whether somebody has changed what it builds on since it was proposed. */
	isOutdated(proposal: OpenProposal, described: Described): boolean {
		return proposal.state === 'waiting' && hasChanged(proposal, described.values);
	}
	nameOf(participant: string): string {
		return this.room.participants.find(({ id }) => id === participant)?.name ?? m.room_proposal_someone();
	}

	/**
	 * Sends a proposal, and offers to take it back.
	 * @param quietly where the part itself shows that it waits, with a way to take it back
	 */
	propose(proposal: NewProposal, quietly = false): void {
		const id = createProposal(this.#doc, this.room.author(), proposal);
		if (quietly) return;
		toasts.show({
			text: m.room_proposal_sent(),
			// What was answered meanwhile stays as it was answered.
			undo: () => {
				const state = this.own.find((one) => one.id === id)?.state;
				if (state === 'waiting') withdrawProposal(this.#doc, id, this.room.author());
				else if (state !== 'withdrawn') toasts.show({ text: m.room_proposal_answered_already() });
			}
		});
	}
	/** @param said what is said of it, where a part has plainer words */
	withdraw(proposal: OpenProposal, said = m.room_proposal_said_withdrawn()): void {
		withdrawProposal(this.#doc, proposal.id, this.room.author());
		toasts.show({ text: said });
	}
	accept(proposal: OpenProposal, apply: () => void): void {
		const done = acceptProposal(this.#doc, proposal, this.room.author(), apply);
		toasts.show({ text: done ? m.room_proposal_said_accepted() : m.room_proposal_answered_already() });
	}
	decline(proposal: OpenProposal, reason: string): void {
		const done = declineProposal(this.#doc, proposal.id, this.room.author(), reason);
		toasts.show({ text: done ? m.room_proposal_said_declined() : m.room_proposal_answered_already() });
	}

	get #doc() {
		return this.room.shared.doc;
	}
}
