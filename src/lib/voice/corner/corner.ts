/**
 * The child's own corner: how the child is, what the child wishes for, and what the child might want to say one day.
 * Nobody reads it but the child, and the one adult to whom the child has opened it. Schema and types only.
 */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { FACES } from '../voice.ts';

/** What can lie in the corner, by the root in which it stands. */
export const KEPT_KINDS = { feelings: 'feeling', drafts: 'draft', wishes: 'wish' } as const;
export type CornerRoot = keyof typeof KEPT_KINDS;

/** Something the child keeps. Words, a face, or both. */
export const Kept = v.object({
	...entityEntries,
	kind: v.picklist(Object.values(KEPT_KINDS)),
	text: v.string(),
	// A bad value counts as absent: the child's words are shown all the same.
	face: v.fallback(v.optional(v.picklist(FACES)), undefined),
	/** The person, visit or agenda item it is about. */
	about: v.fallback(v.optional(Id), undefined)
});
/** With the root it stands in, which its kind alone does not prove. */
export type Kept = v.InferOutput<typeof Kept> & { readonly root: CornerRoot };
