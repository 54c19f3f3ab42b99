// A room comes to be here, whoever asks for it: page, command line, demo. One transaction makes the room, its
// documents with what they start from, and its first participant.
import type { ISql, Sql } from 'postgres';
import type * as Y from 'yjs';
import { seedCare } from '#lib/emergency/care/document.ts';
import { seedEmergency } from '#lib/emergency/document.ts';
import { AppError } from '#lib/errors.ts';
import { createPerson, seedNetwork, type NewPerson } from '#lib/network/document.ts';
import { nameProblem, tidyName } from '#lib/network/network.ts';
import { seedProposals, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import type { Space } from '#lib/room/spaces.ts';
import * as audit from '../access/audit.ts';
import { insertDocument, ROOM_SPACES, seed } from '../access/documents.ts';
import * as participants from '../access/participants.ts';

/** What a new room is made of. */
export interface NewRoom {
	/** Given where the page that asked made the id: asking twice makes one room. */
	readonly id?: string;
	/** Name used; `born` as far as it is known, YYYY, YYYY-MM or YYYY-MM-DD; language as BCP 47. */
	readonly child: { readonly name: string; readonly born?: string | null; readonly language?: string };
	/** The caseworker whose room it is. */
	readonly by: { readonly user: string; readonly name: string };
	readonly people?: readonly NewPerson[];
	readonly caseLabel?: string | null;
	readonly siblingGroup?: string | null;
	/** IANA zone in which wall times are meant. */
	readonly timeZone?: string;
	readonly now: Date;
}

export interface MadeRoom {
	readonly roomId: string;
	readonly childId: string;
	/** The caseworker's place in it. */
	readonly participantId: string;
}

/**
 * Makes a room.
 * @throws AppError `invalid` (field), or `conflict` where the id is taken already
 */
export function createRoom(sql: Sql, room: NewRoom): Promise<MadeRoom> {
	return sql.begin((tx) => createRoomWithin(tx, room));
}

/**
 * The same inside a transaction of the caller's, for those who make many.
 * @throws AppError as `createRoom`
 */
export async function createRoomWithin(tx: ISql, room: NewRoom): Promise<MadeRoom> {
	const problem = nameProblem(room.child.name);
	if (problem) throw new AppError('invalid', `the child's name is ${problem}`, { field: 'name' });
	const name = tidyName(room.child.name);
	const [roomId, childId, participantId] = [room.id ?? newId(), newId(), newId()];
	const author: Author = { by: participantId, at: room.now.toISOString() };
	// Built before the first row: what is wrong in it must leave nothing.
	const fill: Partial<Record<Space, (doc: Y.Doc) => void>> = {
		room: (doc) => {
			seedNetwork(doc, author, { childId, childName: name });
			seedEmergency(doc, author);
			seedProposals(doc, participantId);
			for (const person of room.people ?? []) createPerson(doc, author, person);
		},
		care: (doc) => seedCare(doc, author)
	};
	const seeds = ROOM_SPACES.map((space) => seed({ room: roomId, space, participant: null }, fill[space]));

	const made = await tx`
		insert into rooms (id, child_id, child_name, child_born, language, time_zone, case_label, sibling_group, made_by, made_at)
		values (${roomId}, ${childId}, ${name}, ${room.child.born ?? null}, ${room.child.language ?? 'nb'},
			${room.timeZone ?? 'Europe/Oslo'}, ${room.caseLabel ?? null}, ${room.siblingGroup ?? null}, ${room.by.user}, ${room.now})
		on conflict (id) do nothing returning 1`;
	if (made.length === 0) throw new AppError('conflict', 'this room exists already');
	await participants.add(
		tx,
		{
			id: participantId,
			room: roomId,
			user: room.by.user,
			person: null,
			name: room.by.name,
			role: 'caseworker',
			carer: false,
			hidden: false,
			state: 'admitted',
			madeBy: room.by.user,
			own: []
		},
		room.now
	);
	for (const document of seeds) await insertDocument(tx, document);
	await audit.write(tx, {
		chain: roomId,
		at: room.now,
		actorUser: room.by.user,
		actorParticipant: participantId,
		action: 'roomCreated',
		subject: { room: roomId },
		familySees: true
	});
	return { roomId, childId, participantId };
}
