/**
 * Whoever moves is drawn on Cytoscape's drag layer, and everybody else stays as they are painted.
 *
 * Cytoscape means to do so for a hand on this screen, but each new position tells its renderer of new bounds, and that
 * paints all people anew; and whoever glides, as those do whom another person holds, is among all people. It has no
 * public name for the layer, so the few private ones are written down here. The version is pinned, and a test of
 * `tests/e2e/hands.spec.ts` fails where they have come to mean something else.
 */
import type { CollectionArgument, Core, NodeSingular } from 'cytoscape';
import type { Point } from './placement.ts';

interface Renderer {
	notify(event: string, elements?: CollectionArgument): void;
	redrawHint(layer: 'eles' | 'drag', stale: boolean): void;
	redraw(): void;
	updateCachedGrabbedEles(): void;
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
	/** Somebody on the layer changes their way just now. */
	#turning = false;

	constructor(core: Core) {
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
	}

	/** Takes somebody onto the layer until `release`. */
	hold(node: NodeSingular): void {
		this.#held.add(node.id());
		this.#put(node, true);
	}

	/** They go back among the others, now or when they have come where they are on the way to. */
	release(node: NodeSingular): void {
		this.#held.delete(node.id());
		if (!node.animated()) this.#put(node, false);
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

	#isOn(node: NodeSingular): boolean {
		return hidden(node).rscratch('inDragLayer') === true;
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
