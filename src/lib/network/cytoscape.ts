/**
 * The domain as a graph and back: the only file, with the two beside it, that knows Cytoscape. It draws the
 * people, finds who is under a finger, drags, pans and zooms; ties, sectors and names are drawn by layers that follow
 * it, because they need lines and letters a canvas graph has not. So Cytoscape is told of no ties: it would reckon
 * with each of them whenever somebody moves.
 */
import type { Core, ElementDefinition, EventObject, NodeSingular, StylesheetJson } from 'cytoscape';
import { bowOf, distanceToLine } from './bends.ts';
import { DragLayer } from './cytoscapeDragLayer.ts';
import { followPlace } from './cytoscapePlace.ts';
import { childLetters, type MapPerson } from './mapPeople.ts';
import { fittedView, markScale, zoomLeast, zoomMost, type Ground, type Point } from './placement.ts';

export interface MapTie {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	/** How far its middle lies to the side, where it goes round somebody. */
	readonly bend: number;
}

/** What of the map is seen: screen pixels for one unit, and where 0,0 lies on the screen. */
export interface Viewport {
	readonly zoom: number;
	readonly x: number;
	readonly y: number;
	/** The whole map is seen, and will be when the window changes. */
	readonly fitted: boolean;
}

export interface MapEvents {
	/** A person's drawn place changed, by whomever; called once in the frame that draws them there. */
	moved(id: string, point: Point): void;
	/** A frame is drawn, and everybody who moved was told of. */
	drawn(): void;
	viewed(viewport: Viewport): void;
	/** A drag began, goes on, and ended where the person is now. */
	lifted(id: string): void;
	carried(id: string, point: Point): void;
	dropped(id: string, point: Point): void;
	/** A hand that had closed around somebody and carried them nowhere has opened. */
	opened(id: string): void;
	/** Somebody who may not be moved now was taken hold of, or has just come into another's hand. */
	refused(id: string): void;
	tapped(id: string): void;
	tieTapped(id: string): void;
	/** Nothing was tapped but the map itself, there. */
	groundTapped(point: Point): void;
}

/** A shake of the hand is no drag. */
const dragThresholdPx = 12;
/** The document comes sooner than this after another hand has let go, or never. */
const putDownMs = 1_500;
/** Fingers may miss a tie by a little; whoever touches farther off means the map itself. */
const tieReachPx = 14;
/** A change of scale smaller than this is not seen, and not worth styling everybody anew. */
const scaleStep = 0.02;

/** Fetches the library; what was fetched already is there at once. */
export const fetchCytoscape = () => import('cytoscape');

/**
 * Draws a map in an element, which must be positioned.
 * @param container where it lies; colours and type are read from its styles
 */
export async function openGraph(container: HTMLElement, ground: Ground, events: MapEvents): Promise<Graph> {
	const family = getComputedStyle(container).fontFamily;
	const [{ default: cytoscape }] = await Promise.all([
		fetchCytoscape(),
		// Letters are painted once and kept, so the font must be there first; without it the fallback will do.
		document.fonts.load(`600 17px ${family}`).catch(() => [])
	]);
	const core = cytoscape({
		container,
		minZoom: zoomLeast,
		maxZoom: zoomMost,
		boxSelectionEnabled: false,
		autounselectify: true,
		touchTapThreshold: dragThresholdPx,
		desktopTapThreshold: dragThresholdPx
	});
	return new Graph(core, container, ground, events);
}

export class Graph {
	readonly #core: Core;
	readonly #container: HTMLElement;
	readonly #events: MapEvents;
	#ground: Ground;
	/** Where each person belongs when nobody drags them. */
	readonly #targets = new Map<string, Point>();
	readonly #layer: DragLayer;
	readonly #endFollowing: () => void;
	/** Where each person stands by the document, whoever holds them. */
	readonly #homes = new Map<string, Point>();
	/** Whom others hold: nobody takes them out of their hand. */
	readonly #held = new Set<string>();
	/** Whom others have just put down: where, is about to be told by the document. */
	readonly #putDown = new Map<string, ReturnType<typeof setTimeout>>();
	readonly #movable = new Set<string>();
	/** Whom this page's hand carries. */
	#carried: string | null = null;
	/** Refused to this page's hand, which has not opened yet: until then it takes nobody. */
	#givenUp: string | null = null;
	#ties: readonly MapTie[] = [];
	/** The viewport is where fitting put it: it may be fitted anew when the window changes. */
	#fitted = true;
	/** Map units for one unit of a person, as styled last. */
	#unit = 0;

