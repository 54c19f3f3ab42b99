/** What the family and its network write in their own time, in a document of their own. Schema and types only. */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';

/** A point of the plan as the family drafts it. */
export const Point = v.object({
	...entityEntries,
	kind: v.literal('point'),
	order: v.string(),
	text: v.string(),
	/** When it was shared with the room, by whom, and the agreement it became. */
	shared: v.fallback(v.optional(v.object({ at: v.string(), by: v.string(), agreement: Id })), undefined)
});
export type Point = v.InferOutput<typeof Point>;
