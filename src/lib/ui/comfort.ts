/**
 * How one person wants the pages on one device: colours, text size, calm, reading speed. Kept in cookies that say
 * nothing about who they are, read by the server, so the first drawing is right also without scripts.
 */
import * as v from 'valibot';

const schema = v.object({
	scheme: v.optional(v.fallback(v.picklist(['auto', 'light', 'dark']), 'auto'), 'auto'),
	text: v.optional(v.fallback(v.picklist(['sm', 'md', 'lg']), 'md'), 'md'),
	calm: v.optional(v.fallback(v.picklist(['on', 'off']), 'off'), 'off'),
	reading: v.optional(v.fallback(v.picklist(['normal', 'slow']), 'normal'), 'normal'),
	title: v.optional(v.fallback(v.picklist(['whole', 'private']), 'whole'), 'whole'),
	rail: v.optional(v.fallback(v.picklist(['wide', 'narrow']), 'wide'), 'wide')
});

export type Comfort = v.InferOutput<typeof schema>;

/** The names of the cookies, one per wish. */
export const comfortNames = [
	'scheme',
	'text',
	'calm',
	'reading',
	'title',
	'rail'
] as const satisfies (keyof Comfort)[];

/** A year: a choice of appearance should not have to be made again. */
export const comfortSeconds = 365 * 24 * 60 * 60;

/**
 * The wishes in a set of cookies or form fields; what is missing or unknown becomes the ordinary value.
 * @param read gives the value of a name, or undefined
 */
export function comfortFrom(read: (name: keyof Comfort) => string | undefined): Comfort {
	const found = comfortNames
		.map((name) => [name, read(name)] as const)
		.filter(([, value]) => value !== undefined);
	return v.parse(schema, Object.fromEntries(found));
}

/** The attributes of the html element that the styles look at; values come from closed lists, so no escaping. */
export function comfortAttributes({ scheme, text, calm, reading, rail }: Comfort): string {
	return `data-color-scheme="${scheme}" data-size="${text}" data-calm="${calm}" data-reading="${reading}" data-rail="${rail}"`;
}
