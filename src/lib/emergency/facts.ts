/**
 * The emergency plan as plain values, whoever read it: a page from the live documents, or the server from its
 * rows. From here on both run the same rules.
 */
import { lives } from '#lib/network/measures.ts';
import type { Person } from '#lib/network/network.ts';
import type { Wall } from '#lib/time/zone.ts';
import type { Arrival, Health, PhoneNumber, Place, Warning } from './care.ts';
import type { About, EmergencyContact } from './emergency.ts';
import type { Line } from './stretches.ts';
import { whoCanCome, type Caller, type Later } from './whoCanCome.ts';

type Bare<T> = Omit<T, 'made' | 'removed' | 'kind'>;

/** A contact as the rules and the pages need it. */
export type ContactFacts = Line & Pick<EmergencyContact, 'person' | 'words'>;

/** Who a contact is. */
export type PersonFacts = Pick<
	Person,
	'id' | 'name' | 'relation' | 'relationText' | 'status' | 'numbersForAll'
>;

/** What only readers of the care document may be given. */
export interface CareFacts {
	readonly numbers: readonly Bare<PhoneNumber>[];
	readonly arrivals: readonly Bare<Arrival>[];
	readonly health: readonly Bare<Health>[];
	readonly places: readonly Bare<Place>[];
	readonly warnings: readonly Bare<Warning>[];
}

export interface EmergencyFacts {
	/** In calling order, without those who were taken away. */
	readonly contacts: readonly ContactFacts[];
	/** Those who stand on the map. */
	readonly people: readonly PersonFacts[];
	readonly about: Pick<About, 'calms' | 'fears' | 'brings' | 'reviewBy'> | null;
	/** Null: not this reader's to see. */
	readonly care: CareFacts | null;
}

/** Somebody to call, with all that this reader may see of them. */
export interface Called {
	readonly id: string;
	readonly person: PersonFacts;
	readonly group: Caller<ContactFacts>['group'];
	readonly can: Caller<ContactFacts>['can'];
	readonly doubt: Caller<ContactFacts>['doubt'];
	readonly contact: ContactFacts;
	/** Minutes away; null: not given, or not this reader's to see. */
	readonly minutes: number | null;
	/** E.164. Empty: none is given that this reader may see. */
	readonly numbers: readonly { readonly value: string; readonly type: PhoneNumber['type'] | 'forAll' }[];
}

export interface Now {
	readonly wall: Wall;
	readonly callers: readonly Called[];
	readonly later: readonly (Pick<Later<ContactFacts>, 'weekday' | 'time' | 'inMinutes'> & {
		readonly person: PersonFacts;
	})[];
}

/**
 * Who can come at a given moment.
 * @param wall day and time in the room's zone
 */
export function nowOf(facts: EmergencyFacts, wall: Wall): Now {
	const people = new Map(facts.people.map((person) => [person.id, person]));
	const { now, later } = whoCanCome(callable(facts), wall);
	return {
		wall,
		callers: now.flatMap(({ contact, group, can, doubt }) => {
			const person = people.get(contact.person);
			if (!person) return [];
			return [
				{
					id: contact.id,
					person,
					group,
					can,
					doubt,
					contact,
					minutes: minutesOf(facts, person.id),
					numbers: numbersOf(facts, person)
				}
			];
		}),
		later: later.flatMap(({ contact, weekday, time, inMinutes }) => {
			const person = people.get(contact.person);
			return person ? [{ person, weekday, time, inMinutes }] : [];
		})
	};
}

/**
 * The contacts that count: their person stands on the map and lives, and, where this reader may know it, is not among
 * those who must never be called. Others see them still: what they do not see tells nothing.
 */
export function callable(facts: EmergencyFacts): ContactFacts[] {
	const here = new Set(facts.people.filter(lives).map(({ id }) => id));
	const never = new Set(neverCalled(facts.care));
	return facts.contacts.filter(({ person }) => here.has(person) && !never.has(person));
}

/** People on the map who must never be called or asked. */
export function neverCalled(care: CareFacts | null): string[] {
	return (care?.warnings ?? []).flatMap(({ type, person }) =>
		person !== undefined && (type === 'neverCall' || type === 'mustNotBeAsked') ? [person] : []
	);
}

/** Minutes until somebody is here; null where it is not given or not this reader's. */
export function minutesOf(facts: EmergencyFacts, person: string): number | null {
	return facts.care?.arrivals.find((arrival) => arrival.person === person)?.minutes ?? null;
}

/** Somebody's numbers that this reader may see: those of the care document, and those shared with all. */
export function numbersOf(facts: EmergencyFacts, person: PersonFacts): Called['numbers'] {
	const own = (facts.care?.numbers ?? []).filter((number) => number.person === person.id);
	const known = new Set(own.map(({ value }) => value));
	const shared = (person.numbersForAll ?? []).filter((value) => !known.has(value));
	return [
		...own.map(({ value, type }) => ({ value, type })),
		...shared.map((value) => ({ value, type: 'forAll' as const }))
	];
}
