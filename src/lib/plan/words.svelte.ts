/** A published plan in the reader's words: what each entry says, and what changed. */
import * as v from 'valibot';
import { doesWords, hoursWord } from '#lib/emergency/words.svelte.ts';
import { Hours, TASKS } from '#lib/emergency/emergency.ts';
import { dayWords, whenWords } from '#lib/meetings/words.svelte.ts';
import { kinSentence } from '#lib/network/kin/words.svelte.ts';
import { firstName } from '#lib/network/names.ts';
import { KINSHIPS, QUALITIES, RELATIONS } from '#lib/network/network.ts';
import { fullDay, genitive, languageWord, qualityWord, whoIs } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { wallTime } from '#lib/time/zone.ts';
import { Rule, VISIT_TYPES } from '#lib/visits/visits.ts';
import { ruleInWords, visitTitle } from '#lib/visits/words.svelte.ts';
import type { AboutChange, AgreementChange, Change, Compared, Entry } from './changes.ts';
import type {
	PlanChildMap,
	PlanContact,
	PlanGap,
	PlanPerson,
	PlanSeries,
	RoomPart,
	TakingPart
} from './plan.ts';

/** What a sentence needs to know beside its entry. */
export interface Reading {
	/** People by id, those who were taken away too. */
	readonly people: ReadonlyMap<string, PlanPerson>;
	readonly child: string;
	/** IANA zone of the room. */
	readonly zone: string;
	/** The day from which years are left out, YYYY-MM-DD. */
	readonly today: string;
}

/** Everybody a plan names, by id. */
export function peopleOf(...parts: readonly (RoomPart | null)[]): Map<string, PlanPerson> {
	return new Map(parts.flatMap((part) => part?.people.map((person) => [person.id, person] as const) ?? []));
}

/** The name of somebody, or "someone" where the plan does not know them. */
export function nameOf(reading: Reading, id: string | undefined): string {
	return (id === undefined ? undefined : reading.people.get(id)?.name) ?? m.plan_someone();
}

/** Who somebody is: "mormor", "nabo". */
export function relationOf(person: PlanPerson): string {
	const relation = RELATIONS.find((known) => known === person.relation);
	return whoIs({ relation, relationText: person.relationText });
}

/** Who somebody is, and what one must know to speak with them: "mormor, polsk, trenger tolk". */
export function knownOf(person: PlanPerson): string {
	const { language, interpreter } = person;
	return [
		relationOf(person),
		language && languageWord(language),
		interpreter ? m.plan_needs_interpreter() : ''
	]
		.filter(Boolean)
		.join(', ');
}

/** A visit or a call as a sentence: with whom, and when. */
export function seriesWords(series: PlanSeries, reading: Reading): string {
	const type = VISIT_TYPES.find((known) => known === series.type) ?? 'visit';
	const title = visitTitle(
		type,
		series.with.map((id) => nameOf(reading, id))
	);
	const rule = v.safeParse(Rule, series.rule);
	return rule.success ? `${title}: ${ruleInWords(rule.output, reading.today)}` : title;
}

/** When somebody can come, in words. */
export function contactHours(contact: PlanContact, reading: Reading): string {
	const hours = contact.availability.flatMap((entry) => {
		const parsed = v.safeParse(Hours, entry);
		return parsed.success ? [parsed.output] : [];
	});
	return hours.length === 0 ? '' : hoursWord(hours, reading.child);
}

/** What somebody can do, in words. */
export function contactDoes(contact: PlanContact, reading: Reading): string {
	const can = TASKS.filter((task) => contact.can.includes(task));
	return can.length === 0 ? '' : doesWords(can, reading.child);
}

/** One entry of a list as a line. */
export function entryWords<TList extends Compared>(
	list: TList,
	entry: Entry<TList>,
	reading: Reading
): string {
	const one = { list, entry } as unknown as { [L in Compared]: { list: L; entry: Entry<L> } }[Compared]; // the pair belongs together
	switch (one.list) {
		case 'statements':
			return one.entry.text === '' ? m.plan_face_only() : `«${one.entry.text}»`;
		case 'agreements':
			return one.entry.text;
		case 'tasks': {
			const { text, who, deadline } = one.entry;
			const by = deadline === undefined ? '' : m.plan_by({ day: dayWords(deadline) });
			return [who === undefined ? text : `${nameOf(reading, who)}: ${text}`, by].filter(Boolean).join(', ');
		}
		case 'contacts':
			return [nameOf(reading, one.entry.person), contactHours(one.entry, reading)].filter(Boolean).join(': ');
		case 'series':
			return seriesWords(one.entry, reading);
		case 'exceptions':
			return m.plan_exception({ day: dayWords(one.entry.date), reason: one.entry.reason ?? '' }).trim();
		case 'people':
			return one.entry.name;
		case 'ties': {
			const [from, to] = [nameOf(reading, one.entry.from), nameOf(reading, one.entry.to)];
			const kin = KINSHIPS.find((known) => known === one.entry.kin);
			return kin === undefined ? m.plan_tie({ one: from, other: to }) : kinSentence(kin, from, to);
		}
		case 'meetings':
			return `${one.entry.title}, ${whenWords(one.entry.starts, reading.zone)}`;
	}
}

