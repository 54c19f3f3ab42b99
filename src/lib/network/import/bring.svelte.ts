/** Carries out an import: everybody at once, as one step that can be taken back as one. */
import { m } from '#lib/paraglide/messages.js';
import { ifRefused } from '#lib/room/ifRefused.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { createPeople, removePeople, type NewPerson, type PersonChange } from '../document.ts';
import type { Placement } from '../network.ts';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import { emptyPlaces } from '../freePlaces.ts';
import { sectorFor } from '../relations.ts';
import type { Candidate } from './candidates.ts';
import type { NumberDesk } from './numbers.ts';
import { withoutNumbers, type ImportPlan } from './plan.ts';
import { withoutNumbersInWords } from './words.svelte.ts';

/**
 * Puts everybody of a plan on the map. Those of whom it is known who they are get a place; the others wait beside the
 * map, as nobody has said anything yet of how near they are.
 * @returns the ids of those who are new
 */
export function bring(network: OpenNetwork, plan: ImportPlan, desk: NumberDesk | null): string[] {
	const { added, additions } = plan;
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
	const called = (person: string): string => network.nameOf(person);
	const without = withoutNumbers(plan, desk?.mayWrite === true).map((who) =>
		'name' in who ? who.name : called(who.person)
	);
	let told = tell(without);
	// Somebody else may have taken the last places meanwhile: then nothing of it stays, and nothing says that it came.
	ifRefused(
		room.shared,
		ids.map((id) => `people/${id}`),
		() => {
			if (told !== null) toasts.dismiss(told);
			takeBack([]);
		}
	);
	// The right to write numbers may have ended meanwhile: who came, came without.
	desk?.ifRefused(numbers, (people) => {
		if (told !== null) toasts.dismiss(told);
		told = tell([...new Set([...without, ...people.map(called)])]);
	});
	return ids;

	function tell(without: readonly string[]): number | null {
		const brought =
			added.length === 0
				? m.adding_brought_merged({ count: additions.length })
				: additions.length === 0
					? m.adding_brought({ count: added.length })
					: m.adding_brought_both({ count: added.length, merged: additions.length });
		return toasts.show({
			text: [brought, withoutNumbersInWords(without)].join(' ').trim(),
			undo: () => takeBack(ids)
		});
	}

	function takeBack(people: readonly string[]) {
		const back = changed.map(({ person, changes }) => backTo(network, person, changes));
		room.together(() => {
			removePeople(room.shared.doc, room.author(), people, back);
			if (numbers.length > 0) desk?.takeBack(numbers);
		});
	}
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
