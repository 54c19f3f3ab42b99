/**
 * The map as it was in an earlier plan, beside the map as it is: who is new, came closer, moved away, is gone. A talk to
 * have, not a score: nothing is added up, and nobody is better or worse for it.
 */
import { ringWithin } from '../captions.ts';
import type { Person, PersonKind, Placement, Ring, Sector } from '../network.ts';
import { clearPlace, freePlace } from '../freePlaces.ts';
import { sectorFor, sectorOf } from '../relations.ts';
import { RELATIONS, SECTORS } from '../network.ts';

/** Somebody as an earlier plan has them: it knows the ring, and no exact place on it unless it is the child's own map. */
export interface Earlier {
	readonly id: string;
	readonly name: string;
	readonly kind: PersonKind;
	readonly ring?: number | undefined;
	/** Degrees, where the plan knows it. */
	readonly angle?: number | undefined;
	readonly sector?: string | undefined;
	readonly relation?: string | undefined;
}

/** What became of somebody; `unplaced` stands on one of the two maps without a ring, so it cannot be told. */
export type Became = 'new' | 'gone' | 'closer' | 'away' | 'same' | 'unplaced';

export interface Change {
	readonly id: string;
	readonly name: string;
	readonly kind: PersonKind;
	readonly became: Became;
	/** The rings they stood in, and stand in; null where there was none. */
	readonly from: number | null;
	readonly to: number | null;
	/** Where they are drawn on the map of both; null where they are on none of them. */
	readonly before: Placement | null;
	readonly after: Placement | null;
}

/**
 * Compares two maps, people in the order of the newer, those who are gone last.
 * @param before everybody but the child, of the earlier plan
 * @param now everybody but the child, as they stand on the map now
 * @param rings how many the earlier map had, and how many this one has. Where that differs, a ring that one of them has
 * not counts as its outermost: that a ring was taken away moves nobody
 */
export function changesSince(
	before: readonly Earlier[],
	now: readonly Person[],
	rings: { readonly before: number; readonly now: number }
): Change[] {
	const both = Math.min(rings.before, rings.now);
	const onBoth = (ring: number | undefined) => (ring === undefined ? null : ringWithin(ring, both));
	const old = new Map(before.map((person) => [person.id, person]));
	const still = new Set(now.map(({ id }) => id));
	/** Where somebody is drawn already, so that those who are put back cover nobody. */
	const taken: Placement[] = now.flatMap(({ placement }) => (placement ? [placement] : []));
	const put = (ring: number, sector: Sector | undefined): Placement => {
		const place = freePlace(taken, ringWithin(ring, rings.now), sector, rings.now);
		taken.push(place);
		return place;
	};
	/** Where they stood: where the plan knows it, else in the same direction as now, unless they belonged elsewhere. */
	const stood = (earlier: Earlier, after: Person | null, ring: Ring): Placement => {
		const placement = after?.placement;
		const sector = sectorOfEarlier(earlier);
		const isElsewhere = sector !== undefined && (!after || sector !== sectorOf(after));
		const angle = earlier.angle ?? (isElsewhere ? undefined : placement?.angle);
		if (angle === undefined) return put(ring, sector);
		// Not on top of anybody of before, nor of anybody of now, as the place they left stays to be seen.
		const others = taken.filter((one) => one !== placement);
		const place = clearPlace(others, { ring: ringWithin(ring, rings.now), angle }, rings.now);
		taken.push(place);
		return place;
	};

	const changes = now.map((person): Change => {
		const { id, name, kind, placement } = person;
		const earlier = old.get(id);
		const [from, to] = [onBoth(earlier?.ring), onBoth(placement?.ring)];
		const after = placement ?? null;
		if (!earlier) return { id, name, kind, became: 'new', from, to, before: null, after };
		if (from === null || to === null)
			return { id, name, kind, became: 'unplaced', from, to, before: null, after };
		const became = from === to ? 'same' : from > to ? 'closer' : 'away';
		const where = became === 'same' ? after : stood(earlier, person, from);
		return { id, name, kind, became, from, to, before: where, after };
	});
	const gone = before
		.filter(({ id }) => !still.has(id))
		.map((earlier): Change => {
			const { id, name, kind } = earlier;
			const from = onBoth(earlier.ring);
			const where = from === null ? null : stood(earlier, null, from);
			return { id, name, kind, became: 'gone', from, to: null, before: where, after: null };
		});
	return [...changes, ...gone];
}

/** What is worth a sentence, in the order in which it is said. */
export const TOLD = ['new', 'closer', 'away', 'gone'] as const;
export type Told = (typeof TOLD)[number];

/** Those of whom something is told, by what became of them. */
export function told(changes: readonly Change[]): ReadonlyMap<Told, readonly Change[]> {
	return new Map(TOLD.map((became) => [became, changes.filter((change) => change.became === became)]));
}

/** The sector of an earlier plan, whose words may be of another time. */
function sectorOfEarlier({ sector, relation }: Earlier): Sector | undefined {
	return (
		SECTORS.find((known) => known === sector) ?? sectorFor(RELATIONS.find((known) => known === relation))
	);
}
