/** The emergency plan's codes in words. Rules speak in codes; this is where they learn the reader's language. */
import { capital, consentWord, inAList, localeTag, shortDay } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { crossesMidnight } from '#lib/time/interval.ts';
import { daysBetween, type Wall } from '#lib/time/zone.ts';
import type { Doubt } from './answer.ts';
import { minutesMax, type Equipment, type HealthType, type NumberType, type WarningType } from './care.ts';
import {
	isWholeDay,
	PRESETS,
	presetHours,
	presetOf,
	runsOf,
	showClock,
	showHours,
	type HoursProblem,
	type Preset
} from './clock.ts';
import type { Coverage, Period } from './coverage.ts';
import type { AboutText, EmergencyContact, Hours, Task } from './emergency.ts';
import type { PhoneProblem } from './phone.ts';

const days = {
	long: [
		m.emergency_day_1,
		m.emergency_day_2,
		m.emergency_day_3,
		m.emergency_day_4,
		m.emergency_day_5,
		m.emergency_day_6,
		m.emergency_day_7
	],
	short: [
		m.emergency_day_short_1,
		m.emergency_day_short_2,
		m.emergency_day_short_3,
		m.emergency_day_short_4,
		m.emergency_day_short_5,
		m.emergency_day_short_6,
		m.emergency_day_short_7
	],
	two: [
		m.emergency_day_two_1,
		m.emergency_day_two_2,
		m.emergency_day_two_3,
		m.emergency_day_two_4,
		m.emergency_day_two_5,
		m.emergency_day_two_6,
		m.emergency_day_two_7
	]
} as const;

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** “torsdag”, “tor” or “to”. */
export function dayWord(weekday: number, length: keyof typeof days = 'long'): string {
	return days[length][weekday - 1]?.() ?? '';
}

/** “mandag–onsdag og fredag”; short: “man–ons og fre”. */
export function daysWord(weekdays: readonly number[], length: 'long' | 'short' = 'long'): string {
	return inAList(
		runsOf(weekdays).flatMap(([from, to]) => {
			const first = dayWord(from, length);
			const last = dayWord(to, length);
			if (from === to) return [first];
			return to === from + 1 ? [first, last] : [m.emergency_day_run({ from: first, to: last })];
		})
	);
}

/** When a period is: “alle netter 20–08”, “mandag–onsdag 08–15”, “fra onsdag 22 til torsdag 06”. */
export function periodWord(period: Period, length: 'long' | 'short' = 'long'): string {
	const hours = isWholeDay(period) ? m.emergency_all_day() : showHours(period);
	const preset = presetOf(period);
	if (preset === 'always') return m.emergency_always();
	if (preset === 'nights') return m.emergency_every_night({ hours });
	if (period.days.length === 7) return m.emergency_every_day({ hours });
	const [only, ...others] = period.days;
	if (
		length === 'long' &&
		only !== undefined &&
		others.length === 0 &&
		crossesMidnight(period.from, period.to)
	)
		return m.emergency_over_midnight({
			day: dayWord(only),
			from: showClock(period.from),
			next: dayWord((only % 7) + 1),
			to: showClock(period.to)
		});
	return m.emergency_days_hours({ days: daysWord(period.days, length), hours });
}

/** All a contact's hours in one line; what they can only do in some of them stands with it. */
export function hoursWord(availability: readonly Hours[], child: string): string {
	if (availability.length === 0) return m.emergency_no_hours();
	return availability.map((hours) => onePeriodWord(hours, child)).join(', ');
}

/** One of a contact's periods, short, with what it is only for. */
export function onePeriodWord(hours: Hours, child: string): string {
	const when = periodWord(hours, 'short');
	return hours.can === undefined
		? when
		: `${when} (${m.emergency_does_only({ what: doesWord(hours.can, child) })})`;
}

/** What the picture of the week says to who does not see it: the gaps as sentences. */
export function pictureWords({ gaps }: Coverage): string {
	const sentences = gaps.map((gap) => m.emergency_gap({ when: periodWord(gap) }));
	return [m.emergency_coverage_picture(), ...(gaps.length === 0 ? [m.emergency_no_gaps()] : sentences)].join(
		' '
	);
}

const tasks: Record<Task, (child: string) => string> = {
	comeHere: () => m.emergency_can_come_here(),
	takeChild: (child) => m.emergency_can_take_child({ child }),
	stayOvernight: (child) => m.emergency_can_stay_overnight({ child }),
	fetch: (child) => m.emergency_can_fetch({ child }),
	drive: () => m.emergency_can_drive(),
	advice: () => m.emergency_can_advice()
};
/** What somebody can tick: “Ta imot Ylva”. */
export const taskWord = (task: Task, child: string): string => tasks[task](child);

