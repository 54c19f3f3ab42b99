/** Who holds whom on the map just now: what others drag moves here, and cannot be taken out of their hand. */
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { holdSilenceMs } from '#lib/room/presence.svelte.ts';
import type { OpenNetwork } from './openNetwork.svelte.ts';
import { givesWay, heldNow, type Said } from './hold.ts';
import { firstName } from './names.ts';
import type { LoosePlacement } from './placement.ts';

export class Holds {
	readonly #network: Pick<OpenNetwork, 'presence'>;
	readonly #said = $derived.by((): Said[] =>
		(this.#network.presence?.others ?? []).flatMap(({ client, name, hold }) => {
			if (hold?.ring === undefined || hold.angle === undefined) return [];
			return [{ client, person: hold.entity, by: firstName(name), ring: hold.ring, angle: hold.angle }];
		})
	);
	/** What was said last before the silence grew too long. */
	#silent = $state.raw<readonly Said[]>([]);
	/** What others hold, by the person held: it changes with every step of their hands. */
	readonly others: ReadonlyMap<string, Said> = $derived(heldNow(this.#said, this.#silent));
	/** Who is held and by whom: it changes only when a hand closes or opens. */
	readonly holders: ReadonlyMap<string, string>;
	readonly #holders = new SvelteMap<string, string>();

	/** Call while a component is being made: its timer lives and dies with it. */
	constructor(network: Pick<OpenNetwork, 'presence'>) {
		this.#network = network;
		this.holders = this.#holders;
		$effect.pre(() => {
			const { others } = this;
			untrack(() => {
				for (const id of [...this.#holders.keys()]) if (!others.has(id)) this.#holders.delete(id);
				for (const [id, { by }] of others) if (this.#holders.get(id) !== by) this.#holders.set(id, by);
			});
		});
		$effect(() => {
			const said = this.#said;
			const timer = setTimeout(() => (this.#silent = said), holdSilenceMs);
			return () => clearTimeout(timer);
		});
	}

	/** Whether this page lets go of somebody whom it holds, since another took hold of them at the same moment. */
	givesWay(hold: Said, heldMs: number): boolean {
		const { presence } = this.#network;
		return presence !== null && givesWay(presence.client, heldMs, hold);
	}

	/** Shows the others where this person holds somebody; null: let go. On a map of one's own nobody is told. */
	show(person: string | null, at?: LoosePlacement): void {
		this.#network.presence?.show({ hold: person === null ? null : { entity: person, ...at } });
	}
}
