/** The emergency plan as a page has it: who can come, what this person may do with it, and the verbs. */
import { createPerson, readPeople } from '#lib/network/document.ts';
import { shortNames } from '#lib/network/names.ts';
import type { Consent, Person } from '#lib/network/network.ts';
import { capital } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { present } from '#lib/room/document.ts';
import { live } from '#lib/room/live.svelte.ts';
import { OpenProposals, type Described } from '#lib/room/proposals/openProposals.svelte.ts';
import type { OpenProposal, Values } from '#lib/room/proposals/proposals.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { wallTime, type Wall } from '#lib/time/zone.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import {
	CARE_ROOTS,
	createNumber,
	readCare,
	removeCare,
	restoreCare,
	setArrival,
	type CareRoot
} from './care/document.ts';
import type { NumberType } from './care.ts';
import { presetHours } from './clock.ts';
import { coverageOf } from './coverage.ts';
import {
	changeContact,
	createContact,
	moveContact,
	readEmergency,
	removeContact,
	restoreContact,
	setAvailability,
	setConsent
} from './document.ts';
import type { About, EmergencyContact, Hours, Task } from './emergency.ts';
import { callable, nowOf, type CareFacts, type EmergencyFacts } from './facts.ts';
import { comeAtNight } from './nights.ts';
import { showPhone } from './phone.ts';
import { proposedContact, type ContactChanges } from './proposals.ts';
import { doesWords, hoursWord, periodWord } from './words.svelte.ts';

/** How often the clock on the wall is looked at. */
const lookEveryMs = 15_000;

export class OpenEmergency {
	readonly room: Room;
	readonly proposals: OpenProposals;
	readonly #emergency: { readonly current: ReturnType<typeof readEmergency> };
	readonly #people: { readonly current: ReturnType<typeof readPeople> };
	readonly #care: { readonly current: ReturnType<typeof readCare> } | null;

	/** The contact whose panel is open. */
	selected = $state<string | null>(null);
	/** The sheet for adding is open; `hours` where it was opened for a gap. */
	adding = $state.raw<{ readonly hours: readonly Hours[] } | null>(null);
	/** What is read to screen readers after a move. */
	said = $state('');
	/** Day and time on the wall of the room. */
	wall = $state.raw<Wall>({ day: '2000-01-01', time: '00:00', weekday: 6 });

