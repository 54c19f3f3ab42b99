/** Carries out an import: everybody at once, as one step that can be taken back as one. */
import { m } from '#lib/paraglide/messages.js';
import type { Room } from '#lib/room/room.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { createPeople, removePeople, type NewPerson, type PersonChange } from '../document.ts';
import type { Placement } from '../network.ts';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import { emptyPlaces } from '../freePlaces.ts';
import { sectorFor } from '../relations.ts';
import type { Candidate } from './candidates.ts';
import type { NumberDesk } from './numbers.ts';
import type { ImportPlan } from './plan.ts';

/**
 * Puts everybody of a plan on the map. Those of whom it is known who they are get a place; the others wait beside the
 * map, as nobody has said anything yet of how near they are.
 * @returns the ids of those who are new
 */
export function bring(
	network: OpenNetwork,
	{ added, additions }: ImportPlan,
	desk: NumberDesk | null
): string[] {
	const { room } = network;
	const doc = room.shared.doc;
	const places = placesFor(network, added);
	const changed = additions.filter(({ changes }) => Object.keys(changes).length > 0);
	let ids: string[] = [];
	let numbers: readonly string[] = [];
	room.together(() => {
		ids = createPeople(
			doc,
			room.author(),
			added.map((candidate, index) => newPerson(candidate, places[index] ?? null)),
			changed.map(({ person, changes }) => ({ id: person, changes }))
		);
		if (!desk?.mayWrite) return;
		const all = [
			...added.flatMap(({ numbers }, index) =>
				numbers.map((number) => ({ person: ids[index] ?? '', ...number }))
			),
			...additions.flatMap(({ person, numbers }) => numbers.map((number) => ({ person, ...number })))
		];
		if (all.length > 0) numbers = desk.add(all);
	});
	const told = toasts.show({
		text:
			added.length === 0
				? m.adding_brought_merged({ count: additions.length })
				: additions.length === 0
					? m.adding_brought({ count: added.length })
					: m.adding_brought_both({ count: added.length, merged: additions.length }),
		undo: () => takeBack(ids)
	});
	// Somebody else may have taken the last places meanwhile: then nothing of it stays, and nothing says that it came.
	ifRefused(room, ids, () => {
		if (told !== null) toasts.dismiss(told);
		takeBack([]);
	});
	return ids;

	function takeBack(people: readonly string[]) {
		const back = changed.map(({ person, changes }) => backTo(network, person, changes));
		room.together(() => {
			removePeople(room.shared.doc, room.author(), people, back);
			if (numbers.length > 0) desk?.takeBack(numbers);
		});
	}
}

/** Waits until the room has those who are new, or has refused them: then it calls, once this copy is in line again. */
function ifRefused({ shared }: Room, ids: readonly string[], then: () => void): void {
	if (ids.length === 0) return;
	let isRefused = false;
	const before = shared.savedAt;
	const stop = $effect.root(() => {
		$effect(() => {
			const { refusal, saved, savedAt } = shared;
			isRefused ||= ids.some((id) => refusal?.paths.includes(`people/${id}`) === true);
			// Saved, and not as it was before these were written.
			if (!saved || savedAt === before) return;
			queueMicrotask(() => {
				stop();
				if (isRefused) then();
			});
		});
	});
}

/** A place for each of whom it is known who they are. */
function placesFor(network: OpenNetwork, added: readonly Candidate[]): (Placement | null)[] {
	const wanted = added.map(({ relation, sector }) => sector ?? sectorFor(relation));
	const known = wanted.filter((sector) => sector !== undefined);
	const places = emptyPlaces(
		network.placements(),
		known.map((sector) => ({ ring: null, sector })),
		network.rings.length
	);
	return wanted.map((sector) => (sector === undefined ? null : (places.shift() ?? null)));
}

function newPerson(candidate: Candidate, placement: Placement | null): NewPerson {
	const { name, kind, relation, relationText, side, sector = sectorFor(relation) } = candidate;
	return { name, kind, relation, relationText, side, sector, placement: placement ?? undefined };
}

/** Takes away again what was added to somebody, unless somebody has said otherwise since. */
function backTo(network: OpenNetwork, id: string, changes: PersonChange['changes']): PersonChange {
	const now = network.person(id);
	const ours = Object.entries(changes).filter(([field, value]) => now?.[field as keyof typeof now] === value);
	return { id, changes: Object.fromEntries(ours.map(([field]) => [field, undefined])) };
}
