/**
 * The network map: the child in the middle, the people around it, and the ties between them.
 * Schema and types only. What stands in a document was written by somebody's client, so it is parsed.
 */
import * as v from 'valibot';
import { entityEntries, signedEntries } from '#lib/room/document.ts';
import { Id, isId } from '#lib/room/ids.ts';
import { lineMax } from '#lib/room/lengths.ts';
import { Day, Instant } from '#lib/time/zone.ts';
import { FACES } from './faces.ts';

/** What can stand on the map: somebody, an animal, several together (“the football team”), or somewhere that matters. */
export const KINDS = ['person', 'animal', 'group', 'place'] as const;
export type PersonKind = (typeof KINDS)[number];

/** Who somebody is for the child. A closed list, so that it can be translated; own words stand beside it. */
export const RELATIONS = [
	'mother',
	'father',
	'stepParent',
	'fosterParent',
	'sibling',
	'halfSibling',
	'stepSibling',
	'fosterSibling',
	'grandparent',
	'aunt',
	'uncle',
	/** What the chip “Tante/onkel” says, until somebody says which. */
	'auntOrUncle',
	'cousin',
	'relative',
	'friend',
	'classmate',
	'friendsParent',
	'neighbour',
	'teacher',
	'coach',
	'healthWorker',
	'caseworker',
	'professional',
	'pet',
	'group',
	'place',
	'other'
] as const;
export type Relation = (typeof RELATIONS)[number];

/** Whose side of the family; asked only where it means something. */
export const SIDES = ['maternal', 'paternal', 'both', 'none'] as const;
export type Side = (typeof SIDES)[number];

/** The sectors of the map, clockwise from the top (after Fyrand, with home and family apart). */
export const SECTORS = [
	'household',
	'family',
	'kin',
	'professional',
	'school',
	'leisure',
	'friends',
	'neighbours'
] as const;
export type Sector = (typeof SECTORS)[number];

/** The drawn outline. Gender is never asked for: a plain disc is what everybody gets. */
export const SYMBOLS = ['disc', 'circle', 'triangle', 'square'] as const;
export type MapSymbol = (typeof SYMBOLS)[number];

export const STATUSES = ['alive', 'dead', 'unborn', 'movedAway'] as const;
export type Status = (typeof STATUSES)[number];

/** How far away somebody lives. Never where: no address and no place stands on the map. */
export const DISTANCES = ['sameMunicipality', 'neighbouring', 'fartherAway', 'abroad'] as const;
export type Distance = (typeof DISTANCES)[number];

/** Whether somebody knows what has happened to the child. */
export const KNOWS = ['yes', 'partly', 'no'] as const;
export type Knows = (typeof KNOWS)[number];

/** Whether somebody would want to be asked for help. What they then answered is their consent. */
export const WILLING = ['yes', 'unsure', 'no'] as const;
export type Willing = (typeof WILLING)[number];

/** What somebody can help with. Ticks, never a score: no person is ranked by them. */
export const HELP_TAGS = [
	'beThereTonight',
	'sleepOver',
	'fetchAndBring',
	'homework',
	'schoolContact',
	'activity',
	'moneyOrThings',
	'talk',
	'keepTradition',
	'holidayAndWeekend',
	'beAtVisit',
	'supervise',
	'fosterHome',
	'supportParent',
	'knowTheStory'
] as const;
export type HelpTag = (typeof HELP_TAGS)[number];

/** Whether somebody said yes to being in the plan. Nobody is asked twice without need. */
export const CONSENT = ['notAsked', 'asked', 'yes', 'yesButNotNights', 'no', 'withdrawn'] as const;
export type ConsentStatus = (typeof CONSENT)[number];

export const TIE_TYPES = ['family', 'livesWith', 'friend', 'partner', 'helps', 'professional'] as const;
export type TieType = (typeof TIE_TYPES)[number];

/** Six qualities, each with a line of its own: more could not be told apart without colour. */
export const QUALITIES = ['close', 'ordinary', 'weak', 'strained', 'broken', 'wishedFor'] as const;
export type Quality = (typeof QUALITIES)[number];

