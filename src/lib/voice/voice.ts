/**
 * The child's voice: what the child has chosen to share with the room, in the child's own words. Schema and
 * types only. What is not shared does not stand here: nothing is written before the child says so.
 */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { textMax } from '#lib/room/lengths.ts';

/**
 * How the child is, in the order they are always shown. “Vil ikke si” is an equal answer, and has no code:
 * whoever would rather not say has nothing written about it.
 */
export const FACES = ['glad', 'calm', 'sad', 'afraid', 'angry', 'unsure'] as const;
export type Face = (typeof FACES)[number];

/** Longest statement. The child's words are never cut: what is too long is told before it is shared. */
export const wordsMax = textMax;

/** What the child said. The text may be empty where a face says it. */
export const Statement = v.object({
	...entityEntries,
	kind: v.literal('statement'),
	text: v.string(),
	face: maybe(v.picklist(FACES)),
	/** The person, visit or agenda item it is about. */
	about: maybe(Id)
});
export type Statement = v.InferOutput<typeof Statement>;

/** Why something cannot be shared, or null; the words are the component's. */
export function statementProblem(text: string, face: Face | undefined): 'empty' | 'tooLong' | null {
	if (text.trim().length > wordsMax) return 'tooLong';
	return text.trim() === '' && face === undefined ? 'empty' : null;
}

/** An optional field. A bad value counts as absent: the child's words are shown all the same. */
function maybe<const TSchema extends v.GenericSchema>(schema: TSchema) {
	return v.fallback(v.optional(schema), undefined);
}
