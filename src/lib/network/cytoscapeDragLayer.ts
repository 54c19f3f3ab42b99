/**
 * Whoever moves is drawn on Cytoscape's drag layer, and everybody else stays as they are painted. Whoever is in a hand is
 * taken off that layer again: they are a picture of their own that is only shifted, and where nobody else moves Cytoscape
 * has nothing to paint.
 *
 * Cytoscape means to do so for a hand on this screen, but each new position tells its renderer of new bounds, and that
 * paints all people anew; and whoever glides, as those do whom another person holds, is among all people. It has no
 * public name for the layer, so the few private ones are written down here. The version is pinned, and a test of
 * `tests/e2e/hands.spec.ts` fails where they have come to mean something else.
 */
import type { CollectionArgument, Core, NodeSingular } from 'cytoscape';
import { HeldPicture } from './heldPicture.ts';
import type { Point } from './placement.ts';

interface Renderer {
	/** `forcedContext`: a picture of everything is asked for, and nothing on the screen. */
	render(options?: { readonly forcedContext?: unknown }): void;
	notify(event: string, elements?: CollectionArgument): void;
	redrawHint(layer: 'eles' | 'drag', stale: boolean): void;
	redraw(): void;
	getPixelRatio(): number;
	drawCachedElement(pen: CanvasRenderingContext2D, node: NodeSingular, density: number): void;
	/** Divides everybody: those on the drag layer, and all others. */
	updateCachedGrabbedEles(): void;
	readonly cachedZSortedEles: { drag: NodeSingular[] } | null;
	readonly DRAG: number;
	readonly NODE: number;
	/** By layer, whether it is to be painted anew. */
	readonly data: { readonly canvasNeedsRedraw: boolean[]; readonly canvases: readonly HTMLCanvasElement[] };
}
/** What the published types do not tell of the core and of a node. */
interface Private {
	renderer(): Renderer;
	rscratch(name: 'inDragLayer'): boolean | undefined;
	rscratch(name: 'inDragLayer', value: boolean): void;
}

/** What the renderer is told of when elements have moved and nothing else of them has changed. */
const moves: ReadonlySet<string> = new Set(['bounds', 'draw', 'position']);

export class DragLayer {
	readonly #renderer: Renderer;
	/** Who stays on the layer at rest too: somebody holds them. */
	readonly #held = new Set<string>();
	/** Of everybody in a hand, on this screen or another. */
	readonly #pictures = new Map<NodeSingular, HeldPicture>();
	/** Somebody on the layer changes their way just now. */
	#turning = false;

