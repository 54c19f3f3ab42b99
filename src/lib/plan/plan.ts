/**
 * The living plan as it is published: the room's parts as one plain value for each audience.
 * This is a format of its own, not the live document's: it must be readable in ten years.
 */
import * as v from 'valibot';
import { Id } from '#lib/room/ids.ts';

/** Version of this format; stands in every published part. */
export const PLAN_SCHEMA = 1;

const Text = v.string();
const Day = v.pipe(v.string(), v.isoDate());
const Instant = v.pipe(v.string(), v.isoTimestamp());
const Json = v.unknown();

export const PlanPerson = v.object({
	id: Id,
	kind: v.picklist(['child', 'person', 'animal', 'place', 'group']),
	name: Text,
	relation: v.exactOptional(Text),
	relationText: v.exactOptional(Text),
	side: v.exactOptional(Text),
	sector: v.exactOptional(Text),
	/** Closeness as the room agreed to show it, 1 closest. */
	ring: v.exactOptional(v.number()),
	status: v.exactOptional(Text),
	helps: v.array(Text),
	consent: v.exactOptional(Text),
	/** What they speak best, as BCP 47 names it; and that they need an interpreter. */
	language: v.exactOptional(Text),
	interpreter: v.exactOptional(v.boolean()),
	/** No longer on the map, but named by something in the plan. */
	takenAway: v.exactOptional(v.boolean())
});
export type PlanPerson = v.InferOutput<typeof PlanPerson>;

export const PlanTie = v.object({
	id: Id,
	from: Id,
	to: Id,
	type: Text,
	quality: Text,
	direction: Text,
	/** `child`, `meeting` or `participant:<id>`. */
	saidBy: Text,
	/** Which kin they are, said of `from`; absent where nobody said so. */
	kin: v.exactOptional(Text)
});
export type PlanTie = v.InferOutput<typeof PlanTie>;

const Hours = v.object({
	/** 1-7 from Monday; a window that ends before it begins crosses midnight. */
	days: v.array(v.number()),
	from: Text,
	to: Text,
	can: v.exactOptional(Text)
});

/** Contacts stand in calling order. */
export const PlanContact = v.object({
	id: Id,
	person: Id,
	can: v.array(Text),
	words: Text,
	availability: v.array(Hours),
	consent: v.exactOptional(v.object({ status: Text, at: v.exactOptional(Text) }))
});
export type PlanContact = v.InferOutput<typeof PlanContact>;

export const PlanSeries = v.object({
	id: Id,
	with: v.array(Id),
	type: Text,
	/** The recurrence rule as the visits part reads it. */
	rule: Json,
	purpose: Text,
	words: Text,
	place: v.exactOptional(Text),
	handover: v.exactOptional(v.object({ brings: v.exactOptional(Id), fetches: v.exactOptional(Id) })),
	supervision: v.exactOptional(Text),
	supervisor: v.exactOptional(Id)
});
export type PlanSeries = v.InferOutput<typeof PlanSeries>;

export const PlanException = v.object({
	id: Id,
	series: Id,
	date: Day,
	change: Text,
	to: v.exactOptional(Json),
	reason: v.exactOptional(Text)
});
export type PlanException = v.InferOutput<typeof PlanException>;

export const PlanMeeting = v.object({
	id: Id,
	type: Text,
	title: Text,
	starts: Instant,
	ends: v.exactOptional(Instant),
	place: v.exactOptional(Text),
	purpose: Text,
	/** The notes' text as nodes, of the meeting that published this version. */
	notes: v.exactOptional(Json)
});
export type PlanMeeting = v.InferOutput<typeof PlanMeeting>;

export const PlanAgreement = v.object({
	id: Id,
	meeting: Id,
	text: Text,
	standing: v.exactOptional(v.boolean())
});
export type PlanAgreement = v.InferOutput<typeof PlanAgreement>;

export const PlanTask = v.object({
	id: Id,
	meeting: Id,
	text: Text,
	who: v.exactOptional(Id),
	deadline: v.exactOptional(Day),
	doneAt: v.exactOptional(Text)
});
export type PlanTask = v.InferOutput<typeof PlanTask>;

export const PlanStatement = v.object({ id: Id, text: Text, face: v.exactOptional(Text), at: Text });
export type PlanStatement = v.InferOutput<typeof PlanStatement>;

