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
			const { entity: person, ring, angle, heldMs = 0 } = hold;
			return [{ client, person, by: firstName(name), ring, angle, heldMs }];
		})
	);
	/** What was said last before the silence grew too long. */
	#silent = $state.raw<readonly Said[]>([]);
	/** What others hold, by the person held: it changes with every step of their hands. */
	readonly others: ReadonlyMap<string, Said> = $derived(heldNow(this.#said, this.#silent));
	/** Who is held and by whom: it changes only when a hand closes or opens. */
	readonly holders: ReadonlyMap<string, string>;
	readonly #holders = new SvelteMap<string, string>();
	/** Whom this page holds, since when by its clock, and what it has said of that last. */
	#own: (LoosePlacement & Pick<Said, 'person' | 'heldMs'> & { readonly since: number }) | null = null;

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
			const seen: (readonly Said[])[] = [[], []];
			const timer = setInterval(() => {
				seen.push(this.#said);
				this.#silent = seen.shift() ?? [];
				// A hand that rests is still closed, and says so before it is taken for one that is gone.
				if (this.#own) this.show(this.#own.person, this.#own);
			}, holdSilenceMs / 2);
			return () => clearInterval(timer);
		});
	}

	/** Whether this page lets go of somebody whom it holds, since another took hold of them at the same moment. */
	givesWay(hold: Said): boolean {
		const { presence } = this.#network;
		return presence !== null && givesWay({ client: presence.client, heldMs: this.#own?.heldMs ?? 0 }, hold);
	}

	/** Shows the others where this person holds somebody. On a map of one's own nobody is told. */
	show(person: string, { ring, angle }: LoosePlacement): void {
		const now = performance.now();
		const since = this.#own?.person === person ? this.#own.since : now;
		const heldMs = Math.round(now - since);
		this.#own = { person, since, ring, angle, heldMs };
		this.#network.presence?.show({ hold: { entity: person, ring, angle, heldMs } });
	}

	/** Tells the others that this hand is open. */
	end(): void {
		this.#own = null;
		this.#network.presence?.show({ hold: null });
	}
}
