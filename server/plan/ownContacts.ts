// An emergency contact that was made for somebody who is in the room becomes their own entry.
import type { ISql } from 'postgres';
import { contactWriters } from '#lib/emergency/document.ts';
import { accessTo } from '#lib/room/rights.ts';
import * as participants from '../access/participants.ts';
import type { ParticipantStanding } from '../access/participants.ts';
import type { LoadedDocument } from '../sync/load.ts';

/**
 * Makes contacts the own entries of the participants they stand for, so that these may edit them from now on; open
 * pages hear of their new rights with the commit.
 *
 * It is decided here, where the document is read as committed, because a contact is made in a page, perhaps offline,
 * and no page may be asked whom it gives rights to. It takes two things, and nothing that a client merely says:
 * the contact's person is the one whom the invitation bound to the participant (a row), and both the contact and the
 * word whose it is were written by somebody with full write on the section. Who wrote is told by the Yjs client ids,
 * which the log has bound to participants; `made.by` could name anybody. So a relative who writes a contact of
 * themselves, or puts themselves into somebody else's, gets no right by it.
 * @param tx the transaction that has written the rows of the contacts
 */
export async function giveOwnContacts(tx: ISql, room: string, loaded: LoadedDocument): Promise<void> {
	const wanting = await tx<{ contact: string; participant: string }[]>`
		select c.entity_id as contact, p.id as participant
		from emergency_contacts c
		join participants p on p.room_id = ${room} and p.person_id = c.person and p.state <> 'removed'
		where c.document_id = ${loaded.id} and c.removed_at is null and not exists (
			select from participant_entities e where e.participant_id = p.id and e.entity_id = c.entity_id)
		order by p.id`;
	for (const [participant, contacts] of Map.groupBy(wanting, (one) => one.participant)) {
		const theirs: string[] = [];
		for (const { contact } of contacts)
			if (await isMadeByRight(tx, room, loaded, contact)) theirs.push(contact);
		if (theirs.length > 0) await participants.addOwn(tx, participant, theirs);
	}
}

async function isMadeByRight(
	tx: ISql,
	room: string,
	{ doc, clients }: LoadedDocument,
	contact: string
): Promise<boolean> {
	const writers = contactWriters(doc, contact);
	if (!writers) return false;
	for (const client of [writers.entity, writers.field]) {
		const writer = clients.get(client);
		if (writer === undefined) return false;
		// null: the server itself, as when a room is made with what is known already.
		if (writer !== null && !mayMake(await participants.byId(tx, writer), room)) return false;
	}
	return true;
}

function mayMake(writer: ParticipantStanding | null, room: string): boolean {
	return writer?.room === room && writer.state === 'admitted' && accessTo(writer, 'emergency') === 'write';
}
