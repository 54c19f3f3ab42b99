/** Which of the two maps is looked at: the room's, the child's own, or both beside each other where there is room. */
import { m } from '#lib/paraglide/messages.js';
import type { OpenNetwork } from './openNetwork.svelte.ts';

export type Layer = 'ours' | 'childs' | 'beside';

export class Layers {
	readonly #childs: () => OpenNetwork | null;
	readonly #besideFits: () => boolean;
	/** Which this person wants; null: both where they fit, once the child shows a map. */
	#wanted = $state<Layer | null>(null);

	/**
	 * @param childs the child's own map, or null for whom there is none to look at
	 * @param besideFits whether two maps have room beside each other
	 */
	constructor(childs: () => OpenNetwork | null, besideFits: () => boolean) {
		this.#childs = childs;
		this.#besideFits = besideFits;
	}

	/** Whether the child shows a map of their own. */
	get isChildsShown(): boolean {
		return (this.#childs()?.shownAt ?? null) !== null;
	}

	/** What is looked at. */
	get shown(): Layer {
		if (!this.#childs()) return 'ours';
		const asked = this.#wanted ?? (this.isChildsShown ? 'beside' : 'ours');
		return asked === 'beside' && !this.#besideFits() ? 'ours' : asked;
	}

	/** Whether somebody has chosen, or there is another map to turn to. */
	get isWorthTurning(): boolean {
		return this.isChildsShown || this.#wanted !== null;
	}

	/** What there is to choose from: two maps by their names, and both. */
	optionsFor(ours: OpenNetwork, childs: OpenNetwork): { value: Layer; label: string }[] {
		return [
			{ value: 'ours', label: ours.mapName },
			{ value: 'childs', label: childs.mapName },
			...(this.#besideFits() ? [{ value: 'beside' as const, label: m.network_layer_beside() }] : [])
		];
	}

	want(layer: Layer): void {
		this.#wanted = layer;
	}
}
