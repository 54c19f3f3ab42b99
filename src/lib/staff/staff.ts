/** What the caseworkers of a room keep for themselves, in a document of their own. Schema and types only. */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { lineMax } from '#lib/room/lengths.ts';

export const StaffNote = v.object({
	...entityEntries,
	kind: v.literal('note'),
	title: v.fallback(v.optional(v.pipe(v.string(), v.maxLength(lineMax))), undefined),
	text: v.string()
});
export type StaffNote = v.InferOutput<typeof StaffNote>;

/** How somebody is reached whose address or number may not stand where the room can read it. */
export const ProtectedContact = v.object({
	...entityEntries,
	kind: v.literal('protectedContact'),
	person: Id,
	text: v.string()
});
export type ProtectedContact = v.InferOutput<typeof ProtectedContact>;

/** How professionals see somebody on the map, or a tie: their words, beside what the child and the family say. */
export const StaffView = v.object({
	...entityEntries,
	kind: v.literal('view'),
	/** The person, or the tie. */
	about: Id,
	text: v.string()
});
export type StaffView = v.InferOutput<typeof StaffView>;