export const DIRECTIONS = ['both', 'fromTo'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * Which kin two are, said of the end a tie goes from: `parentOf` is “from is parent of to”. Both ways round have a word of
 * their own, as the ends of a tie never change place.
 */
export const KINSHIPS = [
	'parentOf',
	'childOf',
	'couple',
	'formerCouple',
	'sibling',
	'halfSibling',
	'fosterParentOf',
	'fosterChildOf'
] as const;
export type Kinship = (typeof KINSHIPS)[number];

/** Rings from the middle, as many as there can be; which of them a map has is in its captions (captions.ts). */
export const RINGS = [1, 2, 3, 4, 5] as const;
export type Ring = (typeof RINGS)[number];

/** Where somebody stands: one value, so that two people who move them never tear it apart. */
export const Placement = v.object({
	ring: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)),
	/** Degrees of the whole map, 0 up, clockwise. */
	angle: v.pipe(v.number(), v.minValue(0), v.ltValue(360))
});
export type Placement = v.InferOutput<typeof Placement>;

const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(lineMax));

export const Consent = v.object({
	status: v.picklist(CONSENT),
	at: v.exactOptional(v.union([Day, Instant])),
	/** Participant who asked. */
	askedBy: v.exactOptional(Id)
});
export type Consent = v.InferOutput<typeof Consent>;

/**
 * The same as it was stored: a day that does not exist takes itself away, never the answer. A no stays a no, and a
 * yes becomes one without a date.
 */
export const StoredConsent = v.union([
	Consent,
	v.pipe(
		v.object({ status: Consent.entries.status }),
		v.transform((consent): Consent => consent)
	)
]);

/** The fields that are one plain value each: what `setPerson` may write. */
export const personFields = {
	relation: v.picklist(RELATIONS),
	relationText: v.pipe(v.string(), v.maxLength(lineMax)),
	/** Through whom of the map the child knows them: “Nora’s mother”, “a colleague of Silje’s”. */
	through: Id,
	side: v.picklist(SIDES),
	sector: v.picklist(SECTORS),
	symbol: v.picklist(SYMBOLS),
	status: v.picklist(STATUSES),
	/** The day from which `status` holds. */
	since: Day,
	placement: Placement,
	/** What they speak best, as BCP 47 names it. */
	language: v.pipe(v.string(), v.minLength(1), v.maxLength(35)),
	/** They need an interpreter; no `false`: where nothing is said, nothing stands. */
	interpreter: v.literal(true),
	distance: v.picklist(DISTANCES),
	knows: v.picklist(KNOWS),
	willing: v.picklist(WILLING),
	/** The year since which they matter to the child. */
	importantSince: v.pipe(v.string(), v.regex(/^[12]\d{3}$/)),
	/** The day when the child last met them or spoke with them. */
	lastContact: Day,
	/** A drawn picture; where there is a photograph that one is shown. */
	avatar: v.picklist(FACES),
	/** Id of a photograph. Its bytes stand in a table, and are sent to those of the room (decision 22). */
	picture: Id,
	/** E.164; stands here only when its owner said yes to all, else it is in the care document. */
	numbersForAll: v.pipe(v.array(v.pipe(v.string(), v.regex(/^\+\d{6,15}$/))), v.maxLength(5)),
	consent: Consent
};