	/** In calling order. */
	readonly contacts = $derived.by(() => present(this.#all));
	readonly removed = $derived.by(() => this.#all.filter(({ removed }) => removed !== undefined));
	readonly about = $derived.by(
		() => this.#emergency.current.entities.find((entity): entity is About => entity.kind === 'about') ?? null
	);
	/** People on the map, the child and animals not among them. */
	readonly people = $derived.by(() =>
		present(this.#people.current.entities).filter((entity): entity is Person => entity.kind === 'person')
	);
	/** What of the care document stands; null where it is not this person's to open. */
	readonly care = $derived.by((): CareFacts | null => {
		if (!this.#care) return null;
		const { numbers, arrivals, health, places, warnings } = this.#care.current;
		return {
			numbers: present(numbers.entities),
			arrivals: present(arrivals.entities),
			health: present(health.entities),
			places: present(places.entities),
			warnings: present(warnings.entities)
		};
	});
	readonly facts = $derived.by((): EmergencyFacts => ({
		contacts: this.contacts,
		people: this.people,
		about: this.about,
		care: this.care
	}));
	readonly coverage = $derived.by(() => coverageOf(callable(this.facts), this.wall.day));
	/** People who are there at night. */
	readonly atNight = $derived.by(() => comeAtNight(callable(this.facts), this.wall.day));
	readonly now = $derived.by(() => nowOf(this.facts, this.wall));
	/** Contacts of which some hours could not be read. */
	readonly unread = $derived.by(() => this.#emergency.current.malformed.map(({ id }) => id));
	/** How many entries could not be read (law L5). */
	readonly malformed = $derived.by(() => {
		const care = this.#care?.current;
		const inCare = care ? CARE_ROOTS.reduce((sum, root) => sum + care[root].malformed.length, 0) : 0;
		return this.#emergency.current.malformed.length + inCare;
	});

	readonly #all = $derived.by(() =>
		this.#emergency.current.entities.filter(
			(entity): entity is EmergencyContact => entity.kind === 'emergencyContact'
		)
	);
	readonly #everybody = $derived.by(() =>
		this.#people.current.entities.filter((entity): entity is Person => entity.kind !== 'child')
	);
	readonly #shortNames = $derived.by(() => shortNames(this.#everybody));

	constructor(room: Room) {
		this.room = room;
		this.#emergency = live(room.shared, ['emergency'], readEmergency);
		this.#people = live(room.shared, ['people'], readPeople);
		this.#care = room.care ? live(room.care, CARE_ROOTS, readCare) : null;
		this.proposals = new OpenProposals(room, 'emergency', (proposal) => this.#describe(proposal));
		this.lookAtClock();
		$effect(() => {
			const looking = setInterval(() => this.lookAtClock(), lookEveryMs);
			return () => clearInterval(looking);
		});
	}

	lookAtClock(): void {
		const wall = wallTime(this.room.author().at, this.room.timeZone);
		if (wall.time !== this.wall.time || wall.day !== this.wall.day) this.wall = wall;
	}

	/** The contact whose panel is open, if it still stands. */
	get contact(): EmergencyContact | null {
		return this.contacts.find(({ id }) => id === this.selected) ?? null;
	}
	/** Somebody's place in the calling order, from 1. */
	placeOf(contact: Pick<EmergencyContact, 'id'>): number {
		return this.contacts.findIndex(({ id }) => id === contact.id) + 1;
	}
	/** Somebody on the map, also if they were taken off it; null for who is unknown. */
	person(id: string): Person | null {
		return this.#everybody.find((person) => person.id === id) ?? null;
	}
	/** Whether somebody stands on the map. */
	onMap(id: string): boolean {
		return this.people.some((person) => person.id === id);
	}
	/** The name of somebody as it is said; “someone” for who is unknown. */
	name(person: string): string {
		return this.#shortNames.get(person) ?? m.emergency_someone();
	}
	/** The names of contacts by their own ids, in calling order. */
	names(contacts: readonly string[]): string[] {
		return this.contacts.filter(({ id }) => contacts.includes(id)).map(({ person }) => this.name(person));
	}

	get mayAdd(): boolean {
		return this.room.may('emergency');
	}
	mayEdit(contact: string): boolean {
		return this.room.may('emergency', contact);
	}
	get mayPropose(): boolean {
		return this.room.mayPropose('emergency');
	}
	/** The contact that is this person's own, if there is one. */
	get own(): EmergencyContact | null {
		return (
			this.contacts.find(({ id, person }) => this.room.owns(id) || person === this.room.me.person) ?? null
		);
	}

	/** Puts somebody from the map, or somebody new, last in the order. */
	add(
		who: { readonly person: string } | { readonly name: string },
		more: { readonly can: readonly Task[]; readonly availability: readonly Hours[] }
	): void {
		const person =
			'person' in who
				? who.person
				: createPerson(this.#doc, this.room.author(), { name: who.name, kind: 'person' });
		this.selected = createContact(this.#doc, this.room.author(), {
			person,
			can: more.can,
			availability: more.availability,
			consent: { status: 'notAsked' }
		});
		this.adding = null;
		this.said = m.emergency_added({ name: this.name(person), number: this.contacts.length });
	}

	/** Proposes somebody from the map. */
	proposeContact(
		person: string,
		more: { readonly can: readonly Task[]; readonly availability: readonly Hours[] },
		why: string
	): void {
		this.proposals.propose({
			target: { section: 'emergency' },
			fields: valuesOf({ kind: 'emergencyContact', person, ...more }),
			why
		});
		this.adding = null;
	}
	/** A child asks whether somebody can be in the plan, at night: the hours are for the adults to agree with them. */
	askForNights(person: string, why: string): void {
		this.proposals.propose(
			{
				target: { section: 'emergency' },
				fields: valuesOf({ kind: 'emergencyContact', person, availability: [presetHours.nights] }),
				why
			},
			true
		);
	}
	/** Proposes to change what stands of a contact. */
	proposeChange(contact: EmergencyContact, changes: ContactChanges, why: string): void {
		this.proposals.propose({
			target: { section: 'emergency', entity: contact.id },
			fields: valuesOf(changes),
			was: valuesOf(this.valuesNow(contact, changes)),
			why
		});
	}
	/** What stands now in the fields that would be changed. */
	valuesNow(contact: EmergencyContact, changes: ContactChanges): ContactChanges {
		const { can, availability, words } = contact;
		const now = { can: [...can], availability: [...availability], words, place: this.placeOf(contact) };
		return Object.fromEntries(Object.entries(now).filter(([name]) => name in changes));
	}
	/** “Kan hente. Mandag–onsdag 08–15. Nummer 2.” */
	changesInWords({ can, availability, words, place }: ContactChanges): string {
		const child = this.room.child.name;
		return [
			can && sentence(doesWords(can, child)),
			availability && sentence(hoursWord(availability, child)),
			words === undefined ? '' : words === '' ? m.emergency_propose_no_words() : `«${words}»`,
			place === undefined ? '' : sentence(m.emergency_number({ number: place }))
		]
			.filter(Boolean)
			.join(' ');
	}

	/** What a proposal says, in words, and what would come of it. */
	#describe(proposal: OpenProposal): Described | null {
		const proposed = proposedContact(proposal);
		if (proposed?.kind === 'change') {
			const contact = this.contacts.find(({ id }) => id === proposed.contact);
			const any = this.#all.find(({ id }) => id === proposed.contact);
			const now = contact ? this.valuesNow(contact, proposed.changes) : {};
			return {
				what: any ? this.name(any.person) : '',
				proposed: this.changesInWords(proposed.changes),
				now: contact ? this.changesInWords(now) : null,
				values: { ...now },
				apply: contact ? () => changeContact(this.#doc, contact.id, proposed.changes) : null
			};
		}
		if (proposed?.kind === 'new') {
			const { kind: _kind, ...contact } = proposed.contact;
			const { person, ...more } = contact;
			const there = this.contacts.some((one) => one.person === person);
			return {
				what: this.name(person),
				proposed: [m.emergency_propose_new_word(), this.changesInWords(more)].join(' '),
				now: there ? m.emergency_propose_there() : null,
				values: {},
				apply: () =>
					void createContact(this.#doc, this.room.author(), { ...contact, consent: { status: 'notAsked' } })
			};
		}
		return null;
	}

	move(contact: EmergencyContact, step: -1 | 1): void {
		moveContact(this.#doc, contact.id, step);
		this.said = m.emergency_moved({ name: this.name(contact.person), number: this.placeOf(contact) });
	}

	/** Takes somebody out of the plan, and offers to take that back. */
	remove(contact: EmergencyContact): void {
		removeContact(this.#doc, contact.id, this.room.author());
		if (this.selected === contact.id) this.selected = null;
		toasts.show({
			text: m.emergency_removed({ name: this.name(contact.person) }),
			undo: () => restoreContact(this.#doc, contact.id)
		});
	}
	restore(contact: EmergencyContact): void {
		restoreContact(this.#doc, contact.id);
	}

	/**
	 * Puts hours into a contact's list as it stands now, not as it stood when the form was opened.
	 * @param instead the period that is changed; where it is gone meanwhile, the new one is added
	 */
	putHours(id: string, hours: Hours, instead: Hours | null): void {
		const now = this.contacts.find((contact) => contact.id === id)?.availability ?? [];
		setAvailability(this.#doc, id, withHours(now, hours, instead));
		this.said = m.emergency_hours_saved({ when: periodWord(hours) });
	}
	/** The same, for whoever may not put them there any more. */
	proposeHours(contact: EmergencyContact, hours: Hours, instead: Hours | null): void {
		this.proposeChange(contact, { availability: withHours(contact.availability, hours, instead) }, '');
	}
	removeHours(id: string, hours: Hours): void {
		const now = this.contacts.find((contact) => contact.id === id)?.availability ?? [];
		setAvailability(
			this.#doc,
			id,
			now.filter((period) => !isSame(period, hours))
		);
		toasts.show({
			text: m.emergency_hours_removed({ when: periodWord(hours) }),
			undo: () => this.putHours(id, hours, null)
		});
	}

	/** Writes an answer that was given today, or on another day. */
	answer(id: string, status: Consent['status'], day: string): void {
		setConsent(
			this.#doc,
			id,
			status === 'notAsked' ? { status } : { status, at: day, askedBy: this.room.me.participant }
		);
	}

	/** Adds a number for those who care for the child. Only where the care document is open. */
	addNumber(person: string, type: NumberType, value: string): void {
		if (this.room.care) createNumber(this.room.care.doc, this.room.author(), { person, type, value });
	}
	removeNumber(id: string, value: string): void {
		this.removeCare('numbers', id, m.emergency_phone_removed({ number: showPhone(value) }));
	}
	setMinutes(person: string, minutes: number): void {
		if (this.room.care) setArrival(this.room.care.doc, this.room.author(), person, { minutes });
	}
	/** Takes an entry of the care document away, and offers to take that back. */
	removeCare(root: CareRoot, id: string, text: string): void {
		const doc = this.room.care?.doc;
		if (!doc) return;
		removeCare(doc, root, id, this.room.author());
		toasts.show({ text, undo: () => restoreCare(doc, root, id) });
	}

	get #doc() {
		return this.room.shared.doc;
	}
}

/** As plain values: what was left open is absent. */
function valuesOf(values: object): Values {
	return JSON.parse(JSON.stringify(values)) as Values;
}

function sentence(words: string): string {
	return `${capital(words)}.`;
}

function withHours(now: readonly Hours[], hours: Hours, instead: Hours | null): Hours[] {
	const at = instead === null ? -1 : now.findIndex((period) => isSame(period, instead));
	return at < 0 ? [...now, hours] : now.with(at, hours);
}

function isSame(one: Hours, other: Hours): boolean {
	return (
		one.from === other.from &&
		one.to === other.to &&
		one.can === other.can &&
		one.days.join() === other.days.join()
	);
}