/** The name of a list of the plan. */
export function listWord(list: Compared): string {
	const words: Record<Compared, () => string> = {
		statements: m.plan_list_statements,
		agreements: m.plan_list_agreements,
		tasks: m.plan_list_tasks,
		contacts: m.plan_list_contacts,
		series: m.plan_list_series,
		exceptions: m.plan_list_exceptions,
		people: m.plan_list_people,
		ties: m.plan_list_ties,
		meetings: m.plan_list_meetings
	};
	return words[list]();
}

/** What changed, as words before and after; the same twice where only details differ. */
export function changeWords(
	change: Change,
	reading: Reading
): { before: string | null; after: string | null } {
	if (change.list === 'callingOrder')
		return { before: orderWords(change.before, reading), after: orderWords(change.after, reading) };
	if (change.list === 'about') {
		const { id, before, after } = change;
		return {
			before: before === null ? null : aboutWords(id, before),
			after: after === null ? null : aboutWords(id, after)
		};
	}
	if (change.list === 'agreement') {
		const { id, before, after } = change;
		return {
			before: before === null ? null : agreedWords(id, before),
			after: after === null ? null : agreedWords(id, after)
		};
	}
	if (change.list === 'childMap') {
		const words = (map: PlanChildMap | null) => map && childMapWords(map, reading);
		return { before: words(change.before), after: words(change.after) };
	}
	const { list } = change;
	const words = (entry: Entry<Compared> | null) =>
		entry === null ? null : entryWords(list, entry as never, reading); // of the list it came from
	return { before: words(change.before), after: words(change.after) };
}

/** In which order people are called: "Vi ringer i denne rekkefølgen: 1. Berit, 2. Solveig". */
function orderWords(people: readonly string[], reading: Reading): string {
	const names = people.map((id, index) => `${index + 1}. ${nameOf(reading, id)}`);
	return m.plan_calling_order({ names: names.join(', ') });
}

/** What is written about the child, under the heading it has in the plan. */
function aboutWords(id: AboutChange['id'], text: string): string {
	const labels = { calms: m.plan_calms, fears: m.plan_fears, brings: m.plan_brings };
	return id === 'reviewBy' ? m.plan_emergency_review({ day: dayWords(text) }) : `${labels[id]()} ${text}`;
}

/** One half of what was agreed about the map, as a sentence. */
export function agreedWords(id: AgreementChange['id'], text: string): string {
	return id === 'mayBeSeenBy'
		? m.network_agreed_seen_by({ who: text })
		: m.network_agreed_kept_until({ day: fullDay(text) });
}

/** “Ylvas eget kart, slik Ylva viste det 24. november” */
export function childMapWords({ shownAt }: PlanChildMap, { child, zone }: Reading): string {
	const name = firstName(child);
	const day = dayWords(wallTime(shownAt, zone).day);
	return m.plan_child_map({ whose: genitive(name), name, day });
}

/** A tie as the child says it: “Maren og Berit: nært” */
export function childTieWords({ from, to, quality }: PlanChildMap['ties'][number], reading: Reading): string {
	const known = QUALITIES.find((one) => one === quality);
	const [one, other] = [nameOf(reading, from), nameOf(reading, to)];
	return known === undefined
		? m.plan_tie({ one, other })
		: m.plan_child_tie({ one, other, quality: qualityWord(known) });
}

/** One word for what happened to an entry. */
export function changeWord(change: Change): string {
	if (change.before === null) return m.plan_new();
	return change.after === null ? m.plan_gone() : m.plan_changed();
}

/** What the plan lacks, as a sentence. */
export function gapWords(gap: PlanGap, part: RoomPart, reading: Reading): string {
	switch (gap.what) {
		case 'nobodyCanCome':
			return m.plan_gap_nobody();
		case 'contactNotAnswered':
			return m.plan_gap_not_answered({ name: nameOf(reading, gap.about) });
		case 'taskWithoutWho':
			return m.plan_gap_task({ text: part.tasks.find(({ id }) => id === gap.about)?.text ?? '' });
		case 'visitWithoutHandover': {
			const series = part.series.find(({ id }) => id === gap.about);
			return m.plan_gap_handover({ visit: series ? seriesWords(series, reading) : '' });
		}
		case 'namesSomebodyGone':
			return m.plan_gap_gone({ name: nameOf(reading, gap.about) });
		case 'mapWithoutAgreement':
			return m.plan_gap_agreement();
		case 'unreadable':
			return m.plan_gap_unreadable({ count: gap.about ?? '' });
	}
}

/** How somebody took part. */
export function takingPartWord(how: TakingPart): string {
	const words: Record<TakingPart, () => string> = {
		met: m.plan_took_met,
		phone: m.plan_took_phone,
		video: m.plan_took_video,
		letter: m.plan_took_letter,
		spokesperson: m.plan_took_spokesperson,
		absent: m.plan_took_absent
	};
	return words[how]();
}
