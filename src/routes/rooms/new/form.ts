/**
 * The form that makes a room: what was typed, kept word for word on the way through four steps, and what is wrong
 * with it. No words and no I/O, so that page, action and test read the same rules.
 */
import { RELATIONS, tidyName, type Relation } from '#lib/network/network.ts';
import { lineMax } from '#lib/room/lengths.ts';

export const LANGUAGES = ['nb', 'nn', 'se', 'en'] as const;

export const TEMPLATES = [
	'networkMeeting',
	'familyCouncil',
	'earlyFamilyCouncil',
	'newHome',
	'riskOfBreakdown',
	'followUp',
	'empty'
] as const;
export type Template = (typeof TEMPLATES)[number];

export const STEPS = [1, 2, 3, 4] as const;
export type Step = (typeof STEPS)[number];

/** Rows for people at first, and at most: the map is the place for the rest. */
export const peopleRows = 3;
export const peopleMax = 12;

/** Everything as it was typed. */
export interface Values {
	/** Id of the room to be, made when the form was first shown: sending twice makes one room. */
	readonly room: string;
	readonly name: string;
	readonly year: string;
	readonly month: string;
	readonly day: string;
	readonly language: string;
	readonly template: string;
	readonly meetingDay: string;
	readonly meetingTime: string;
	readonly people: readonly { readonly name: string; readonly relation: string }[];
	/** All on one page, for those who do this often. */
	readonly all: boolean;
}

/** Why a field does not do; the words are the page's. */
export type Problem =
	'empty' | 'tooLong' | 'notAYear' | 'notADay' | 'ahead' | 'past' | 'notOffered' | 'noTime' | 'noDay';

/** Problems by field: `name`, `born`, `language`, `template`, `meeting`, `person-0` … */
export type Problems = Readonly<Record<string, Problem>>;

export function emptyValues(room: string, language: string): Values {
	return {
		room,
		name: '',
		year: '',
		month: '',
		day: '',
		language: LANGUAGES.find((known) => known === language) ?? 'nb',
		template: '',
		meetingDay: '',
		meetingTime: '',
		people: Array.from({ length: peopleRows }, () => ({ name: '', relation: '' })),
		all: false
	};
}

/** Reads what was sent; names that are not ours are not read at all. */
export function readValues(data: FormData): Values {
	const text = (name: string) => {
		const value = data.get(name);
		return typeof value === 'string' ? value : '';
	};
	const texts = (name: string) => data.getAll(name).map((value) => (typeof value === 'string' ? value : ''));
	const relations = texts('relation');
	return {
		room: text('room'),
		name: text('name'),
		year: text('year'),
		month: text('month'),
		day: text('day'),
		language: text('language'),
		template: text('template'),
		meetingDay: text('meetingDay'),
		meetingTime: text('meetingTime'),
		people: texts('person')
			.slice(0, peopleMax)
			.map((name, index) => ({ name, relation: relations[index] ?? '' })),
		all: text('all') === 'yes'
	};
}

/**
 * What must be mended in a step.
 * @param today YYYY-MM-DD
 */
export function problemsIn(values: Values, step: Step, today: string): Problems {
	if (step === 1)
		return { ...nameProblems(values), ...bornProblems(values, today), ...languageProblems(values) };
	if (step === 2) return { ...templateProblems(values), ...meetingProblems(values, today) };
	if (step === 3)
		return Object.fromEntries(
			values.people.flatMap(({ name }, index) =>
				tidyName(name).length > lineMax ? [[`person-${index}`, 'tooLong' as const]] : []
			)
		);
	return {};
}

/** The first step in which something must be mended, or null. */
export function firstProblem(values: Values, today: string): { step: Step; problems: Problems } | null {
	for (const step of STEPS) {
		const problems = problemsIn(values, step, today);
		if (Object.keys(problems).length > 0) return { step, problems };
	}
	return null;
}

/** What was typed, as the room is made of it. Only for values without problems. */
export function roomOf(values: Values): {
	child: { name: string; born: string; language: string };
	people: { name: string; relation?: Relation }[];
} {
	return {
		child: { name: tidyName(values.name), born: bornOf(values), language: values.language },
		people: values.people
			.map(({ name, relation }) => {
				const known = RELATIONS.find((one) => one === relation);
				return { name: tidyName(name), ...(known === undefined ? {} : { relation: known }) };
			})
			.filter(({ name }) => name !== '')
	};
}

/** The first meeting, as a day and a wall time in the room's zone; null where none was planned. */
export function meetingOf(values: Values): { template: Template; day: string; time: string } | null {
	const template = TEMPLATES.find((known) => known === values.template);
	if (template === undefined || template === 'empty' || values.meetingDay === '') return null;
	return { template, day: values.meetingDay, time: values.meetingTime };
}

/** What was given, and no more: YYYY, YYYY-MM or YYYY-MM-DD. */
function bornOf({ year, month, day }: Values): string {
	const two = (text: string) => (text.trim() === '' ? '' : `-${text.trim().padStart(2, '0')}`);
	return `${year.trim()}${two(month)}${two(day)}`;
}

function nameProblems(values: Values): Problems {
	const name = tidyName(values.name);
	return name === '' ? { name: 'empty' } : name.length > lineMax ? { name: 'tooLong' } : {};
}

function bornProblems(values: Values, today: string): Problems {
	const [year, month, day] = [values.year.trim(), values.month.trim(), values.day.trim()];
	if (year === '') return { born: 'empty' };
	const thisYear = Number(today.slice(0, 4));
	if (!/^\d{4}$/.test(year) || Number(year) < thisYear - 25) return { born: 'notAYear' };
	if (!/^\d{0,2}$/.test(month) || !/^\d{0,2}$/.test(day) || (day !== '' && month === ''))
		return { born: 'notADay' };
	const born = bornOf(values);
	if (!isDay(born + '-01-01'.slice(born.length - 4))) return { born: 'notADay' };
	return born > today ? { born: 'ahead' } : {};
}

function languageProblems({ language }: Values): Problems {
	return LANGUAGES.some((known) => known === language) ? {} : { language: 'notOffered' };
}

function templateProblems({ template }: Values): Problems {
	if (template === '') return { template: 'empty' };
	return TEMPLATES.some((known) => known === template) ? {} : { template: 'notOffered' };
}

function meetingProblems({ meetingDay, meetingTime }: Values, today: string): Problems {
	if (meetingDay === '' && meetingTime === '') return {};
	if (meetingDay === '') return { meeting: 'noDay' };
	if (!isDay(meetingDay)) return { meeting: 'notADay' };
	if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(meetingTime)) return { meeting: 'noTime' };
	return meetingDay < today ? { meeting: 'past' } : {};
}

function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
