/**
 * What was agreed about the map itself: who may see and use it, and how long it is kept. Every map must have it; until
 * it does, whoever leads the room is asked for it.
 */
import * as v from 'valibot';
import { lineMax } from '#lib/room/lengths.ts';
import { Day } from '#lib/time/zone.ts';

/** One plain value in the document: two people who write it never leave half of each. */
export const Agreement = v.object({
	/** In the room's own words: “De som er i rommet, og barneverntjenesten”. */
	mayBeSeenBy: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(lineMax)),
	/** The day until which the map is kept. */
	keptUntil: Day
});
export type Agreement = v.InferOutput<typeof Agreement>;

/** What is wrong with a field as it was filled in. */
export type AgreementProblem = 'empty' | 'tooLong' | 'badDay';

/**
 * The agreement as it was written in a form.
 * @returns it, or what is wrong with each field
 */
export function agreementFrom(fields: { mayBeSeenBy: string; keptUntil: string }):
	| { readonly agreement: Agreement; readonly problems: null }
	| {
			readonly agreement: null;
			readonly problems: Readonly<Partial<Record<keyof Agreement, AgreementProblem>>>;
	  } {
	const parsed = v.safeParse(Agreement, fields);
	if (parsed.success) return { agreement: parsed.output, problems: null };
	const words = fields.mayBeSeenBy.trim();
	return {
		agreement: null,
		problems: {
			...(words === '' ? { mayBeSeenBy: 'empty' } : {}),
			...(words.length > lineMax ? { mayBeSeenBy: 'tooLong' } : {}),
			...(v.is(Day, fields.keptUntil) ? {} : { keptUntil: fields.keptUntil === '' ? 'empty' : 'badDay' })
		}
	};
}
