/** The map's codes in words. Rules speak in codes; this is where they learn the reader's language. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { lineMax } from '#lib/room/lengths.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { wallTime } from '#lib/time/zone.ts';
import type { Agreement } from './agreement.ts';
import { captionMax, ordinaryCaptions, type Captions } from './captions.ts';
import type { Measure, Size } from './measures.ts';
import {
	nameProblem,
	type ConsentStatus,
	type Distance,
	type HelpTag,
	type Knows,
	type MapSymbol,
	type Person,
	type PersonKind,
	type Quality,
	type Relation,
	type Ring,
	type Sector,
	type Side,
	type Status,
	type TieType,
	type Willing
} from './network.ts';
import type { Touch } from './lastChanged.ts';
import { nameOrder } from './names.ts';
import { nearestRing } from './placement.ts';
import { kindFor, sectorOf } from './relations.ts';

const relations: Record<Relation, () => string> = {
	mother: m.network_relation_mother,
	father: m.network_relation_father,
	stepParent: m.network_relation_step_parent,
	fosterParent: m.network_relation_foster_parent,
	sibling: m.network_relation_sibling,
	halfSibling: m.network_relation_half_sibling,
	stepSibling: m.network_relation_step_sibling,
	fosterSibling: m.network_relation_foster_sibling,
	grandparent: m.network_relation_grandparent,
	aunt: m.network_relation_aunt,
	uncle: m.network_relation_uncle,
	auntOrUncle: m.network_relation_aunt_or_uncle,
	cousin: m.network_relation_cousin,
	relative: m.network_relation_relative,
	friend: m.network_relation_friend,
	classmate: m.network_relation_classmate,
	friendsParent: m.network_relation_friends_parent,
	neighbour: m.network_relation_neighbour,
	teacher: m.network_relation_teacher,
	coach: m.network_relation_coach,
	healthWorker: m.network_relation_health_worker,
	caseworker: m.network_relation_caseworker,
	professional: m.network_relation_professional,
	pet: m.network_relation_pet,
	group: m.network_relation_group,
	place: m.network_relation_place,
	other: m.network_relation_other
};
export const relationWord = (relation: Relation): string => relations[relation]();

const sectors: Record<Sector, () => string> = {
	household: m.network_sector_household,
	family: m.network_sector_family,
	kin: m.network_sector_kin,
	professional: m.network_sector_professional,
	school: m.network_sector_school,
	leisure: m.network_sector_leisure,
	friends: m.network_sector_friends,
	neighbours: m.network_sector_neighbours
};
/** The name of a sector. @param captions of the map it is on, where that has own names */
export const sectorWord = (sector: Sector, captions: Captions = ordinaryCaptions): string =>
	captions.sectors[sector] ?? sectors[sector]();
/** The same inside a sentence: “slekta”. A name that people gave stands as they wrote it. */
export const sectorInside = (sector: Sector, captions: Captions): string =>
	captions.sectors[sector] ?? lower(sectors[sector]());

const helps: Record<HelpTag, () => string> = {
	beThereTonight: m.network_help_be_there_tonight,
	sleepOver: m.network_help_sleep_over,
	fetchAndBring: m.network_help_fetch_and_bring,
	homework: m.network_help_homework,
	schoolContact: m.network_help_school_contact,
	activity: m.network_help_activity,
	moneyOrThings: m.network_help_money_or_things,
	talk: m.network_help_talk,
	keepTradition: m.network_help_keep_tradition,
	holidayAndWeekend: m.network_help_holiday_and_weekend,
	beAtVisit: m.network_help_be_at_visit,
	supervise: m.network_help_supervise,
	fosterHome: m.network_help_foster_home,
	supportParent: m.network_help_support_parent,
	knowTheStory: m.network_help_know_the_story
};
export const helpWord = (tag: HelpTag): string => helps[tag]();

