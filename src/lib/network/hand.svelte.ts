/**
 * A hand on the map: somebody is taken hold of, carried, and put down. While they are carried they move by
 * presence; the document is written once, at the drop.
 */
import { m } from '#lib/paraglide/messages.js';
import type { Graph, MapEvents } from './cytoscape.ts';
import type { Said } from './hold.ts';
import type { Holds } from './holds.svelte.ts';
import type { OpenNetwork } from './openNetwork.svelte.ts';
import { loosePlacementAt, nearestPlacement, pointOf, type Ground, type Point } from './placement.ts';
import { prefersCalm } from './prefersCalm.svelte.ts';

/** How long people glide to the place they were moved to. */
export const glideMs = 150;
const refusalMs = 3_000;

/** What the hand works on; read anew at each touch. */
export interface Handled {
	readonly network: OpenNetwork;
	readonly holds: Holds;
	readonly ground: Ground;
	readonly graph: Graph | null;
	/** Says in words what was done. */
	readonly say: (words: string) => void;
}

/** A glide, unless things should be where they belong at once. */
export function glide(ms: number): number {
	return prefersCalm() ? 0 : ms;
}

export class Hand implements Pick<MapEvents, 'lifted' | 'carried' | 'dropped' | 'opened' | 'refused'> {
	/** Whom this person drags just now. */
	holding = $state<string | null>(null);
	/** Somebody who was in another's hand when this one reached for them, and whose hand. */
	refusal = $state.raw<{ readonly person: string; readonly by: string } | null>(null);
	readonly #on: () => Handled;

	/** Call while a component is being made: a refusal's timer lives and dies with it. */
	constructor(on: () => Handled) {
		this.#on = on;
		$effect(() => {
			if (!this.refusal) return;
			const timer = setTimeout(() => (this.refusal = null), refusalMs);
			return () => clearTimeout(timer);
		});
		$effect(() => () => on().holds.end());
	}

	lifted = (id: string): void => {
		this.holding = id;
	};

	/** Somebody whom this person holds is in another's hand as well: one of the two lets go, and is refused. */
	shared(hold: Said): void {
		const { holds, graph } = this.#on();
		if (!holds.givesWay(hold)) return;
		graph?.giveUp();
		this.letGo();
	}

	carried = (id: string, point: Point): void => {
		const { holds, ground } = this.#on();
		holds.show(id, loosePlacementAt(ground, point));
	};

	dropped = (id: string, point: Point): void => {
		this.letGo();
		const { network, ground, graph, say } = this.#on();
		const person = network.person(id);
		if (!person) return;
		// Rights may have changed while they were carried: then they go home.
		const mayMove = network.mayMove(id);
		const place = nearestPlacement(ground, point);
		const { ring, angle } = person.placement ?? {};
		if (!mayMove || (place.ring === ring && place.angle === angle)) {
			graph?.bringHome(id, glide(glideMs));
			return;
		}
		graph?.place(id, pointOf(ground, place), glide(glideMs));
		network.move(id, place);
		say(network.whereSaid(id, place));
	};

	opened = (id: string): void => this.#on().graph?.bringHome(id, glide(glideMs));

	refused = (id: string): void => {
		const { holds, say } = this.#on();
		const holder = holds.others.get(id);
		if (!holder) return;
		this.refusal = { person: id, by: holder.by };
		say(m.network_is_moving_this({ name: holder.by }));
	};

	/** Whoever is held is on the map no more. */
	lost(): void {
		const id = this.holding;
		this.letGo();
		if (id !== null) this.#on().network.takenFromHand(id);
	}

	/** Lets go of whoever is held; they are where the document says. */
	letGo(): void {
		this.holding = null;
		this.#on().holds.end();
	}
}
