/**
 * What was agreed about the map itself: who may see and use it, and how long it is kept. Every map must have it; until
 * it does, whoever leads the room is asked for it.
 */
import * as v from 'valibot';
import { lineMax } from '#lib/room/lengths.ts';
import { addDays, Day } from '#lib/time/zone.ts';

/** One plain value in the document: two people who write it never leave half of each. */
export const Agreement = v.object({
	/** In the room's own words: “De som er i rommet, og barneverntjenesten”. */
	mayBeSeenBy: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(lineMax)),
	/** The day until which the map is kept. */
	keptUntil: Day
});
export type Agreement = v.InferOutput<typeof Agreement>;

/** What is wrong with a field as it was filled in. */
export type AgreementProblem = 'empty' | 'tooLong' | 'badDay' | 'past' | 'tooFar';

/** Longer than anybody's record is kept. */
const daysMost = 36_525;

/** What is wrong with the day until which a map would be kept, or null. @param today in the room's time zone */
export function dayProblem(keptUntil: string, today: string): AgreementProblem | null {
	if (keptUntil === '') return 'empty';
	if (!v.is(Day, keptUntil)) return 'badDay';
	if (keptUntil < today) return 'past';
	return keptUntil > addDays(today, daysMost) ? 'tooFar' : null;
}

/**
 * The agreement as it was written in a form.
 * @param today in the room's time zone: nobody agrees that a map was kept until a day long past
 * @returns it, or what is wrong with each field
 */
export function agreementFrom(
	fields: { mayBeSeenBy: string; keptUntil: string },
	today: string
):
	| { readonly agreement: Agreement; readonly problems: null }
	| {
			readonly agreement: null;
			readonly problems: Readonly<Partial<Record<keyof Agreement, AgreementProblem>>>;
	  } {
	const parsed = v.safeParse(Agreement, fields);
	const day = dayProblem(fields.keptUntil, today);
	if (parsed.success && day === null) return { agreement: parsed.output, problems: null };
	const words = fields.mayBeSeenBy.trim();
	return {
		agreement: null,
		problems: {
			...(words === '' ? { mayBeSeenBy: 'empty' } : {}),
			...(words.length > lineMax ? { mayBeSeenBy: 'tooLong' } : {}),
			...(day === null ? {} : { keptUntil: day })
		}
	};
}

/** Whether the time that was agreed is over: then it is to be talked about anew. @param today in the room's time zone */
export function isOver({ keptUntil }: Agreement, today: string): boolean {
	return keptUntil < today;
}