const qualities: Record<Quality, () => string> = {
	close: m.network_quality_close,
	ordinary: m.network_quality_ordinary,
	weak: m.network_quality_weak,
	strained: m.network_quality_strained,
	broken: m.network_quality_broken,
	wishedFor: m.network_quality_wished_for
};
export const qualityWord = (quality: Quality): string => qualities[quality]();

const childsQualities: Record<Quality, readonly [mine: () => string, others: () => string]> = {
	close: [m.network_childs_close, m.network_childs_close],
	ordinary: [m.network_childs_ordinary, m.network_childs_ordinary],
	weak: [m.network_childs_weak, m.network_childs_weak],
	strained: [m.network_childs_strained, m.network_childs_strained],
	broken: [m.network_childs_broken, m.network_childs_broken_others],
	wishedFor: [m.network_childs_wished_for, m.network_childs_wished_for_others]
};
/** How a tie is, in a child's words. @param mine one of its ends is the child: “vi”, else “de” */
export const childsQualityWord = (quality: Quality, mine: boolean): string =>
	childsQualities[quality][mine ? 0 : 1]();

const tieTypes: Record<TieType, () => string> = {
	family: m.network_tie_family,
	livesWith: m.network_tie_lives_with,
	friend: m.network_tie_friend,
	partner: m.network_tie_partner,
	helps: m.network_tie_helps,
	professional: m.network_tie_professional
};
export const tieTypeWord = (type: TieType): string => tieTypes[type]();

const consents: Record<ConsentStatus, () => string> = {
	notAsked: m.network_consent_not_asked,
	asked: m.network_consent_asked,
	yes: m.network_consent_yes,
	yesButNotNights: m.network_consent_yes_but_not_nights,
	no: m.network_consent_no,
	withdrawn: m.network_consent_withdrawn
};
export const consentWord = (status: ConsentStatus): string => consents[status]();

const sides: Record<Side, () => string> = {
	maternal: m.network_side_maternal,
	paternal: m.network_side_paternal,
	both: m.network_side_both,
	none: m.network_side_none
};
export const sideWord = (side: Side): string => sides[side]();

const symbols: Record<MapSymbol, () => string> = {
	disc: m.network_symbol_disc,
	circle: m.network_symbol_circle,
	triangle: m.network_symbol_triangle,
	square: m.network_symbol_square
};
export const symbolWord = (symbol: MapSymbol): string => symbols[symbol]();

const kinds: Record<PersonKind, () => string> = {
	person: m.network_kind_person,
	animal: m.network_kind_animal,
	group: m.network_kind_group,
	place: m.network_kind_place
};
export const kindWord = (kind: PersonKind): string => kinds[kind]();

const statuses: Record<Status, () => string> = {
	alive: m.network_status_alive,
	dead: m.network_status_dead,
	unborn: m.network_status_unborn,
	movedAway: m.network_status_moved_away
};
/** What a status is called; a group or a place neither lives nor moves. */
export function statusWord(status: Status, kind: PersonKind = 'person'): string {
	if (kind === 'group' || kind === 'place') {
		if (status === 'alive') return m.network_status_is_there();
		if (status === 'movedAway') return m.network_status_is_past();
	}
	return statuses[status]();
}

/** Languages that matter here and that browsers have no names for. */
const ownLanguages: Readonly<Record<string, () => string>> = {
	se: m.network_language_se,
	sma: m.network_language_sma,
	smj: m.network_language_smj,
	fkv: m.network_language_fkv,
	nsl: m.network_language_nsl,
	// It stood in the list under this name, which is that of another sign language.
	nsi: m.network_language_nsl
};

/** A language in the reader's own: “somali”. What is no name of one is shown as it stands. */
export function languageWord(language: string): string {
	const own = ownLanguages[language];
	if (own) return own();
	try {
		return new Intl.DisplayNames([localeTag()], { type: 'language' }).of(language) ?? language;
	} catch {
		return language;
	}
}

const distances: Record<Distance, () => string> = {
	sameMunicipality: m.network_distance_same,
	neighbouring: m.network_distance_neighbouring,
	fartherAway: m.network_distance_farther,
	abroad: m.network_distance_abroad
};
export const distanceWord = (distance: Distance): string => distances[distance]();