/** The child's own map as the child had shown it when the version was published (decision 27). */
export const PlanChildMap = v.object({
	/** When the child showed it. */
	shownAt: Instant,
	/** What the child called the rings, from the middle, empty where the ordinary word stands; absent: the four ordinary ones. */
	rings: v.exactOptional(v.array(Text)),
	/** Whom the child put where: the ring, 1 closest; the angle in degrees, 0 up, clockwise. */
	placed: v.array(v.object({ person: Id, ring: v.number(), angle: v.number() })),
	/** Ties between those who stand there, each as the child says it. */
	ties: v.array(v.object({ from: Id, to: Id, quality: Text, direction: Text }))
});
export type PlanChildMap = v.InferOutput<typeof PlanChildMap>;

/** Something the plan still lacks, as a code and what it is about; the words are the page's. */
export const PlanGap = v.object({
	what: v.picklist([
		'nobodyCanCome',
		'contactNotAnswered',
		'taskWithoutWho',
		'visitWithoutHandover',
		'namesSomebodyGone',
		'mapWithoutAgreement',
		'unreadable'
	]),
	/** The entity it is about, where there is one. */
	about: v.exactOptional(Text),
	/** Weekday 1-7 and wall times of an uncovered stretch. */
	hours: v.exactOptional(v.object({ days: v.array(v.number()), from: Text, to: Text }))
});
export type PlanGap = v.InferOutput<typeof PlanGap>;

/** What everybody admitted to the room reads. */
export const RoomPart = v.object({
	schema: v.literal(PLAN_SCHEMA),
	/** Who may see and use the map, and how long it is kept; absent where it was not agreed yet. */
	agreement: v.exactOptional(v.object({ mayBeSeenBy: Text, keptUntil: Day })),
	/** Own words for the rings of the map from the middle, empty where it has none; absent: the four ordinary rings. */
	rings: v.exactOptional(v.array(Text)),
	people: v.array(PlanPerson),
	ties: v.array(PlanTie),
	/** Absent where the child did not show it. */
	childMap: v.exactOptional(PlanChildMap),
	contacts: v.array(PlanContact),
	about: v.object({ calms: Text, fears: Text, brings: Text, reviewBy: v.exactOptional(Day) }),
	series: v.array(PlanSeries),
	exceptions: v.array(PlanException),
	meetings: v.array(PlanMeeting),
	agreements: v.array(PlanAgreement),
	tasks: v.array(PlanTask),
	statements: v.array(PlanStatement),
	gaps: v.array(PlanGap)
});
export type RoomPart = v.InferOutput<typeof RoomPart>;

/** What those who care for the child, and caseworkers, read beside it. */
export const CarePart = v.object({
	schema: v.literal(PLAN_SCHEMA),
	numbers: v.array(v.object({ id: Id, person: Id, type: Text, value: Text, words: v.exactOptional(Text) })),
	arrivals: v.array(v.object({ id: Id, person: Id, minutes: v.number(), has: v.array(Text) })),
	health: v.array(v.object({ id: Id, type: Text, text: Text })),
	places: v.array(v.object({ id: Id, name: Text, text: Text })),
	warnings: v.array(
		v.object({ id: Id, type: Text, person: v.exactOptional(Id), name: v.exactOptional(Text), text: Text })
	),
	/** How many entries could not be read and are left out; they stand in quarantine. */
	unreadable: v.number()
});
export type CarePart = v.InferOutput<typeof CarePart>;

/** Ways of taking part in a meeting. */
export const TAKING_PART = ['met', 'phone', 'video', 'letter', 'spokesperson', 'absent'] as const;
export type TakingPart = (typeof TAKING_PART)[number];

/** What stands over all parts; the version's hash is over this, and so over the hashes of the parts. */
export const VersionHeader = v.object({
	schema: v.literal(PLAN_SCHEMA),
	room: Id,
	child: v.object({ id: Id, name: Text }),
	number: v.number(),
	publishedAt: Instant,
	publishedBy: v.object({ participant: Id, name: Text, role: Text }),
	meeting: v.object({ id: Id, type: Text, title: Text, starts: Instant }),
	tookPart: v.array(v.object({ participant: Id, name: Text, role: Text, how: v.picklist(TAKING_PART) })),
	/** How the child was heard, in words; also when not, and why (the child's right to take part). */
	childHeard: Text,
	/** Until when it holds, where the meeting said so. */
	reviewBy: v.nullable(Day),
	/** Hash of the version before, null for the first. */
	previous: v.nullable(Text),
	/** SHA-256 of each part's canonical JSON, in hex, by audience. */
	parts: v.record(v.picklist(['room', 'care']), Text)
});
export type VersionHeader = v.InferOutput<typeof VersionHeader>;
