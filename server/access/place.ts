/** Somebody's place in a room, and what may be changed of it. */
import * as v from 'valibot';
import { Exceptions, type Writing } from '#lib/room/rights.ts';
import { Role } from '#lib/room/spaces.ts';

export const ParticipantState = v.picklist(['invited', 'waiting', 'admitted', 'removed']);
export type ParticipantState = v.InferOutput<typeof ParticipantState>;

/** Somebody's place in a room, as everything that judges reads it. Only `admitted` may open the room. */
export interface ParticipantStanding extends Writing {
	readonly room: string;
	/** null: invited, nobody has come yet. */
	readonly user: string | null;
	readonly name: string;
	readonly state: ParticipantState;
	/** Their person on the network map. */
	readonly personId: string | null;
	readonly rightsVersion: number;
	readonly exceptions: Exceptions;
	/** The child's own device may keep what the child writes until it is saved. */
	readonly keepsCopy?: boolean;
}

/** What may be changed of a participant; what is left out stays. Forms and the command line are parsed with it. */
export const ParticipantChanges = v.strictObject({
	role: v.exactOptional(Role),
	carer: v.exactOptional(v.boolean()),
	hidden: v.exactOptional(v.boolean()),
	state: v.exactOptional(v.picklist(['admitted', 'removed'])),
	familyTime: v.exactOptional(v.boolean()),
	keepsCopy: v.exactOptional(v.boolean()),
	exceptions: v.exactOptional(Exceptions)
});
export type ParticipantChanges = Readonly<v.InferOutput<typeof ParticipantChanges>>;

/** What others must hear of after a change has been committed. */
export interface Changed {
	readonly participants: readonly string[];
	/** Sessions that ended with it. */
	readonly sessions: readonly string[];
}