	constructor(core: Core, container: HTMLElement, ground: Ground, events: MapEvents) {
		this.#core = core;
		this.#container = container;
		this.#ground = ground;
		this.#events = events;
		this.#layer = new DragLayer(core, container);
		this.#endFollowing = followPlace(core);
		this.#listen(events);
		// Whoever presses is not asked at each step what else lies under the mouse; a finger never is.
		container.addEventListener('pointerdown', ({ pointerType, pointerId }) => {
			if (pointerType === 'mouse') container.setPointerCapture(pointerId);
		});
	}

	/**
	 * Brings the graph in line with who is on the map: what did not change is not touched.
	 * @param glideMs how long people who were moved elsewhere glide to their place; 0: at once
	 */
	show(people: readonly MapPerson[], ties: readonly MapTie[], glideMs: number): void {
		this.#ties = ties;
		this.#core.batch(() => {
			const wanted = new Set(people.map(({ id }) => id));
			this.#core.nodes().forEach((node) => {
				if (wanted.has(node.id())) return;
				this.#forget(node.id());
				node.remove();
			});
			for (const person of people) this.#showPerson(person, glideMs);
		});
		this.#style();
	}

	/** Puts a person somewhere for now; `show` brings them home. */
	place(id: string, point: Point, glideMs: number): void {
		const node = this.#core.getElementById(id);
		if (node.nonempty()) this.#place(node, point, glideMs);
	}

	/** Brings somebody to where they are shown by the document, unless another's hand says where they are. */
	bringHome(id: string, glideMs: number): void {
		const home = this.#homes.get(id);
		if (home && !this.#held.has(id) && !this.#putDown.has(id)) this.place(id, home, glideMs);
	}

	/** Somebody is in another's hand: they follow it, and cannot be taken hold of. */
	follow(id: string, point: Point, glideMs: number): void {
		const node = this.#core.getElementById(id);
		if (node.empty() || id === this.#carried) return;
		if (!this.#held.has(id)) {
			this.#arrived(id);
			this.#held.add(id);
			this.#layer.hold(node);
			this.#grabify(node);
			// A hand had closed here as well, and has moved nobody yet or has given way.
			if (node.grabbed()) {
				this.#givenUp = id;
				this.#events.refused(id);
			}
		}
		this.#place(node, point, glideMs);
	}

	/** Takes whomever this page carries out of its hand, for another's. Nothing is dropped when the hand opens. */
	giveUp(): void {
		this.#givenUp = this.#carried;
		this.#carried = null;
	}

	/**
	 * The other hand let go of somebody. That is told sooner than the place they were put at, which is saved first: until
	 * it comes, or so much time has passed that none will, they stay where they are instead of jumping back.
	 */
	release(id: string, glideMs: number): void {
		this.#held.delete(id);
		const node = this.#core.getElementById(id);
		if (node.empty()) return;
		this.#grabify(node);
		this.#layer.release(node);
		const goHome = () => {
			this.#putDown.delete(id);
			const home = this.#homes.get(id);
			if (home && node.inside()) this.#place(node, home, glideMs);
		};
		this.#putDown.set(id, setTimeout(goHome, putDownMs));
	}

	/** Shows the whole map in the middle of the element. */
	fit(): void {
		const { zoom, x, y } = fittedView(
			this.#ground,
			this.#container.clientWidth,
			this.#container.clientHeight
		);
		this.#fitted = true;
		this.#core.viewport({ zoom, pan: { x, y } });
		this.#view();
	}

	/** How large the map is shown, in per cent of the whole of it in its element. */
	get percent(): number {
		const { clientWidth, clientHeight } = this.#container;
		return Math.round((100 * this.#core.zoom()) / fittedView(this.#ground, clientWidth, clientHeight).zoom);
	}

	/** Zooms by a factor around the middle of the element. */
	zoomBy(factor: number): void {
		const { clientWidth, clientHeight } = this.#container;
		this.#fitted = false;
		this.#core.zoom({
			level: this.#core.zoom() * factor,
			renderedPosition: { x: clientWidth / 2, y: clientHeight / 2 }
		});
	}

	/** Moves the map so that a point is seen, if it is not. */
	reveal(point: Point, marginPx: number): void {
		const { clientWidth, clientHeight } = this.#container;
		const zoom = this.#core.zoom();
		const pan = this.#core.pan();
		const outside = (at: number, size: number) =>
			Math.max(0, marginPx - at) - Math.max(0, at - (size - marginPx));
		const x = outside(point.x * zoom + pan.x, clientWidth);
		const y = outside(point.y * zoom + pan.y, clientHeight);
		if (x === 0 && y === 0) return;
		this.#fitted = false;
		this.#core.panBy({ x, y });
	}

	/** While held, dragging a person pans as well: space is pressed. */
	onlyPan(only: boolean): void {
		this.#core.autoungrabify(only);
	}

	/** The element has another size: the map is fitted anew unless somebody has zoomed or moved it. */
	resize(ground: Ground): void {
		const other = ground.aspect !== this.#ground.aspect || ground.borders !== this.#ground.borders;
		this.#ground = ground;
		this.#core.resize();
		if (this.#fitted || other) this.fit();
		this.#style();
	}

	/** Reads the colours again: another scheme, or forced colours. */
	recolour(): void {
		this.#unit = 0;
		this.#style();
	}

	destroy(): void {
		this.#endFollowing();
		for (const timer of this.#putDown.values()) clearTimeout(timer);
		this.#core.destroy();
	}

	#showPerson({ id, point, movable, ...drawn }: MapPerson, glideMs: number): void {
		if (movable) this.#movable.add(id);
		else this.#movable.delete(id);
		const node = this.#core.getElementById(id);
		if (node.empty()) {
			const element: ElementDefinition = { group: 'nodes', data: { id, ...drawn }, position: { ...point } };
			this.#targets.set(id, point);
			this.#homes.set(id, point);
			this.#grabify(this.#core.add(element).nodes().first());
			return;
		}
		for (const [name, value] of Object.entries(drawn)) if (node.data(name) !== value) node.data(name, value);
		this.#grabify(node);
		const before = this.#homes.get(id);
		const same = before !== undefined && isSame(before, point);
		this.#homes.set(id, point);
		// Whom somebody holds is where their hand is.
		if (this.#held.has(id) || (same && this.#putDown.has(id))) return;
		this.#arrived(id);
		this.#place(node, point, glideMs);
	}

	/** Nothing more is waited for of somebody who was put down. */
	#arrived(id: string): void {
		clearTimeout(this.#putDown.get(id));
		this.#putDown.delete(id);
	}

	#forget(id: string): void {
		if (this.#carried === id) this.giveUp();
		this.#arrived(id);
		this.#targets.delete(id);
		this.#homes.delete(id);
		this.#movable.delete(id);
		this.#held.delete(id);
		this.#layer.forget(id);
	}

	#grabify(node: NodeSingular): void {
		const id = node.id();
		const may = this.#movable.has(id) && !this.#held.has(id) && id !== this.#givenUp;
		if (node.grabbable() !== may) node[may ? 'grabify' : 'ungrabify']();
	}

	#place(node: NodeSingular, point: Point, glideMs: number): void {
		const id = node.id();
		const target = this.#targets.get(id);
		// A hand on them keeps them where they are, also before it carries, unless another's was quicker.
		if (id === this.#carried || (node.grabbed() && id !== this.#givenUp)) return;
		if (target && isSame(target, point)) return;
		this.#targets.set(id, point);
		this.#layer.move(node, point, glideMs);
	}

	#listen(events: MapEvents): void {
		const core = this.#core;
		const onNode = (name: string, listener: (node: NodeSingular, event: EventObject) => void) =>
			core.on(name, 'node', (event: EventObject) => listener(event.target as NodeSingular, event)); // selector 'node'
		// A hand may move several times before a frame is drawn; what follows it is reckoned once.
		const moved = new Map<string, NodeSingular>();
		onNode('position add', (node) => moved.set(node.id(), node));
		core.on('render', () => {
			for (const [id, node] of moved) {
				if (node.removed()) continue;
				events.moved(id, { ...node.position() });
				if (id === this.#carried) events.carried(id, { ...node.position() });
			}
			moved.clear();
			events.drawn();
		});
		onNode('tapstart', (node) => {
			if (!node.grabbable() && !core.autoungrabify()) events.refused(node.id());
		});
		onNode('grab', (node) => this.#layer.stop(node));
		onNode('drag', (node) => {
			if (node.id() === this.#givenUp) return;
			if (this.#carried === null) events.lifted(node.id());
			this.#carried = node.id();
		});
		onNode('free', (node) => {
			const id = node.id();
			// Whoever was carried is dropped next.
			if (id === this.#carried) return;
			this.#givenUp = null;
			const here = core.getElementById(id);
			if (here.empty()) return;
			this.#grabify(here);
			// They were on their way when it closed, or the document has put them elsewhere since.
			const home = this.#homes.get(id);
			if (!home || isSame(home, here.position())) return;
			this.#targets.delete(id);
			events.opened(id);
		});
		onNode('dragfree', (node) => {
			if (node.id() !== this.#carried) return;
			this.#carried = null;
			// Where it belongs is decided by who hears of the drop: until then it is nowhere.
			this.#targets.delete(node.id());
			events.dropped(node.id(), { ...node.position() });
		});
		onNode('tap', (node) => events.tapped(node.id()));
		core.on('tap', (event: EventObject) => {
			if (event.target !== core) return;
			const tie = this.#tieAt(event.position);
			if (tie) events.tieTapped(tie.id);
			else events.groundTapped({ ...event.position });
		});
		core.on('dragpan scrollzoom pinchzoom', () => {
			this.#fitted = false;
			this.#view();
		});
		core.on('viewport', () => {
			this.#style();
			this.#view();
		});
	}

	/** The tie nearest to a point of the map, within a finger's reach. */
	#tieAt(point: Point): MapTie | null {
		let nearest: MapTie | null = null;
		let least = tieReachPx / this.#core.zoom();
		for (const tie of this.#ties) {
			const [from, to] = [tie.from, tie.to].map((id) => this.#core.getElementById(id));
			if (!from || !to || from.empty() || to.empty()) continue;
			const off = distanceToLine(point, bowOf(from.position(), to.position(), tie.bend));
			if (off <= least) [nearest, least] = [tie, off];
		}
		return nearest;
	}

	#view(): void {
		this.#events.viewed({ zoom: this.#core.zoom(), ...this.#core.pan(), fitted: this.#fitted });
	}

	/** Styles everybody anew where their size on the map has to change, and only then. */
	#style(): void {
		const zoom = this.#core.zoom();
		const unit = markScale(this.#ground, zoom) / zoom;
		if (Math.abs(unit - this.#unit) < this.#unit * scaleStep) return;
		this.#unit = unit;
		this.#core.style(stylesheet(this.#ground, unit, readColours(this.#container)));
	}
}

function isSame(one: Point, other: Point): boolean {
	return one.x === other.x && one.y === other.y;
}

interface Colours {
	readonly card: string;
	readonly inkSoft: string;
	readonly child: string;
	readonly onTone: string;
	readonly tones: readonly string[];
	readonly font: string;
}

/** The theme's colours as Cytoscape can read them, whatever notation the stylesheet uses. */
function readColours(element: HTMLElement): Colours {
	const style = getComputedStyle(element);
	const forced = matchMedia('(forced-colors: active)').matches;
	const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
	const colour = (token: string, system: 'Canvas' | 'CanvasText') => {
		if (!pen) return system === 'Canvas' ? 'white' : 'black';
		pen.fillStyle = forced ? system : style.getPropertyValue(token).trim();
		pen.fillRect(0, 0, 1, 1);
		const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
		return `rgb(${red},${green},${blue})`;
	};
	return {
		card: colour('--card', 'Canvas'),
		inkSoft: colour('--inkSoft', 'CanvasText'),
		child: colour('--leire', 'CanvasText'),
		onTone: colour('--landsby-on-av', 'Canvas'),
		tones: [1, 2, 3, 4, 5, 6].map((tone) => colour(`--landsby-av${tone}`, 'CanvasText')),
		font: style.fontFamily
	};
}

/**
 * @param unit map units for one unit of a person: what is drawn for people is measured in it
 * @param colours read anew at every change of scheme
 */
function stylesheet(ground: Ground, unit: number, colours: Colours): StylesheetJson {
	const size = ground.person * unit;
	const line = (ground.person / 40) * unit;
	return [
		{
			selector: 'node',
			style: {
				width: size,
				height: size,
				'background-color': colours.card,
				'border-width': 0,
				label: 'data(letters)',
				color: colours.onTone,
				'font-family': colours.font,
				'font-size': 17 * line,
				'font-weight': 600,
				'text-valign': 'center',
				'text-halign': 'center',
				'text-events': 'no',
				'overlay-opacity': 0
			}
		},
		...colours.tones.map((tone, index) => ({
			selector: `node[tone=${index + 1}]`,
			style: { 'background-color': tone, 'outline-color': tone, 'border-color': tone }
		})),
		{
			selector: 'node[outline="circle"]',
			style: { 'outline-width': 2 * line, 'outline-offset': 2.5 * line }
		},
		{
			selector: 'node[outline="triangle"]',
			style: { shape: 'round-triangle', width: size * 1.3, height: size * 1.2, 'text-margin-y': 5 * line }
		},
		{ selector: 'node[outline="square"]', style: { shape: 'round-rectangle' } },
		{
			selector: 'node[outline="professional"]',
			style: {
				shape: 'round-rectangle',
				'corner-radius': `${2 * line}px`,
				width: size * 0.8,
				height: size * 0.8,
				'outline-width': 2 * line,
				'outline-offset': 2 * line,
				'font-size': 16 * line
			}
		},
		...colours.tones.map((tone, index) => ({
			selector: `node[look="asked"][tone=${index + 1}]`,
			style: { 'background-color': colours.card, color: tone }
		})),
		{
			selector: 'node[look="asked"]',
			style: {
				'border-width': 2.5 * line,
				'border-style': 'dashed',
				'border-cap': 'round',
				'border-dash-pattern': [0.1 * line, 5.5 * line],
				'border-position': 'inside'
			}
		},
		{
			selector: 'node[look="dead"]',
			style: {
				'background-color': colours.card,
				color: colours.inkSoft,
				'border-color': colours.inkSoft,
				'outline-color': colours.inkSoft,
				'border-width': 1.6 * line,
				'border-style': 'dashed',
				'border-dash-pattern': [9 * line, 4 * line],
				'font-size': 16 * line
			}
		},
		// What has a shape of its own is drawn by a layer above, and this is only where it can be taken hold of.
		{
			selector: 'node[look="animal"], node[look="group"], node[look="place"]',
			style: { 'background-opacity': 0, 'outline-width': 0, label: '' }
		},
		{
			selector: 'node[look="child"]',
			style: {
				width: ground.child * unit,
				height: ground.child * unit,
				'background-color': colours.child,
				'border-color': colours.card,
				'border-width': 4 * unit,
				color: colours.card,
				'font-size': (node: NodeSingular) => childLetters * Number(node.data('size')) * unit,
				// On as many lines as it has been given: it is wide enough for each.
				'text-wrap': 'wrap',
				'text-max-width': `${ground.child * 2 * unit}px`
			}
		}
	] as StylesheetJson; // the published types know 'border-cap' and 'font-weight' only as narrower literals
}
