/**
 * The map by keyboard: one tab stop, arrows go to the nearest person, M moves, B ties, A adds. What a key
 * did is said in words to those who cannot see it.
 */
import { m } from '#lib/paraglide/messages.js';
import type { Graph } from './cytoscape.ts';
import type { Said } from './hold.ts';
import type { Holds } from './holds.svelte.ts';
import type { Marks } from './marks.svelte.ts';
import type { Placement } from './network.ts';
import type { OpenNetwork } from './openNetwork.svelte.ts';
import { pointOf, stepAround, stepRing, type Ground, type Point } from './placement.ts';
import { nearestToward, type Heading } from './toward.ts';

/** What the keys work on; read anew at each press. */
export interface Keyed {
	readonly network: OpenNetwork;
	readonly marks: Marks;
	readonly holds: Holds;
	readonly ground: Ground;
	readonly graph: Graph | null;
	/** Gives focus to somebody's mark. */
	readonly focus: (id: string) => void;
	/** Gives focus to the card of whoever is looked at. */
	readonly toCard: () => void;
}

const headings: Readonly<Record<string, Heading>> = {
	ArrowLeft: 'left',
	ArrowRight: 'right',
	ArrowUp: 'up',
	ArrowDown: 'down'
};
const stepDegrees = 5;
const zoomStep = 1.25;
const revealMarginPx = 90;

export class MapKeys {
	/** Who has, or would get, the focus. */
	current = $state('');
	/** Somebody who is being moved by keys, and where to. */
	moving = $state.raw<{ readonly person: string; readonly placement: Placement } | null>(null);
	/** The last words for screen readers. */
	said = $state('');
	readonly #on: () => Keyed;
	#liftedAt = 0;

	constructor(on: () => Keyed) {
		this.#on = on;
		this.current = on().network.child.id;
	}

	/** Acts on a key, if it is one of the map's. */
	press(event: KeyboardEvent): void {
		// Ctrl+Z and the browser's own keys go on to where they belong.
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (this.moving ? this.#pressMoving(event.key) : this.#pressLooking(event.key)) {
			event.preventDefault();
			event.stopPropagation();
		}
	}

	/** Puts down whoever is being moved, where they are. */
	put(): void {
		if (!this.moving) return;
		const { person, placement } = this.moving;
		this.#release();
		this.#on().network.move(person, placement);
	}

	/** Somebody who is being moved by keys is in another's hand as well: one of the two lets go. */
	shared(hold: Said): void {
		const { holds } = this.#on();
		if (!holds.givesWay(hold, performance.now() - this.#liftedAt)) return;
		this.#release();
		this.said = m.network_is_moving_this({ name: hold.by });
	}

	#pressLooking(key: string): boolean {
		const { network, graph } = this.#on();
		const { selection } = network;
		const person = network.person(this.current);
		const heading = headings[key];
		if (heading) return this.#go(heading);
		switch (key) {
			case 'Enter':
			case ' ':
				selection.choose(this.current);
				if (selection.tie === null) this.#on().toCard();
				return true;
			case 'Escape':
				selection.clear();
				return true;
			case 'm':
			case 'M':
				if (person && network.mayMove(person.id))
					this.#lift(person.id, person.placement ?? { ring: 2, angle: 0 });
				return true;
			case 'b':
			case 'B':
				if (!network.mayTie || network.way === 'child') return false;
				selection.drawTie(this.current);
				return true;
			case 'a':
			case 'A':
				if (!network.mayAdd) return false;
				selection.adding = true;
				return true;
			case 'Delete':
				if (person && network.mayRemove(person)) {
					this.#on().focus(network.child.id);
					network.remove(person);
				}
				return true;
			case '+':
				graph?.zoomBy(zoomStep);
				return true;
			case '-':
				graph?.zoomBy(1 / zoomStep);
				return true;
			case '0':
				graph?.fit();
				return true;
			default:
				return false;
		}
	}

	#pressMoving(key: string): boolean {
		if (!this.moving) return false;
		const { person, placement } = this.moving;
		const rings = this.#on().network.rings.length;
		const steps: Readonly<Record<string, () => Placement>> = {
			ArrowLeft: () => stepAround(placement, -stepDegrees),
			ArrowRight: () => stepAround(placement, stepDegrees),
			ArrowUp: () => stepRing(placement, -1, rings),
			ArrowDown: () => stepRing(placement, 1, rings)
		};
		const step = steps[key];
		if (step) this.#carry(person, step());
		else if (key === 'Enter' || key === ' ' || key === 'm' || key === 'M') {
			this.put();
			this.said = m.network_put_down({ name: this.#on().network.shortName(person) });
		} else if (key === 'Escape') this.#takeBack(person);
		return true;
	}

	#go(heading: Heading): boolean {
		const { network, marks, graph, focus } = this.#on();
		const here = marks.at(this.current) ?? { x: 0, y: 0 };
		const others = [network.child, ...network.people].flatMap(({ id }): (Point & { id: string })[] => {
			const mark = marks.at(id);
			return mark && id !== this.current ? [{ id, x: mark.x, y: mark.y }] : [];
		});
		const next = nearestToward(here, others, heading);
		if (next) {
			focus(next.id);
			graph?.reveal(next, revealMarginPx);
		}
		return true;
	}

	#lift(person: string, placement: Placement): void {
		const { network, holds } = this.#on();
		const holder = holds.others.get(person);
		if (holder) {
			this.said = m.network_is_moving_this({ name: holder.by });
			return;
		}
		this.#liftedAt = performance.now();
		this.#carry(person, placement);
		this.said = m.network_lifted({ name: network.shortName(person) });
	}

	#carry(person: string, placement: Placement): void {
		const { network, holds, graph, ground } = this.#on();
		this.moving = { person, placement };
		graph?.place(person, pointOf(ground, placement), 0);
		graph?.reveal(pointOf(ground, placement), revealMarginPx);
		holds.show(person, placement);
		this.said = network.whereSaid(person, placement);
	}

	#takeBack(person: string): void {
		const { network, graph } = this.#on();
		this.#release();
		graph?.bringHome(person, 0);
		this.said = m.network_taken_back({ name: network.shortName(person) });
	}

	#release(): void {
		this.moving = null;
		this.#on().holds.show(null);
	}
}