const knowing: Record<Knows, () => string> = {
	yes: m.network_knows_yes,
	partly: m.network_knows_partly,
	no: m.network_knows_no
};
export const knowsWord = (knows: Knows): string => knowing[knows]();

const willing: Record<Willing, () => string> = {
	yes: m.network_willing_yes,
	unsure: m.network_willing_unsure,
	no: m.network_willing_no
};
export const willingWord = (will: Willing): string => willing[will]();

const rings: Record<Ring, () => string> = {
	1: m.network_ring_1,
	2: m.network_ring_2,
	3: m.network_ring_3,
	4: m.network_ring_4,
	5: m.network_ring_5
};
/**
 * The name of a ring, or of the one nearest to a place between two.
 * @param captions of the map it is on, where that has own words or another number of rings
 */
export const ringWord = (ring: number, captions: Captions = ordinaryCaptions): string => {
	const nearest = nearestRing(ring, captions.rings.length);
	return captions.rings[nearest - 1] || rings[nearest]();
};
/** The same inside a sentence: “helt nær”. A name that people gave stands as they wrote it. */
export const ringInside = (ring: number, captions: Captions): string => {
	const nearest = nearestRing(ring, captions.rings.length);
	return captions.rings[nearest - 1] || lower(rings[nearest]());
};

/** Who somebody is for the child, in the family's own words where there are some. */
export function whoIs(person: Pick<Person, 'relation' | 'relationText'>): string {
	if (person.relationText) return person.relationText;
	return person.relation ? relationWord(person.relation) : '';
}

/** “Mormor, på mors side”, “Farfar, død 2024”, “Gruppe, jentelaget”. */
export function whoIsInFull(person: Person): string {
	const side = person.side === undefined || person.side === 'none' ? '' : sideWord(person.side);
	const status = person.status === undefined || person.status === 'alive' ? '' : statusInFull(person);
	const [first = '', ...rest] = [unsaidKind(person), whoIs(person), side, status].filter(Boolean);
	return [capital(first), ...rest].join(', ');
}

function statusInFull({ status = 'alive', kind, since }: Person): string {
	const word = statusWord(status, kind);
	return since ? m.network_status_since({ status: word, year: since.slice(0, 4) }) : word;
}

/**
 * What a screen reader says of somebody on the map: “Berit, mormor, helt nær, slekta, 4 bånd”. Where what stands beside
 * them is no part of their name (“Silje S.”), it is said first: whoever speaks to the device calls them by what they see.
 * @param withSector false on a map without sectors: there is nothing to see of the one they belong to in the room
 */
export function described(
	person: Person,
	shortName: string,
	ties: number,
	captions: Captions,
	withSector: boolean
): string {
	const where = person.placement ? ringInside(person.placement.ring, captions) : m.network_not_on_map();
	return listed([
		person.name.startsWith(shortName) ? '' : shortName,
		person.name,
		unsaidKind(person),
		whoIs(person),
		statusInWords(person),
		where,
		withSector ? sectorInWords(person, captions) : '',
		tieCount(ties)
	]);
}

/** “gruppe”, “sted”: what something is, where the words for who it is do not say so. */
function unsaidKind({ kind, relation, relationText }: Person): string {
	if (kind === 'person' || kind === 'animal') return '';
	return relationText === undefined && kindFor(relation) === kind ? '' : kindWord(kind);
}

function statusInWords(person: Person): string {
	if (person.consent?.status === 'asked') return m.network_asked_not_answered();
	return person.status === undefined || person.status === 'alive' ? '' : statusInFull(person);
}

/** How near somebody is, and the sector they belong to, as far as that is known: “helt nær, slekta”. */
export function standsInWords(person: Person, captions: Captions): string {
	const sector = sectorOf(person);
	return listed([
		person.placement ? ringInside(person.placement.ring, captions) : m.network_not_on_map(),
		sector === undefined ? '' : sectorInside(sector, captions)
	]);
}