	/** @param container where the map lies */
	constructor(core: Core, container: HTMLElement) {
		const renderer = hidden(core).renderer();
		this.#renderer = renderer;
		const notify = renderer.notify.bind(renderer);
		renderer.notify = (event, elements) => {
			const onLayer =
				this.#turning ||
				(moves.has(event) && elements?.toArray().every((one) => this.#isOn(one as NodeSingular)));
			if (onLayer) this.#paint('drag');
			else notify(event, elements);
		};
		const divide = renderer.updateCachedGrabbedEles.bind(renderer);
		renderer.updateCachedGrabbedEles = () => {
			divide();
			this.#takeInHand(container);
		};
		const render = renderer.render.bind(renderer);
		renderer.render = (options) => {
			if (options?.forcedContext) render(options);
			else this.#draw(core, () => render(options));
		};
	}

	/** Takes somebody onto the layer until `release`. */
	hold(node: NodeSingular): void {
		this.#held.add(node.id());
		this.#put(node, true);
		this.#divide();
	}

	/** They go back among the others, now or when they have come where they are on the way to. */
	release(node: NodeSingular): void {
		this.#held.delete(node.id());
		if (!node.animated()) this.#put(node, false);
		this.#divide();
	}

	/** Brings somebody to a point. @param ms how long they are on the way; 0: at once */
	move(node: NodeSingular, to: Point, ms: number): void {
		const held = this.#held.has(node.id());
		// A hand on this screen that lets go brings everybody back among the others, so they are taken up again.
		if (held || ms > 0) this.#put(node, true);
		this.stop(node);
		if (ms === 0) {
			node.position({ ...to });
			if (!held) this.#put(node, false);
			return;
		}
		const arrived = () => {
			if (!this.#held.has(node.id())) this.#put(node, false);
		};
		node.animate({ position: { ...to } }, { duration: ms, easing: 'ease-out', complete: arrived });
	}

	/** They stay where they are. */
	stop(node: NodeSingular): void {
		if (!node.animated()) return;
		// It tells the renderer of everybody, and nobody else has changed.
		this.#turning = this.#isOn(node);
		node.stop(true);
		this.#turning = false;
	}

	/** Somebody is no longer on the map. */
	forget(id: string): void {
		this.#held.delete(id);
	}

	/** Takes whoever is in a hand off the layer, and gives them a picture. */
	#takeInHand(container: HTMLElement): void {
		const everybody = this.#renderer.cachedZSortedEles;
		if (!everybody) return;
		const held = new Set(everybody.drag.filter((node) => node.grabbed() || this.#held.has(node.id())));
		everybody.drag = everybody.drag.filter((node) => !held.has(node));
		for (const [node, picture] of this.#pictures) {
			if (held.has(node)) continue;
			picture.remove();
			this.#pictures.delete(node);
		}
		for (const node of held)
			if (!this.#pictures.has(node)) this.#pictures.set(node, new HeldPicture(container));
	}

	/** Draws a frame. @param render Cytoscape's way, which says so when it has drawn */
	#draw(core: Core, render: () => void): void {
		const renderer = this.#renderer;
		const { DRAG, NODE } = renderer;
		const { canvasNeedsRedraw: stale, canvases } = renderer.data;
		// Everybody may look otherwise now, or the map lies elsewhere.
		const anew = stale[NODE] === true;
		const nothing = stale.every((isStale, layer) => !isStale || layer === DRAG);
		if (nothing && renderer.cachedZSortedEles?.drag.length === 0) {
			stale[DRAG] = false;
			core.emit('render');
		} else render();
		const layer = canvases[DRAG];
		if (layer) layer.style.visibility = renderer.cachedZSortedEles?.drag.length === 0 ? 'hidden' : '';
		if (this.#pictures.size === 0) return;
		const density = renderer.getPixelRatio();
		const { x, y } = core.pan();
		const seen = { zoom: core.zoom() * density, pan: { x: x * density, y: y * density }, density };
		for (const [node, picture] of this.#pictures) {
			const at = node.position();
			if (anew || !picture.painted) {
				const { x1, y1, x2, y2 } = node.boundingBox();
				const reach = Math.max(at.x - x1, x2 - at.x, at.y - y1, y2 - at.y);
				picture.paint(at, reach, seen, (pen) => renderer.drawCachedElement(pen, node, density));
			}
			picture.shift(at, seen);
		}
	}

	#isOn(node: NodeSingular): boolean {
		return hidden(node).rscratch('inDragLayer') === true;
	}

	#divide(): void {
		this.#renderer.updateCachedGrabbedEles();
		this.#paint('drag');
	}

	#put(node: NodeSingular, onLayer: boolean): void {
		if (this.#isOn(node) === onLayer || (node.grabbed() && !onLayer)) return;
		hidden(node).rscratch('inDragLayer', onLayer);
		this.#renderer.updateCachedGrabbedEles();
		this.#paint('eles', 'drag');
	}

	#paint(...layers: ('eles' | 'drag')[]): void {
		for (const layer of layers) this.#renderer.redrawHint(layer, true);
		this.#renderer.redraw();
	}
}

function hidden(of: Core | NodeSingular): Private {
	return of as unknown as Private; // see above
}
