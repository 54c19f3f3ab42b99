/** What of the map is on the screen: which ground fits the window, how far it is zoomed, and how large things are drawn. */
import { MediaQuery } from 'svelte/reactivity';
import type { Viewport } from './cytoscape.ts';
import type { Person } from './network.ts';
import { isNowhere } from './relations.ts';
import { fittedView, groundFor, markScale, phonePx, rimOf, standingWindow, type Point } from './placement.ts';
import { standApart, type Shown, type Standing } from './standApart.ts';
import { animalTall } from './taken.ts';

const nameSize = { adults: 16, child: 20, childOnPhone: 17 };
/** The ring around the one somebody looks at. */
const selectionRing = { gap: 9, reach: 11 };

export class MapView {
	readonly childsWay: boolean;
	/** Size of the map's element, in pixels. */
	width = $state(0);
	height = $state(0);
	/** As the graph says; null until it is there. */
	seen = $state.raw<Viewport | null>(null);
	readonly #standing = new MediaQuery(standingWindow, false);
	/** Who stands where by the document: the same as before as long as nobody comes, goes or is moved. */
	readonly #whoStands = $derived.by(() => {
		const now = this.#people().flatMap((person): Standing[] => {
			const { id, kind, placement } = person;
			if (!placement) return [];
			return [{ id, placement, tall: kind === 'animal' ? animalTall : 1, nowhere: isNowhere(person) }];
		});
		if (JSON.stringify(now) !== JSON.stringify(this.#stood)) this.#stood = now;
		return this.#stood;
	});
	#stood: readonly Standing[] = [];
	/** Those of no sector, who stand on a border: what lies below them is of neither side. */
	readonly nowhere = $derived.by((): readonly Point[] =>
		this.#sectors()
			? this.#whoStands.flatMap(({ id, nowhere }) => (nowhere ? (this.points.get(id) ?? []) : []))
			: []
	);
	/** Where people are shown: where they belong, or beside it where somebody else would be covered. */
	readonly #shown = $derived.by((): Shown => {
		const ground = groundFor(this.width, this.height, this.childsWay, this.#rings(), this.#standing.current);
		if (this.width === 0 || this.height === 0) return { ground, points: new Map() };
		const { zoom } = fittedView(ground, this.width, this.height);
		return standApart(this.#whoStands, ground, zoom, this.#sectors());
	});
	readonly ground = $derived.by(() => this.#shown.ground);
	readonly points = $derived.by(() => this.#shown.points);
	/** Until the graph is there the ground lies where it will lie. */
	readonly #now = $derived.by(
		(): Pick<Viewport, 'zoom' | 'x' | 'y'> => this.seen ?? fittedView(this.ground, this.width, this.height)
	);
	/** Pixels for one unit of a person. */
	readonly scale = $derived(markScale(this.ground, this.zoom));
	/** Type is never smaller than it can be read, and grows a little when one zooms in. */
	readonly letters = $derived.by(() => this.#nameSize * Math.min(1.25, Math.max(1, this.zoom)));
	readonly lineHeight = $derived(this.letters * 1.25);
	readonly radius = $derived((this.ground.person / 2) * this.scale);
	readonly childRadius = $derived((this.ground.child / 2) * this.scale);

	/** How large people and the child are in units of the map where all of it is shown: zoomed in they are smaller in them. */
	readonly widest = $derived.by(() => {
		const { zoom } = fittedView(this.ground, this.width, this.height);
		const half = markScale(this.ground, zoom) / zoom / 2;
		return { person: this.ground.person * half, child: this.ground.child * half };
	});

	readonly #rings: () => number;
	readonly #people: () => readonly Person[];
	readonly #sectors: () => boolean;

	get #nameSize(): number {
		if (!this.childsWay) return nameSize.adults;
		return this.width < phonePx ? nameSize.childOnPhone : nameSize.child;
	}

	/**
	 * @param rings how many the map has just now
	 * @param people who is in the room
	 * @param sectors whether the map has some
	 */
	constructor(
		childsWay: boolean,
		rings: () => number,
		people: () => readonly Person[],
		sectors: () => boolean
	) {
		this.childsWay = childsWay;
		this.#rings = rings;
		this.#people = people;
		this.#sectors = sectors;
	}

	/** Pixels for one unit of the map. */
	get zoom(): number {
		return this.#now.zoom;
	}
	/** Where the middle of the map lies on its element. */
	get origin(): Point {
		return this.#now;
	}
	/** Half of the width within which names at the rim are kept. */
	get halfWidth(): number {
		const { aspect, margin } = this.ground;
		return Math.max(this.width / 2, rimOf(this.ground) * aspect * this.zoom + margin.x);
	}
	/** Half of the height within which names at the rim are kept. */
	get halfHeight(): number {
		const { margin } = this.ground;
		return Math.max(this.height / 2, rimOf(this.ground) * this.zoom + margin.y);
	}

	/** A phone's or a child's map, with large discs for its size. */
	get isSmall(): boolean {
		return this.childsWay || this.width < phonePx;
	}

	/** A point of the map as pixels from its middle: the layers are drawn so. */
	onLayer({ x, y }: Point): Point {
		return { x: x * this.zoom, y: y * this.zoom };
	}
	/** The point of the map under a pointer. @param surface the map's element */
	under(event: Pick<PointerEvent, 'clientX' | 'clientY'>, surface: Element | undefined): Point {
		const box = surface?.getBoundingClientRect();
		const { x, y } = this.origin;
		return {
			x: (event.clientX - (box?.left ?? 0) - x) / this.zoom,
			y: (event.clientY - (box?.top ?? 0) - y) / this.zoom
		};
	}

	/** A point as parts of the map's radius: the same place on every screen. */
	shared({ x, y }: Point): Point {
		const rim = rimOf(this.ground);
		return { x: x / (rim * this.ground.aspect), y: y / rim };
	}
	/** Back from `shared`. */
	own({ x, y }: Point): Point {
		const rim = rimOf(this.ground);
		return { x: x * rim * this.ground.aspect, y: y * rim };
	}

	/** Radius of the ring around somebody who is looked at. */
	ringOf(radius: number): number {
		return radius + selectionRing.gap * this.scale;
	}
	/** Where somebody's drawing ends, for their name: a ring is part of it, and ears are. */
	edge(looked: boolean, ears: boolean): { radius: number; top: number } {
		const radius = this.radius + (looked ? selectionRing.reach * this.scale : 0);
		return { radius, top: ears ? Math.max(radius, this.radius * 1.6) : radius };
	}
}
