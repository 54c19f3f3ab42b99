/** The child's own map as the child's page has it: a layer in the corner, and what of it is shown to the room. */
import type { NewTie } from '#lib/network/document.ts';
import type { Layer, LayerEdits } from '#lib/network/layer.ts';
import type { Placement, Quality, Ring, Tie } from '#lib/network/network.ts';
import { live } from '#lib/room/live.svelte.ts';
import type { LiveDocument } from '#lib/room/liveDocument.svelte.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { isAsShown, ownTiesMax, type Shown } from './childMap.ts';
import {
	callRing,
	drawTie,
	emptyTakenBack,
	OWN_MAP_ROOTS,
	putPeople,
	putPerson,
	putTieBack,
	readOwnMap,
	readShownMap,
	sayTie,
	showMap,
	takeMapBack,
	takePersonOff,
	takeTieAway
} from './document.ts';

export class OwnMap implements Layer, LayerEdits {
	readonly tiesMax = ownTiesMax;
	/** The child's page has it as the child draws it. */
	readonly at = null;
	readonly #room: Room;
	readonly #corner: LiveDocument;
	readonly #own: { readonly current: ReturnType<typeof readOwnMap> };
	readonly #shown: { readonly current: Shown | null };

	/** @param corner the child's corner, open */
	constructor(room: Room, corner: LiveDocument) {
		this.#room = room;
		this.#corner = corner;
		this.#own = live(corner, OWN_MAP_ROOTS, readOwnMap);
		this.#shown = live(room.shared, ['voice'], readShownMap);
	}

	get placed() {
		return this.#own.current.placed;
	}
	get ties() {
		return this.#own.current.ties;
	}
	get captions() {
		return this.#own.current.captions;
	}
	get changed() {
		return this.#own.current.changed;
	}
	get unreadable() {
		return this.#own.current.unreadable;
	}
	get edits(): LayerEdits | null {
		return this.#corner.canWrite ? this : null;
	}

	/** What everybody in the room sees of it; null: nothing. */
	get shown(): Shown | null {
		return this.#shown.current;
	}
	/** Whether the map is still as everybody sees it. */
	readonly isAsShown = $derived.by(() => this.shown !== null && isAsShown(this.#own.current, this.shown));
	/** Everybody in the room sees it as it is, or the readers of the corner alone. */
	get space() {
		return this.isAsShown && this.isSettled ? ('room' as const) : ('child' as const);
	}
	/** May the child show it now, and take it back? */
	get mayShow(): boolean {
		return this.#room.may('voice');
	}
	/** What was shown or taken back last stands in the room: it is called so no sooner. */
	get isSettled(): boolean {
		return this.#room.shared.saved;
	}

	show(): void {
		showMap(this.#room.shared.doc, this.#room.author(), this.#own.current);
	}
	takeBack(): void {
		takeMapBack(this.#room.shared.doc, this.#room.author());
	}
	/** Empties what another device of the child has left in what was taken back. */
	tidy(): void {
		if (this.edits !== null && this.mayShow) emptyTakenBack(this.#corner.doc, this.#room.shared.doc);
	}

	put(person: string, placement: Placement): void {
		putPerson(this.#corner.doc, this.#room.author(), person, placement);
	}
	putMany(all: readonly { readonly person: string; readonly placement: Placement }[]): void {
		putPeople(this.#corner.doc, this.#room.author(), all);
	}
	takeOff(person: string): void {
		takePersonOff(this.#corner.doc, this.#room.author(), person);
	}
	tie(fields: NewTie): void {
		drawTie(this.#corner.doc, this.#room.author(), fields);
	}
	sayTie(id: string, quality: Quality): void {
		sayTie(this.#corner.doc, this.#room.author(), id, quality);
	}
	removeTie(id: string): void {
		takeTieAway(this.#corner.doc, this.#room.author(), id);
	}
	putTieBack(tie: Tie): void {
		putTieBack(this.#corner.doc, this.#room.author(), tie);
	}
	callRing(ring: Ring, name: string): void {
		callRing(this.#corner.doc, this.#room.author(), ring, name);
	}
}