/** “Vises for 3 personer.” */
export const shownFor = (readers: number): string =>
	readers === 1 ? m.network_shown_for_one() : m.network_shown_for({ count: readers });

/** The sector somebody belongs to, with their side where it is known. */
function sectorInWords(person: Person, captions: Captions): string {
	const sector = sectorOf(person);
	const word = sector === undefined ? '' : sectorInside(sector, captions);
	return person.side === 'maternal' || person.side === 'paternal'
		? `${word} ${sideWord(person.side)}`.trim()
		: word;
}

/** “Nær, familien. Mellom Silje og Arne.” for somebody who is being moved by keys. */
export function whereInWords(
	ring: number,
	sector: Sector | null,
	between: readonly string[],
	captions: Captions
): string {
	const place = sector
		? m.network_place({
				ring: ringWord(ring, captions),
				sector: sectorInside(sector, captions)
			})
		: m.network_place_ring({ ring: ringWord(ring, captions) });
	const [one, other] = between;
	if (one === undefined) return place;
	if (other === undefined) return `${place} ${m.network_beside({ name: one })}`;
	return `${place} ${m.network_between({ one, other })}`;
}

export const tieCount = (count: number): string =>
	count === 1 ? m.network_ties_one() : m.network_ties_many({ count });

/** “22 personer, ett dyr og én gruppe”: people first, and what else there is. */
export function sizeInWords({ people, animals, groups, places }: Size): string {
	const counted = (count: number, one: () => string, many: (inputs: { count: number }) => string) =>
		count === 0 ? [] : [count === 1 ? one() : many({ count })];
	return inAList([
		people === 1 ? m.network_people_one() : m.network_people_many({ count: people }),
		...counted(animals, m.network_animals_one, m.network_animals_many),
		...counted(groups, m.network_groups_one, m.network_groups_many),
		...counted(places, m.network_places_one, m.network_places_many)
	]);
}

/** “Ylvas”, “Jonas’”: whose something is. */
export function genitive(name: string): string {
	return /[sxz]$/iu.test(name) ? m.network_genitive_s({ name }) : m.network_genitive({ name });
}

/** A measure as a sentence. */
export function measureInWords(measure: Measure, nameOf: (id: string) => string, captions: Captions): string {
	switch (measure.code) {
		case 'size':
			return sizeInWords(measure);
		case 'privateAndProfessional':
			return measure.professional === 1
				? m.network_own_and_one_professional({ own: measure.own })
				: m.network_own_and_professionals({ own: measure.own, professional: measure.professional });
		case 'onlyBridge': {
			const names = measure.people.map(nameOf);
			const [only] = names;
			return names.length === 1 && only !== undefined
				? m.network_only_bridge({ name: only })
				: m.network_only_bridges({ names: inAList(names) });
		}
		case 'bridges': {
			const names = measure.people.map(nameOf);
			const [only] = names;
			return names.length === 1 && only !== undefined
				? m.network_bridge({ name: only })
				: m.network_bridges({ names: inAList(names) });
		}
		case 'emptySectors':
			return m.network_empty_sectors({
				sectors: inAList(measure.sectors.map((sector) => sectorWord(sector, captions)))
			});
	}
}

/** A sentence that ends with a shortened name, “Maren S.” or “Bestekusinen Am…”, has one full stop. */
export const oneStop = (sentence: string): string => sentence.replace(/(?<=[.…])\.$/u, '');

/** “Velg den andre. Båndet går fra Maren S.” */
export const chooseOtherEnd = (name: string): string => oneStop(m.network_choose_other_end({ name }));

/** “Silje, Arne og Mats”. */
export function inAList(words: readonly string[]): string {
	return new Intl.ListFormat(localeTag(), { type: 'conjunction' }).format(words);
}

/**
 * A day as “2.11.”, or with its year where that is another one.
 * @param at a day, or an instant, which is shown as the day it was in the room's time zone
 */