const does: Record<Task, (child: string) => string> = {
	comeHere: () => m.emergency_does_come_here(),
	takeChild: (child) => m.emergency_does_take_child({ child }),
	stayOvernight: (child) => m.emergency_does_stay_overnight({ child }),
	fetch: () => m.emergency_does_fetch(),
	drive: () => m.emergency_does_drive(),
	advice: () => m.emergency_does_advice()
};
/** What somebody does: “tar imot Ylva”. */
export const doesWord = (task: Task, child: string): string => does[task](child);

/** “kommer hit, henter”. */
export function doesWords(can: readonly Task[], child: string): string {
	return can.length === 0 ? m.emergency_does_nothing() : can.map((task) => doesWord(task, child)).join(', ');
}

/** The look of an answer, and its words: “ja 2.11.”. */
export function consentStatus(
	consent: EmergencyContact['consent'],
	today: string,
	timeZone: string
): { kind: 'ok' | 'wait' | 'no' | 'info'; text: string } {
	const status = consent?.status ?? 'notAsked';
	const kind = {
		yes: 'ok',
		yesButNotNights: 'ok',
		asked: 'wait',
		notAsked: 'no',
		no: 'no',
		withdrawn: 'no'
	} as const;
	const text =
		consent?.at === undefined
			? consentWord(status)
			: m.emergency_consent_on({
					consent: consentWord(status),
					day: shortDay(consent.at, yearOf(today), timeZone)
				});
	return { kind: kind[status], text };
}

/** The answer of somebody who is to be called: “Ja 2.11.”, or why it is uncertain. */
export function answerStatus(
	{ consent }: Pick<EmergencyContact, 'consent'>,
	doubt: Doubt | null,
	today: string,
	timeZone: string
): { kind: 'ok' | 'wait' | 'no' | 'info'; text: string } {
	if (doubt === null) {
		const { kind, text } = consentStatus(consent, today, timeZone);
		return { kind, text: capital(text) };
	}
	return { kind: 'wait', text: doubtWord(doubt, consent?.at, today, timeZone) };
}

function doubtWord(doubt: Doubt, at: string | undefined, today: string, timeZone: string): string {
	const months = at === undefined ? 0 : Math.floor(daysBetween(at.slice(0, 10), today) / 30.44);
	switch (doubt) {
		case 'notAsked':
			return m.emergency_doubt_not_asked();
		case 'asked':
			if (at === undefined) return m.emergency_doubt_asked();
			return months < 2
				? m.emergency_doubt_asked_days({ day: shortDay(at, yearOf(today), timeZone) })
				: m.emergency_doubt_asked_months({ months });
		case 'old':
			return m.emergency_doubt_old({ months });
		case 'undated':
			return m.emergency_doubt_undated();
		case 'nothingTicked':
			return m.emergency_doubt_nothing_ticked();
	}
}

/** What keeps a contact from counting, as a sentence for the list of what is missing. */
export function doubtSentence(doubt: Doubt, name: string): string {
	const sentences: Record<Doubt, (of: { name: string }) => string> = {
		notAsked: m.emergency_not_asked,
		asked: m.emergency_waiting,
		old: m.emergency_old_yes,
		undated: m.emergency_undated_yes,
		nothingTicked: m.emergency_nothing_ticked
	};
	return sentences[doubt]({ name });
}

/** “natt til torsdag 10. desember”, “torsdag 10. desember”. */
export function momentWord({ day, time, weekday }: Wall): string {
	const date = new Intl.DateTimeFormat(localeTag(), {
		day: 'numeric',
		month: 'long',
		timeZone: 'UTC'
	}).format(Date.parse(day));
	const named = `${dayWord(weekday)} ${date}`;
	return time < '06:00' ? m.emergency_now_night({ day: named }) : named;
}

/** “Hanne kan fra 15”, with the day where that is not today. */
export function laterWord(name: string, later: { weekday: number; time: string }, wall: Wall): string {
	const time = showClock(later.time);
	return later.weekday === wall.weekday
		? m.emergency_now_later_one({ name, time })
		: m.emergency_now_later_day({ name, day: dayWord(later.weekday), time });
}

