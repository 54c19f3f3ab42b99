// The emergency plan from its rows: what the page that works without scripts is made of. A reader who may not open
// the care document is never given a row of it: the queries are not even asked.
import { setTimeout as wait } from 'node:timers/promises';
import type { ISql, Sql } from 'postgres';
import * as v from 'valibot';
import { HEALTH_TYPES, NUMBER_TYPES, WARNING_TYPES, EQUIPMENT } from '#lib/emergency/care.ts';
import { Hours, TASKS } from '#lib/emergency/emergency.ts';
import type { CareFacts, ContactFacts, EmergencyFacts, PersonFacts } from '#lib/emergency/facts.ts';
import { RELATIONS, STATUSES, StoredConsent, type Consent } from '#lib/network/network.ts';
import { byOrder } from '#lib/room/order.ts';
import type { Log } from '../log.ts';
import { projectRoom } from './projector.ts';

/** Who must know whom to call does not wait longer for the last words. */
const freshMs = 1_000;

export interface StoredEmergency {
	readonly facts: EmergencyFacts;
	/** When the rows were last brought up to the document; null: never yet. */
	readonly asOf: Date | null;
}

/**
 * The emergency plan of a room, brought up to what is committed. Where that cannot be done it is shown as its rows
 * stand, and says of when they are: at night an older plan is better than none.
 * @param reads.care whether this reader may open the care document (rights.ts decides, never the page)
 */
export async function emergencyOf(
	sql: Sql,
	log: Log,
	roomId: string,
	reads: { readonly care: boolean }
): Promise<StoredEmergency> {
	const over = new AbortController();
	const fresh = projectRoom(sql, roomId, over.signal).catch((error: unknown) =>
		log.error({ event: 'projection.failed', room: roomId, err: error })
	);
	await Promise.race([fresh, wait(freshMs, undefined, { ref: false })]);
	// For this page it would come too late; the projector does it all the same.
	over.abort();
	const [contacts, people, about, care, asOf] = await Promise.all([
		contactsOf(sql, roomId),
		peopleOf(sql, roomId),
		aboutOf(sql, roomId),
		reads.care ? careOf(sql, roomId) : null,
		projectedAt(sql, roomId)
	]);
	return { facts: { contacts, people, about, care }, asOf };
}

async function contactsOf(sql: ISql, roomId: string): Promise<ContactFacts[]> {
	const rows = await sql<
		{
			id: string;
			person: string;
			order: string;
			can: string[];
			words: string;
			consent: string | null;
			consentAt: string | null;
			hours: unknown[];
		}[]
	>`
		select c.entity_id as id, c.person, c."order", c.can, c.words, c.consent, c.consent_at as "consentAt",
			coalesce(jsonb_agg(jsonb_build_object('days', a.days, 'from', a.from_time, 'to', a.to_time, 'can', a.can)
				order by a.n) filter (where a.entity_id is not null), '[]') as hours
		from emergency_contacts c
		join documents d on d.id = c.document_id and d.room_id = ${roomId} and d.space = 'room'
		left join availability a on a.document_id = c.document_id and a.entity_id = c.entity_id
		where c.removed_at is null
		group by c.document_id, c.entity_id`;
	// Ordered here: the database's collation sorts a fractional index otherwise than every page does.
	return rows.sort(byOrder).map((row) => ({
		id: row.id,
		person: row.person,
		words: row.words,
		can: TASKS.filter((task) => row.can.includes(task)),
		availability: row.hours.flatMap((hours) => hoursOf(hours)),
		consent: consentOf(row.consent, row.consentAt)
	}));
}

async function peopleOf(sql: ISql, roomId: string): Promise<PersonFacts[]> {
	const rows = await sql<
		{
			id: string;
			name: string;
			relation: string | null;
			relationText: string | null;
			status: string | null;
			numbersForAll: string[] | null;
		}[]
	>`
		select p.entity_id as id, p.name, p.relation, p.relation_text as "relationText", p.status,
			p.numbers_for_all as "numbersForAll"
		from people p
		join documents d on d.id = p.document_id and d.room_id = ${roomId} and d.space = 'room'
		where p.kind = 'person' and p.removed_at is null`;
	return rows.map(({ id, name, relation, relationText, status, numbersForAll }) => ({
		id,
		name,
		relation: RELATIONS.find((known) => known === relation),
		relationText: relationText ?? undefined,
		status: STATUSES.find((known) => known === status),
		numbersForAll: numbersForAll ?? undefined
	}));
}