export function shortDay(at: string, thisYear: number, timeZone: string): string {
	const other = Number(at.slice(0, 4)) !== thisYear;
	return new Intl.DateTimeFormat(localeTag(), {
		day: 'numeric',
		month: getLocale() === 'en' ? 'short' : 'numeric',
		timeZone: at.length === 10 ? 'UTC' : timeZone,
		...(other ? { year: 'numeric' } : {})
	}).format(Date.parse(at));
}

/** Who wrote down what the child says about somebody, and when: “Skrevet ned av Kari, 2.11.” */
export function wordsWrittenBy(
	signed: Person['noteBy'],
	{ participants, child, timeZone }: Pick<Room, 'participants' | 'child' | 'timeZone'>
): string {
	if (!signed) return m.network_words_by_unknown();
	const day = shortDay(signed.at, new Date().getFullYear(), timeZone);
	const writer = participants.find(({ id }) => id === signed.by);
	return writer?.role === 'child'
		? m.network_words_by_child({ child: child.name, day })
		: m.network_words_by({ name: writer?.name ?? m.network_someone(), day });
}

/** When the map was last changed, and by whom; empty where nobody says. */
export function changedInWords(
	touch: Touch | null,
	{ participants, timeZone }: Pick<Room, 'participants' | 'timeZone'>
): string {
	if (!touch) return '';
	const day = fullDay(wallTime(touch.at, timeZone).day);
	const name = participants.find(({ id }) => id === touch.by)?.name;
	return name === undefined ? m.network_changed_on({ day }) : m.network_changed_by({ day, name });
}

/** The same to the child, who alone draws on a map of their own. */
export function drawnInWords(touch: Touch | null, { timeZone }: Pick<Room, 'timeZone'>): string {
	return touch ? m.network_drawn_by_you({ day: fullDay(wallTime(touch.at, timeZone).day) }) : '';
}

/** A day in full: “1. juni 2027”. @param day YYYY-MM-DD */
export function fullDay(day: string): string {
	return new Intl.DateTimeFormat(localeTag(), { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day));
}

/** “Kartet kan ses og brukes av … Det oppbevares til og med 1. juni 2027.” */
export const agreementInWords = ({ mayBeSeenBy, keptUntil }: Agreement): string =>
	`${m.network_agreed_seen_by({ who: mayBeSeenBy })} ${m.network_agreed_kept_until({ day: fullDay(keptUntil) })}`;

/** Sorting and dates as the reader's language does them. */
export function localeTag(): string {
	const locale = getLocale();
	return locale === 'en' ? 'en-GB' : locale;
}

/** Puts names in the order of the reader's language: for `sort`. */
export function compareNames(one: string, other: string): number {
	return nameOrder(localeTag())(one, other);
}
/** The same for whoever has a name. */
export function byName(one: { readonly name: string }, other: { readonly name: string }): number {
	return compareNames(one.name, other.name);
}

/** What somebody can help with, as a list; empty where nothing is ticked. */
export function helpsInWords(helps: readonly HelpTag[]): string {
	return helps.map(helpWord).join(', ');
}

/** What is wrong with a name, in words that say what to do; null where nothing is. */
export function nameProblemInWords(text: string): string | null {
	const problem = nameProblem(text);
	if (problem === 'empty') return m.network_name_empty();
	return problem === 'tooLong' ? m.network_name_too_long({ max: lineMax }) : null;
}

/** What is wrong with the name of a ring or sector, in words that say what to do; null where nothing is. */
export function captionProblemInWords(text: string): string | null {
	return text.trim().length > captionMax ? m.network_caption_too_long({ max: captionMax }) : null;
}

/** A word as it begins a line. */
export function capital(word: string): string {
	return word.charAt(0).toLocaleUpperCase(getLocale()) + word.slice(1);
}

/** A word as it stands inside a sentence. */
export function lower(word: string): string {
	return word.toLocaleLowerCase(getLocale());
}

function listed(words: readonly string[]): string {
	return words.filter(Boolean).join(', ');
}
