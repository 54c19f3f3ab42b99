/** What the caseworkers of a room keep for themselves, in a document of their own. Schema and types only. */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';
import { Id } from '#lib/room/ids.ts';
import { lineMax } from '#lib/room/lengths.ts';
import { Day } from '#lib/time/zone.ts';

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

/** Where the service stands with somebody; the last is never told to anybody but caseworkers. */
export const INVITATION_STATUSES = ['invited', 'consented', 'declined', 'notToBeContacted'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

/** Whether somebody was invited to take part, what they answered, or that they must not be contacted at all. */
export const Invitation = v.object({
	...entityEntries,
	kind: v.literal('invitation'),
	person: Id,
	status: v.picklist(INVITATION_STATUSES),
	/** Since when it is so; a day that does not exist takes itself away, never what was said. */
	day: v.fallback(v.optional(Day), undefined),
	text: v.string()
});
export type Invitation = v.InferOutput<typeof Invitation>;

/** How professionals see somebody on the map, or a tie: their words, beside what the child and the family say. */
export const StaffView = v.object({
	...entityEntries,
	kind: v.literal('view'),
	/** The person, or the tie. */
	about: Id,
	text: v.string()
});
export type StaffView = v.InferOutput<typeof StaffView>;