async function aboutOf(sql: ISql, roomId: string): Promise<EmergencyFacts['about']> {
	const [row] = await sql<{ calms: string; fears: string; brings: string; reviewBy: string | null }[]>`
		select a.calms, a.fears, a.brings, to_char(a.review_by, 'YYYY-MM-DD') as "reviewBy"
		from emergency_about a
		join documents d on d.id = a.document_id and d.room_id = ${roomId} and d.space = 'room'`;
	return row ? { ...row, reviewBy: row.reviewBy ?? undefined } : null;
}

/** Rows of the care document. Only to be called for its readers. */
async function careOf(sql: ISql, roomId: string): Promise<CareFacts> {
	const careDocument = sql`
		join documents d on d.id = e.document_id and d.room_id = ${roomId} and d.space = 'care'
		where e.removed_at is null order by e.entity_id`;
	const [numbers, arrivals, health, places, warnings] = await Promise.all([
		sql<{ id: string; person: string; type: string; value: string; words: string | null }[]>`
			select e.entity_id as id, e.person, e.type, e.value, e.words from care_numbers e ${careDocument}`,
		sql<{ id: string; person: string; minutes: number; has: string[] }[]>`
			select e.entity_id as id, e.person, e.minutes, e.has from care_arrivals e ${careDocument}`,
		sql<{ id: string; type: string; text: string }[]>`
			select e.entity_id as id, e.type, e.text from care_health e ${careDocument}`,
		sql<{ id: string; name: string; text: string }[]>`
			select e.entity_id as id, e.name, e.text from care_places e ${careDocument}`,
		sql<{ id: string; type: string; person: string | null; name: string | null; text: string }[]>`
			select e.entity_id as id, e.type, e.person, e.name, e.text from care_warnings e ${careDocument}`
	]);
	return {
		numbers: numbers.flatMap((row) =>
			known(NUMBER_TYPES, row.type, (type) => ({ ...row, type, words: row.words ?? undefined }))
		),
		arrivals: arrivals.map((row) => ({ ...row, has: EQUIPMENT.filter((has) => row.has.includes(has)) })),
		health: health.flatMap((row) => known(HEALTH_TYPES, row.type, (type) => ({ ...row, type }))),
		places: [...places],
		warnings: warnings.flatMap((row) =>
			known(WARNING_TYPES, row.type, (type) => ({
				...row,
				type,
				person: row.person ?? undefined,
				name: row.name ?? undefined
			}))
		)
	};
}

async function projectedAt(sql: ISql, roomId: string): Promise<Date | null> {
	const [row] = await sql<{ at: Date }[]>`
		select p.at from projections p
		join documents d on d.id = p.document_id and d.room_id = ${roomId} and d.space = 'room'`;
	return row?.at ?? null;
}

/** A period as the rules read it; a row of an older kind that no longer fits is left out. */
function hoursOf(row: unknown): Hours[] {
	const bare = v.safeParse(v.looseObject({ can: v.nullish(v.string()) }), row);
	if (!bare.success) return [];
	const { can, ...hours } = bare.output;
	const parsed = v.safeParse(Hours, can === null || can === undefined ? hours : { ...hours, can });
	return parsed.success ? [parsed.output] : [];
}

function consentOf(status: string | null, at: string | null): Consent | undefined {
	const parsed = v.safeParse(StoredConsent, { status, ...(at === null ? {} : { at }) });
	return parsed.success ? parsed.output : undefined;
}

/** The row where its type is one of the list's; nothing where a later version knew more types than this one. */
function known<const TType extends string, TRow>(
	types: readonly TType[],
	type: string,
	make: (type: TType) => TRow
): TRow[] {
	const found = types.find((each) => each === type);
	return found === undefined ? [] : [make(found)];
}
