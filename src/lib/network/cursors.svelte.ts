/** Others' pointers on the map: a finger on the paper they all look at. Few at a time, and gone when they rest. */
import { untrack } from 'svelte';
import { firstName } from './names.ts';
import type { OpenNetwork } from './openNetwork.svelte.ts';
import type { Point } from './placement.ts';

export interface Pointer extends Point {
	readonly client: number;
	readonly name: string;
}

/** More than this is noise. */
const atMost = 6;
const restMs = 3_000;

export class Cursors {
	/** Who moved last comes first; places are parts of the map's radius, the same on every screen. */
	shown = $state.raw<readonly Pointer[]>([]);
	readonly #network: Pick<OpenNetwork, 'presence'>;

	/** Call while a component is being made: it follows others as long as that lives. */
	constructor(network: Pick<OpenNetwork, 'presence'>) {
		this.#network = network;
		const timers = new Map<number, ReturnType<typeof setTimeout>>();
		const last = new Map<number, Point>();
		$effect(() => {
			const pointers = (network.presence?.others ?? []).flatMap(({ client, name, cursor, hold }) =>
				// Whom somebody holds shows where they are, and says their name already.
				cursor && !hold ? [{ client, name: firstName(name), x: cursor.x, y: cursor.y }] : []
			);
			untrack(() => {
				const here = pointers.map(({ client }) => client);
				this.shown = this.shown.filter(({ client }) => here.includes(client));
				for (const pointer of pointers) {
					const before = last.get(pointer.client);
					if (before?.x === pointer.x && before.y === pointer.y) continue;
					last.set(pointer.client, pointer);
					this.#show(pointer);
					clearTimeout(timers.get(pointer.client));
					timers.set(
						pointer.client,
						setTimeout(() => this.#hide(pointer.client), restMs)
					);
				}
			});
		});
		$effect(() => () => {
			for (const timer of timers.values()) clearTimeout(timer);
		});
	}

	/** Shows the others where this person points; null: nowhere. */
	point(at: Point | null): void {
		this.#network.presence?.show({ cursor: at && { x: rounded(at.x), y: rounded(at.y) } });
	}

	#show(pointer: Pointer): void {
		this.shown = [pointer, ...this.shown.filter(({ client }) => client !== pointer.client)].slice(0, atMost);
	}

	#hide(client: number): void {
		this.shown = this.shown.filter((pointer) => pointer.client !== client);
	}
}

/** A thousandth of the map is less than a pixel. */
function rounded(part: number): number {
	return Math.round(part * 1000) / 1000;
}