const presets: Record<Preset, () => string> = {
	nights: m.emergency_preset_nights,
	schoolDays: m.emergency_preset_school_days,
	weekend: m.emergency_preset_weekend,
	always: m.emergency_preset_always
};
/** The ready hours, each with its word. */
export const presetChoices = () =>
	PRESETS.map((preset) => ({ preset, label: presets[preset](), hours: presetHours[preset] }));

const abouts: Record<AboutText, { label: () => string; hint: () => string }> = {
	calms: { label: m.emergency_calms, hint: m.emergency_calms_hint },
	fears: { label: m.emergency_fears, hint: m.emergency_fears_hint },
	brings: { label: m.emergency_brings, hint: m.emergency_brings_hint }
};
export const aboutWords = (field: AboutText) => ({
	label: abouts[field].label(),
	hint: abouts[field].hint()
});

const healths: Record<HealthType, () => string> = {
	allergy: m.emergency_health_allergy,
	medicine: m.emergency_health_medicine,
	diagnosis: m.emergency_health_diagnosis,
	equipment: m.emergency_health_equipment,
	doctor: m.emergency_health_doctor
};
export const healthWord = (type: HealthType): string => healths[type]();

/** What to write about a kind of health entry. */
export function healthHint(type: HealthType, name: string): string {
	const hints: Record<HealthType, () => string> = {
		allergy: () => m.emergency_health_hint_allergy({ name }),
		medicine: m.emergency_health_hint_medicine,
		diagnosis: m.emergency_health_hint_diagnosis,
		equipment: m.emergency_health_hint_equipment,
		doctor: m.emergency_health_hint_doctor
	};
	return hints[type]();
}

const warnings: Record<WarningType, () => string> = {
	neverCall: m.emergency_warning_never_call,
	mustNotBeAsked: m.emergency_warning_must_not_be_asked,
	mustNotFetch: m.emergency_warning_must_not_fetch,
	mustNotKnow: m.emergency_warning_must_not_know
};
export const warningWord = (type: WarningType): string => warnings[type]();

const numbers: Record<NumberType | 'forAll', () => string> = {
	mobile: m.emergency_phone_mobile,
	landline: m.emergency_phone_landline,
	work: m.emergency_phone_work,
	forAll: m.emergency_phone_for_all
};
export const numberWord = (type: NumberType | 'forAll'): string => numbers[type]();

const equipment: Record<Equipment, () => string> = {
	key: m.emergency_has_key,
	car: m.emergency_has_car,
	childSeat: m.emergency_has_child_seat
};
export const equipmentWord = (has: Equipment): string => equipment[has]();

/** What is wrong with a number, in words that say what to do. */
export function phoneProblemInWords(problem: PhoneProblem): string {
	const words: Record<PhoneProblem, () => string> = {
		empty: m.emergency_phone_problem_empty,
		letters: m.emergency_phone_problem_letters,
		tooShort: m.emergency_phone_problem_short,
		tooLong: m.emergency_phone_problem_long
	};
	return words[problem]();
}

/** What is wrong with hours, and at which field. */
export function hoursProblemInWords(problem: HoursProblem): { field: 'days' | 'from' | 'to'; text: string } {
	switch (problem) {
		case 'noDays':
			return { field: 'days', text: m.emergency_problem_no_days() };
		case 'badFrom':
			return { field: 'from', text: m.emergency_problem_clock() };
		case 'badTo':
			return { field: 'to', text: m.emergency_problem_clock() };
		case 'sameTime':
			return { field: 'to', text: m.emergency_problem_same() };
	}
}

/** What is wrong with minutes, in words; null where nothing is. */
export function minutesProblemInWords(text: string): string | null {
	const bare = text.trim();
	return /^\d{1,4}$/.test(bare) && Number(bare) <= minutesMax
		? null
		: m.emergency_minutes_problem({ max: minutesMax });
}

/** A day as “16. november”, with its year where that is another one. */
export function longDay(at: string, today: string, timeZone: string): string {
	return new Intl.DateTimeFormat(localeTag(), {
		day: 'numeric',
		month: 'long',
		timeZone: at.length === 10 ? 'UTC' : timeZone,
		...(at.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' })
	}).format(Date.parse(at));
}

/** A day as “10.6.2027”. */
export function fullDay(day: string): string {
	return new Intl.DateTimeFormat(localeTag(), {
		day: 'numeric',
		month: localeTag() === 'en-GB' ? 'short' : 'numeric',
		year: 'numeric',
		timeZone: 'UTC'
	}).format(Date.parse(day));
}

function yearOf(day: string): number {
	return Number(day.slice(0, 4));
}
