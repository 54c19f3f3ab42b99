/**
 * The map by keyboard: one tab stop, arrows go to the nearest person, M moves, B ties, A adds. What a key
 * did is said in words to those who cannot see it.
 */
import { tick } from 'svelte';
import { m } from '#lib/paraglide/messages.js';
import type { Graph } from './cytoscape.ts';
import type { Said } from './hold.ts';
import type { Holds } from './holds.svelte.ts';
import type { Marks } from './marks.svelte.ts';
import type { Placement } from './network.ts';
import type { OpenNetwork } from './openNetwork.svelte.ts';
import { loosePlacementAt, pointOf, stepAround, stepRing, type Ground, type Point } from './placement.ts';
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
	/** With whom something cannot be done that was asked for just now: the words say why, and are seen as well. */
	refused = $state<string | null>(null);
	#said = $state('');
	#toSay = '';
	readonly #on: () => Keyed;

	constructor(on: () => Keyed) {
		this.#on = on;
		this.current = on().network.child.id;
	}

	/** The last words for screen readers. What is said twice is heard twice: between, nothing is said. */
	get said(): string {
		return this.#said;
	}
	set said(words: string) {
		this.#said = '';
		this.refused = null;
		this.#toSay = words;
		if (words !== '') void tick().then(() => requestAnimationFrame(() => (this.#said = this.#toSay)));
	}

	/** Acts on a key, if it is one of the map's. */
	press(event: KeyboardEvent): void {
		const ours = !event.ctrlKey && !event.metaKey && !event.altKey;
		if (!ours && !isUndo(event) && !isRedo(event)) return;
		// Nothing stays that was said of something else.
		if (!modifiers.has(event.key)) this.said = '';
		if (!ours) {
			event.preventDefault();
			event.stopPropagation();
			if (this.moving) this.#takeBack(this.moving.person);
			else if (isRedo(event)) this.redo();
			else this.undo();
		} else if (this.moving ? this.#pressMoving(event.key) : this.#pressLooking(event.key)) {
			event.preventDefault();
			event.stopPropagation();
		}
	}

	/** Takes back the last step, and says so; where others have changed it since, the room says that. */
	undo(): void {
		const { room } = this.#on().network;
		if (!room.canUndo) this.said = m.network_nothing_to_undo();
		else this.said = room.undo() ? m.network_undone() : '';
	}
	redo(): void {
		const { room } = this.#on().network;
		if (!room.canRedo) this.said = m.network_nothing_to_redo();
		else this.said = room.redo() ? m.network_redone() : '';
	}

	/** Whoever is being moved is on the map no more. */
	lost(): void {
		const person = this.moving?.person;
		this.#release();
		if (person !== undefined) this.#on().network.takenFromHand(person);
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
		if (!this.#on().holds.givesWay(hold)) return;
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
				if (selection.tie?.to === null) this.said = m.network_tie_given_up();
				else if (selection.person !== null) this.said = m.network_card_closed();
				selection.clear();
				return true;
			case 'm':
			case 'M':
				if (person && network.mayMove(person.id))
					this.#lift(person.id, person.placement ?? { ring: 2, angle: 0 });
				else this.#mayNot(m.network_may_not_move);
				return true;
			case 'b':
			case 'B':
				if (network.way === 'child') return false;
				if (network.mayTie) selection.drawTie(this.current);
				else this.said = m.network_may_not_tie();
				return true;
			case 'a':
			case 'A':
				if (network.mayAdd) selection.adding = true;
				else this.said = m.network_may_not_add();
				return true;
			case 'Delete':
				if (person && network.mayRemove(person)) {
					if (network.heldBy(person.id) === null) this.#on().focus(network.child.id);
					network.remove(person);
				} else this.#mayNot(m.network_may_not_remove);
				return true;
			case '+':
				this.#zoomBy(zoomStep);
				return true;
			case '-':
				this.#zoomBy(1 / zoomStep);
				return true;
			case '0':
				graph?.fit();
				this.said = m.network_zoomed_all();
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
		} else this.said = m.network_nobody_that_way();
		return true;
	}

	#zoomBy(factor: number): void {
		const { graph } = this.#on();
		graph?.zoomBy(factor);
		if (graph) this.said = m.network_zoomed({ percent: graph.percent });
	}

	/** Says that something cannot be done with whoever has the focus, and why. */
	#mayNot(what: (inputs: { name: string }) => string): void {
		const { network } = this.#on();
		this.said =
			this.current === network.child.id
				? m.network_child_stays({ name: network.child.name })
				: `${what({ name: network.shortName(this.current) })} ${network.whyNot()}`;
		this.refused = this.current;
	}

	#lift(person: string, placement: Placement): void {
		const { network, marks, holds, graph, ground } = this.#on();
		const holder = holds.others.get(person);
		if (holder) {
			this.said = m.network_is_moving_this({ name: holder.by });
			return;
		}
		this.moving = { person, placement };
		// Where somebody stands before them they are shown beside it, and stay there until the first step.
		const at = marks.at(person) ?? pointOf(ground, placement);
		graph?.reveal(at, revealMarginPx);
		holds.show(person, loosePlacementAt(ground, at));
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
		this.#on().holds.end();
	}
}

const isUndo = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) =>
	(ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 'z';
const isRedo = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) =>
	(ctrlKey || metaKey) && !altKey && (key.toLowerCase() === 'y' || (shiftKey && key.toLowerCase() === 'z'));
/** Keys that do nothing by themselves. */
const modifiers: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta']);
