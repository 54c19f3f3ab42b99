/**
 * Step 2 of the road: where the emergency plan lies in the room's shared document, and the only edits
 * there are of it.
 */
import * as v from 'valibot';
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { Consent } from '#lib/network/network.ts';
import {
	createEntity,
	EDIT,
	present,
	readSection,
	removeEntity,
	restoreEntity,
	setFields,
	setFlag,
	textAt,
	writersOf,
	writeText,
	type Author,
	type Malformed,
	type SectionOf
} from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { byOrder, orderAfterStep, orderAtEnd } from '#lib/room/order.ts';
import { Day } from '#lib/time/zone.ts';
import { About, EmergencyContact, Hours, hoursMax, TASKS, type AboutText, type Task } from './emergency.ts';

const root = 'emergency';
const about = 'about';

const Availability = v.pipe(v.array(Hours), v.maxLength(hoursMax));

/** What a new contact is made of; all but the person may come later. */
export interface NewContact {
	/** Person on the map. */
	readonly person: string;
	readonly can?: readonly Task[];
	readonly words?: string;
	readonly availability?: readonly Hours[];
	readonly consent?: Consent;
}

/**
 * What to know about the child, in the first update of a room's document. Made by the server alone,
 * under a known key, so that no two clients ever make it.
 */
export function seedEmergency(doc: Y.Doc, author: Author): void {
	const empty: Record<AboutText, string> = { calms: '', fears: '', brings: '' };
	createEntity(doc, root, about, author, { fields: {}, texts: empty }, about);
}

/**
 * The contacts in calling order, removed ones too, and `about`.
 * A period that cannot be read is reported in `malformed` while its contact stands: in an emergency half
 * a line is better than none (law L5).
 */
export function readEmergency(doc: Y.Doc): SectionOf<EmergencyContact | About> {
	const { entities, malformed } = readSection(doc, root, v.variant('kind', [EmergencyContact, About]));
	const contacts = entities.filter((entity) => entity.kind === 'emergencyContact').sort(byOrder);
	return {
		entities: [...contacts, ...entities.filter((entity) => entity.kind === 'about')],
		malformed: [...malformed, ...unreadHours(doc, contacts)]
	};
}

/**
 * Puts somebody last in the calling order.
 * @returns the contact's id
 * @throws AppError `invalid`, with the field's name
 */
export function createContact(doc: Y.Doc, author: Author, fields: NewContact): string {
	const { person, can = [], words = '', availability = [], consent } = fields;
	return createEntity(doc, root, 'emergencyContact', author, {
		fields: {
			person: checked(Id, person, 'person'),
			order: orderAtEnd(contactsOf(doc)),
			availability: checked(Availability, availability, 'availability'),
			consent: consent && checked(Consent, consent, 'consent')
		},
		maps: { can },
		texts: { words }
	});
}

/**
 * Moves a contact one step in the calling order: -1 is called sooner. Passes those who were taken away,
 * so that each step shows. Does nothing at the end of the list.
 */
export function moveContact(doc: Y.Doc, id: string, step: -1 | 1): void {
	const order = orderAfterStep(present(contactsOf(doc)), id, step);
	if (order !== null) setFields(doc, root, id, { order });
}

/**
 * Writes when a contact can come, all periods as one value so that none is torn.
 * @throws AppError `invalid`, field `availability`
 */
export function setAvailability(doc: Y.Doc, id: string, availability: readonly Hours[]): void {
	setFields(doc, root, id, { availability: checked(Availability, availability, 'availability') });
}

/**
 * Writes what a contact answered; `undefined` takes the answer away.
 * @throws AppError `invalid`, field `consent`
 */
export function setConsent(doc: Y.Doc, id: string, consent: Consent | undefined): void {
	setFields(doc, root, id, { consent: consent && checked(Consent, consent, 'consent') });
}

/** Ticks or unticks what a contact can do. Two people who tick two things both stand. */
export function tickCan(doc: Y.Doc, id: string, task: Task, on: boolean): void {
	setFlag(doc, root, id, 'can', task, on);
}

/**
 * Writes several things of a contact at once, as a proposal says them: one step to take back.
 * @param changes `place` in the calling order, from 1
 * @throws AppError `invalid`, field `availability`
 */
export function changeContact(
	doc: Y.Doc,
	id: string,
	changes: {
		readonly can?: readonly Task[];
		readonly availability?: readonly Hours[];
		readonly words?: string;
		readonly place?: number;
	}
): void {
	doc.transact(() => {
		const { can, availability, words, place } = changes;
		if (can) for (const task of TASKS) tickCan(doc, id, task, can.includes(task));
		if (availability) setAvailability(doc, id, availability);
		const text = words === undefined ? null : contactWords(doc, id);
		if (text && words !== undefined) writeText(text, words);
		if (place !== undefined) placeContact(doc, id, place);
	}, EDIT);
}

/** Moves a contact step by step until it stands at a place, or at the end of the list. */
function placeContact(doc: Y.Doc, id: string, place: number): void {
	const placeNow = () => present(contactsOf(doc).sort(byOrder)).findIndex((contact) => contact.id === id) + 1;
	const most = contactsOf(doc).length;
	for (let steps = 0, now = placeNow(); now > 0 && now !== place && steps < most; steps += 1) {
		moveContact(doc, id, now < place ? 1 : -1);
		now = placeNow();
	}
}

/** Takes a contact out of the plan. */
export function removeContact(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, root, id, author);
}

/** Puts a removed contact back where it stood. */
export function restoreContact(doc: Y.Doc, id: string): void {
	restoreEntity(doc, root, id);
}

/** The shared text of what a contact will do; null where it is missing. */
export function contactWords(doc: Y.Doc, id: string): Y.Text | null {
	return textAt(doc, root, id, 'words');
}

/** A shared text about the child; null where it is missing. */
export function aboutText(doc: Y.Doc, field: AboutText): Y.Text | null {
	return textAt(doc, root, about, field);
}

/**
 * Writes by which day the plan is to be looked at again; `undefined` takes the day away.
 * @throws AppError `invalid`, field `reviewBy`
 */
export function setReviewBy(doc: Y.Doc, day: string | undefined): void {
	setFields(doc, root, about, { reviewBy: day === undefined ? undefined : checked(Day, day, 'reviewBy') });
}

/** Yjs client ids of who made a contact and who said which person it is of; null where it is torn. */
export function contactWriters(doc: Y.Doc, id: string): { entity: number; field: number } | null {
	return writersOf(doc, root, id, 'person');
}

function contactsOf(doc: Y.Doc): EmergencyContact[] {
	return readSection(doc, root, EmergencyContact).entities.slice();
}

const RawHours = v.object({ id: Id, availability: v.optional(v.unknown()) });

/** Periods that stand in the document and were not read. */
function unreadHours(doc: Y.Doc, contacts: readonly EmergencyContact[]): Malformed[] {
	const raw = new Map(
		readSection(doc, root, RawHours).entities.map((entity) => [entity.id, entity.availability])
	);
	return contacts.flatMap(({ id, availability }) => {
		const written = raw.get(id);
		const unread = Array.isArray(written)
			? written.length - availability.length
			: written === undefined
				? 0
				: 1;
		return unread > 0 ? [{ root, id, reason: `${unread} of the periods cannot be read` }] : [];
	});
}

function checked<const TSchema extends v.GenericSchema>(
	schema: TSchema,
	value: unknown,
	field: string
): v.InferOutput<TSchema> {
	const parsed = v.safeParse(schema, value);
	if (parsed.success) return parsed.output;
	throw new AppError('invalid', v.summarize(parsed.issues), { field });
}