/** Who or what stands on the map. An animal counts as somebody, and is still no person; nor are a group and a place. */
export const Person = v.object({
	...entityEntries,
	...signedEntries,
	kind: v.picklist(KINDS),
	name: Name,
	relation: maybe(personFields.relation),
	relationText: maybe(personFields.relationText),
	through: maybe(personFields.through),
	side: maybe(personFields.side),
	sector: maybe(personFields.sector),
	symbol: maybe(personFields.symbol),
	status: maybe(personFields.status),
	since: maybe(personFields.since),
	/** Absent: not placed yet, in the tray. */
	placement: maybe(personFields.placement),
	language: maybe(personFields.language),
	interpreter: maybe(personFields.interpreter),
	distance: maybe(personFields.distance),
	knows: maybe(personFields.knows),
	willing: maybe(personFields.willing),
	importantSince: maybe(personFields.importantSince),
	lastContact: maybe(personFields.lastContact),
	avatar: maybe(personFields.avatar),
	picture: maybe(personFields.picture),
	numbersForAll: maybe(personFields.numbersForAll),
	consent: maybe(StoredConsent),
	helps: v.fallback(ticks(HELP_TAGS), []),
	/** Of a group: who of the map belongs to it. Who was taken away or is unknown may be among them. */
	members: maybe(tickedIds()),
	/** What the child says about them; only the child and those who lead the room write it (decision 30). */
	note: v.fallback(v.string(), ''),
	/** Who wrote that down last, and when; absent: it is older than this was kept. */
	noteBy: maybe(v.object({ at: Instant, by: Id }))
});
export type Person = v.InferOutput<typeof Person>;

/** The child: made with the room, stands in the middle and cannot be taken away or moved. */
export const Child = v.object({
	id: entityEntries.id,
	made: entityEntries.made,
	kind: v.literal('child'),
	name: Name,
	// Rights tell section and entity apart, no fields: any writer of people can set these two, so
	// readers must not see them.
	removed: v.optional(unseen()),
	placement: v.optional(unseen())
});
export type Child = v.InferOutput<typeof Child>;

/** What the section `people` holds. */
export const PersonOrChild = v.variant('kind', [Child, Person]);

/** Who says that a tie is so: the child, the meeting, or one participant. */
export const SaidBy = v.union([
	v.picklist(['child', 'meeting']),
	v.custom<`participant:${string}`>(
		(value) =>
			typeof value === 'string' &&
			value.startsWith('participant:') &&
			v.is(Id, value.slice('participant:'.length))
	)
]);
export type SaidBy = v.InferOutput<typeof SaidBy>;

/** A tie between two on the map. Each has somebody who says so: none is “the truth”. */
export const Tie = v.pipe(
	v.object({
		...entityEntries,
		...signedEntries,
		kind: v.literal('tie'),
		from: Id,
		to: Id,
		type: v.picklist(TIE_TYPES),
		quality: v.picklist(QUALITIES),
		direction: v.picklist(DIRECTIONS),
		saidBy: SaidBy,
		/** Absent: whoever drew it did not say that they are kin. */
		kin: maybe(v.picklist(KINSHIPS)),
		note: v.fallback(v.string(), '')
	}),
	v.check((tie) => tie.from !== tie.to, 'a tie needs two ends')
);
export type Tie = v.InferOutput<typeof Tie>;

/** What is wrong with a name as it was typed, or null; the words are the component's. */
export function nameProblem(text: string): 'empty' | 'tooLong' | null {
	const name = tidyName(text);
	if (name === '') return 'empty';
	return name.length > lineMax ? 'tooLong' : null;
}

/** A name without the blanks and line breaks that typing and pasting leave behind. */
export function tidyName(text: string): string {
	return text.replace(/\s+/gu, ' ').trim();
}

/**
 * An optional field. A bad value counts as absent: only required fields put an entity in quarantine, so
 * that nobody can take a person off every map by writing nonsense into one field of theirs.
 */
function maybe<const TSchema extends v.GenericSchema>(schema: TSchema) {
	return v.fallback(v.optional(schema), undefined);
}

/** A set-like field as the list of its known keys, in the order of the list. */
function ticks<const TKey extends string>(keys: readonly TKey[]) {
	return v.pipe(
		v.record(v.string(), v.unknown()),
		v.transform((set): readonly TKey[] => keys.filter((key) => set[key] === true))
	);
}

/** A set-like field as the list of the ids in it, in the order of making; what is no id is not read. */
function tickedIds() {
	return v.pipe(
		v.record(v.string(), v.unknown()),
		v.transform((set): readonly string[] =>
			Object.keys(set)
				.filter((key) => set[key] === true && isId(key))
				.sort()
		)
	);
}

/** Takes anything and shows nothing. */
function unseen() {
	return v.pipe(
		v.unknown(),
		v.transform(() => undefined)
	);
}
