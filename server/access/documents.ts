// A document's row and its first update. Nobody makes a document by opening it: rooms come with theirs, a letterbox
// with the hidden place whose it is.
import type { ISql, Sql } from 'postgres';
import * as Y from 'yjs';
import { defineRoots, seedMeta } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { DOCUMENT_SCHEMA, documentName, type DocumentName, type Space } from '#lib/room/spaces.ts';

/** The documents that every room has from its first moment. */
export const ROOM_SPACES = ['room', 'care', 'child', 'family', 'staff'] as const satisfies readonly Space[];

/** A document that is not stored yet. */
export interface Seed {
	readonly name: DocumentName;
	readonly update: Buffer;
	/** Yjs client id under which it was made; stays the server's. */
	readonly client: number;
}

/**
 * The first update of a document: everything that must exist before two clients could both make it.
 * @param fill what stands in it beside its own name
 */
export function seed(name: DocumentName, fill: (doc: Y.Doc) => void = () => undefined): Seed {
	const doc = new Y.Doc();
	defineRoots(doc, name.space);
	seedMeta(doc, {
		schema: DOCUMENT_SCHEMA,
		document: documentName(name.room, name.space, name.participant)
	});
	fill(doc);
	return { name, update: Buffer.from(Y.encodeStateAsUpdate(doc)), client: doc.clientID };
}

/** Stores a document; where there is one already, nothing is changed. */
export async function insertDocument(tx: ISql, { name, update, client }: Seed): Promise<void> {
	const [made] = await tx<{ id: string }[]>`
		insert into documents (id, room_id, space, participant_id, schema, head_seq)
		values (${newId()}, ${name.room}, ${name.space}, ${name.participant}, ${DOCUMENT_SCHEMA}, 1)
		on conflict do nothing returning id`;
	if (!made) return;
	await tx`insert into updates (document_id, seq, id, data) values (${made.id}, 1, ${newId()}, ${update})`;
	await tx`insert into clients (document_id, client_id) values (${made.id}, ${client})`;
}

/** Makes the letterbox of a hidden participant, where it is not there yet. */
export function insertLetterbox(tx: ISql, room: string, participant: string): Promise<void> {
	return insertDocument(tx, seed({ room, space: 'letter', participant }));
}

/**
 * Gives rooms that are older than a space its document, and hidden places their letterbox. Run at every start: it finds
 * nothing to do but once.
 */
export async function completeDocuments(sql: Sql): Promise<void> {
	const missing = await sql<DocumentName[]>`
		select r.id as room, s.space, null::uuid as participant
		from rooms r cross join unnest(${[...ROOM_SPACES]}::text[]) s(space)
		where not exists (select from documents d where d.room_id = r.id and d.space = s.space)
		union all
		select p.room_id, 'letter', p.id from participants p
		where p.hidden and not exists (
			select from documents d where d.space = 'letter' and d.participant_id = p.id)`;
	for (const name of missing) await sql.begin((tx) => insertDocument(tx, seed(name)));
}
