// Who may write what within the shared document, on real sockets: what is refused is nowhere, what is good beside it
// stays, the sender is told, and nobody is sent away for it.
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact, readEmergency, setAvailability } from '#lib/emergency/document.ts';
import { createMeeting, notesOf, readMeetings, setMeeting } from '#lib/meetings/document.ts';
import {
	createPerson,
	createTie,
	readPeople,
	readTies,
	setPerson,
	tickMember,
	tieNote
} from '#lib/network/document.ts';
import type { Exceptions } from '#lib/room/rights.ts';
import { EDIT, type Author } from '#lib/room/document.ts';
import { ROOTS, type Role } from '#lib/room/spaces.ts';
import { createSeries, readVisits } from '#lib/visits/document.ts';
import type { Rule } from '#lib/visits/visits.ts';
import { createStatement, readVoice } from '#lib/voice/document.ts';
import { newId } from '#lib/room/ids.ts';
import { setLocks } from '../../server/access/locks.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import { connect, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const at = '2026-12-10T15:00:00.000Z';
const by = (participant: string): Author => ({ by: participant, at });

/** A room with Berit on the map and in the emergency plan, and a meeting; its caseworker and one other are there. */
async function roomWith(role: Role, more: { carer?: boolean } = {}) {
	const made = await server.room();
	const other = await server.guest(made.roomId, role, more);
	const [kari, page] = [made.cookie, other.cookie].map((cookie) =>
		connect(server.ws, made.roomId, cookie, server.origin)
	) as [Client, Client];
	await until(() => kari.saved && page.saved);
	const author = by(made.participantId);
	const berit = createPerson(kari.doc, author, { name: 'Berit' });
	const team = createPerson(kari.doc, author, { name: 'Laget', kind: 'group' });
	const contact = createContact(kari.doc, author, { person: berit, can: ['fetch'] });
	const meeting = createMeeting(kari.doc, author, { type: 'networkMeeting', title: 'Møte', starts: at });
	await until(() => readMeetings(page.doc).entities.some(({ id }) => id === meeting) && kari.saved);
	return {
		room: made.roomId,
		child: made.childId,
		kari,
		page,
		other,
		author: by(other.participant),
		berit,
		team,
		contact,
		meeting,
		refusals: () => page.notices.filter((notice) => notice.type === 'refused'),
		/** The document as the log has it. */
		stored: async () => {
			const rows = await server.sql<{ data: Buffer }[]>`
				select data from updates where document_id = ${await server.documentId(made.roomId)} order by seq`;
			const doc = new Y.Doc();
			for (const { data } of rows) Y.applyUpdate(doc, data);
			return doc;
		},
		leave: () => [kari, page].forEach((client) => client.leave())
	};
}

const names = (doc: Y.Doc) => readPeople(doc).entities.map(({ name }) => name);
const rule: Rule = { every: 'week', start: '2026-12-12', n: 1, weekdays: [6] };
/** Everything in a document, by its roots. */
const all = (doc: Y.Doc) =>
	JSON.stringify(ROOTS.room.map((root) => [root, Object.entries(doc.getMap(root).toJSON()).sort()]));

describe('[L3] what the table does not give', () => {
	test('a parent’s new visit is nowhere, their person on the map from the same moment is everywhere', async () => {
		const { kari, page, author, refusals, stored, leave, berit } = await roomWith('parent');
		page.provider.disconnect();
		const series = createSeries(page.doc, author, { with: [berit], type: 'visit', rule, purpose: 'Mine' });
		createPerson(page.doc, author, { name: 'Solveig' });
		page.provider.connect();
		await until(() => refusals().length > 0);
		expect(refusals()).toEqual([{ type: 'refused', paths: [`visits/${series}`], reason: 'notYours' }]);
		await until(() => names(kari.doc).includes('Solveig'));
		for (const doc of [kari.doc, await stored()]) {
			expect(readVisits(doc).entities).toEqual([]);
			expect(names(doc)).toContain('Solveig');
			expect(JSON.stringify(doc.getMap('visits').toJSON())).toBe('{}');
		}
		expect(page.closed).toBe(null);
		leave();
	});

	test.each<
		[
			Role,
			string,
			(doc: Y.Doc, author: Author, ids: { berit: string; child: string; team: string }) => unknown
		]
	>([
		['relative', 'somebody new on the map', (doc, author) => createPerson(doc, author, { name: 'Ny' })],
		[
			'relative',
			'somebody else’s name',
			(doc, _author, { berit }) => setPerson(doc, berit, { relationText: 'x' })
		],
		[
			'relative',
			'a new team',
			(doc, author) => createPerson(doc, author, { name: 'Nytt lag', kind: 'group' })
		],
		[
			'network',
			'who belongs to a team',
			(doc, _author, { berit, team }) => tickMember(doc, team, berit, true)
		],
		[
			'relative',
			'through whom somebody else is known',
			(doc, _author, { berit, team }) => setPerson(doc, berit, { through: team })
		],
		[
			'network',
			'a tie',
			(doc, author, { berit, child }) =>
				createTie(doc, author, {
					from: child,
					to: berit,
					type: 'family',
					quality: 'close',
					direction: 'both',
					saidBy: 'meeting'
				})
		],
		[
			'parent',
			'a contact in the emergency plan',
			(doc, author, { berit }) => createContact(doc, author, { person: berit })
		],
		[
			'child',
			'the emergency plan',
			(doc, author, { berit }) => createContact(doc, author, { person: berit })
		],
		[
			'coordinator',
			'a visit',
			(doc, author, { berit }) =>
				createSeries(doc, author, { with: [berit], type: 'visit', rule, purpose: '' })
		],
		[
			'parent',
			'words under the child’s voice',
			(doc, author) => createStatement(doc, author, { text: 'Sagt for barnet' })
		]
	])('a %s cannot write %s', async (role, _what, write) => {
		const { page, kari, author, berit, child, team, refusals, stored, leave } = await roomWith(role);
		const before = all(await stored());
		write(page.doc, author, { berit, child, team });
		await until(() => refusals().length > 0 && page.saved);
		expect(refusals()[0]).toMatchObject({ reason: 'notYours' });
		expect(all(await stored())).toBe(before);
		expect(all(kari.doc)).toBe(before);
		leave();
	});

	test('the caseworker herself cannot speak for the child', async () => {
		const { kari, page, leave } = await roomWith('child');
		createStatement(kari.doc, by(newId()), { text: 'Sagt for barnet' });
		await until(() => kari.notices.some(({ type }) => type === 'refused'));
		expect(readVoice(page.doc).entities).toEqual([]);
		leave();
	});

	test('words in flight after a refusal still count, and deleting what is not one’s own brings nothing down', async () => {
		const { kari, page, berit, child, contact, author, refusals, stored, leave } = await roomWith('parent');
		const ends = { from: child, to: berit, type: 'family', quality: 'close', direction: 'both' } as const;
		const tie = createTie(page.doc, author, { ...ends, saidBy: 'meeting' });
		setAvailability(page.doc, contact, [{ days: [1], from: '08:00', to: '16:00' }]);
		tieNote(page.doc, tie)?.insert(0, 'Lager vafler.');
		createPerson(page.doc, author, { name: 'Etterpå' });
		const deletes = page.doc.getMap<Y.Map<unknown>>('emergency').get(contact);
		page.doc.transact(() => deletes?.delete('person'), EDIT);
		tieNote(page.doc, tie)?.insert(0, 'Alltid. ');
		await until(() => refusals().length >= 2 && page.saved);
		await until(() => tieNote(kari.doc, tie)?.toString() === 'Alltid. Lager vafler.');
		expect(names(await stored())).toContain('Etterpå');
		expect(readEmergency(kari.doc).entities.find(({ id }) => id === contact)).toMatchObject({
			person: berit
		});
		leave();
	});
});

describe('[L3] an own entry', () => {
	test('is theirs to change, field by field, from the moment it is given, without a new page', async () => {
		const { room, kari, page, other, contact, refusals, leave } = await roomWith('relative');
		setAvailability(page.doc, contact, [{ days: [1], from: '08:00', to: '16:00' }]);
		await until(() => refusals().length === 1);
		await server.sql.begin(async (tx) => {
			await tx`insert into participant_entities (participant_id, entity_id) values (${other.participant}, ${contact})`;
			await tx`update participants set rights_version = rights_version + 1 where id = ${other.participant}`;
		});
		await server.live.rightsChanged([other.participant]);
		await until(() =>
			page.notices.some((notice) => notice.type === 'rights' && notice.rights.own.includes(contact))
		);
		// A page that was refused something has thrown its copy away and fetched ours.
		page.leave();
		const again = connect(server.ws, room, other.cookie, server.origin);
		await until(() => again.saved);
		setAvailability(again.doc, contact, [{ days: [2], from: '09:00', to: '17:00' }]);
		await until(() => again.saved);
		const shown = () => {
			const entity = readEmergency(kari.doc).entities.find(({ id }) => id === contact);
			return entity?.kind === 'emergencyContact' ? entity.availability : [];
		};
		await until(() => JSON.stringify(shown()).includes('09:00'));
		expect(again.notices.some(({ type }) => type === 'refused')).toBe(false);
		again.leave();
		leave();
	});

	test('cannot be replaced as a whole: that ends the connection', async () => {
		const { kari, page, other, contact, leave } = await roomWith('relative');
		await server.sql`insert into participant_entities (participant_id, entity_id) values (${other.participant}, ${contact})`;
		await server.sql`update participants set rights_version = rights_version + 1 where id = ${other.participant}`;
		await server.live.rightsChanged([other.participant]);
		page.doc.getMap('emergency').set(contact, new Y.Map([['kind', 'emergencyContact']]));
		await until(() => page.closed !== null);
		expect(page.closed).toBe(4400);
		expect(readEmergency(kari.doc).malformed).toEqual([]);
		leave();
	});

	test('nor can the child in the middle, by whoever may write the map', async () => {
		const { kari, page, child, leave } = await roomWith('parent');
		page.doc.getMap('people').delete(child);
		await until(() => page.closed !== null);
		expect(page.closed).toBe(4400);
		expect(readPeople(kari.doc).entities.some(({ id }) => id === child)).toBe(true);
		leave();
	});
});

describe('[L3] what a facilitator sets for one person', () => {
	test('holds on their open page from the same moment, wider or narrower than their role', async () => {
		const { kari, page, other, berit, author, refusals, leave } = await roomWith('parent');
		const set = (exceptions: Exceptions) =>
			changeParticipant(server.sql, null, other.participant, { exceptions }, new Date());
		await set({ visits: 'write' });
		await until(() => page.notices.some((n) => n.type === 'rights' && n.rights.sections.visits === 'write'));
		const series = createSeries(page.doc, author, { with: [berit], type: 'visit', rule, purpose: '' });
		await until(() => readVisits(kari.doc).entities.some(({ id }) => id === series));
		await set({ people: 'read', ties: 'read', emergency: 'read', meetings: 'read', visits: 'read' });
		await until(() => page.notices.some((n) => n.type === 'rights' && !n.rights.write));
		createPerson(page.doc, author, { name: 'Ny' });
		await until(() => refusals().length === 1);
		expect(refusals()[0]).toMatchObject({ reason: 'readOnly' });
		expect(names(kari.doc)).not.toContain('Ny');
		leave();
	});

	test('is for facilitators to set, and a lock for caseworkers', async () => {
		const { room, other, leave } = await roomWith('coordinator');
		const relative = await server.guest(room, 'relative');
		const coordinator = await participants.byId(server.sql, other.participant);
		const guest = await participants.byId(server.sql, relative.participant);
		if (!coordinator || !guest) throw new Error('nobody');
		const wide = { exceptions: { visits: 'write' as const } };
		await expect(
			changeParticipant(server.sql, guest, relative.participant, wide, new Date())
		).rejects.toMatchObject({ code: 'forbidden' });
		await expect(setLocks(server.sql, coordinator, ['visits'], new Date())).rejects.toMatchObject({
			code: 'forbidden'
		});
		expect(await participants.byId(server.sql, relative.participant)).toMatchObject({
			exceptions: {},
			locked: []
		});
		leave();
	});
});

describe('[L2, L3] a place in the room', () => {
	test('is never changed into one that leads by a link, or that speaks for the child', async () => {
		const { room, other, leave } = await roomWith('parent');
		const child = await server.guest(room, 'child');
		const people = await participants.listFor(server.sql, room, { participant: '', role: 'caseworker' });
		const kari = await participants.byId(
			server.sql,
			people.find(({ role }) => role === 'caseworker')?.id ?? ''
		);
		if (!kari) throw new Error('no caseworker');
		const change = (id: string, changes: participants.ParticipantChanges) =>
			changeParticipant(server.sql, kari, id, changes, new Date());
		for (const role of ['caseworker', 'coordinator', 'child'] as const)
			await expect(change(other.participant, { role })).rejects.toMatchObject({
				code: 'invalid',
				field: 'role'
			});
		await expect(change(child.participant, { role: 'parent' })).rejects.toMatchObject({ code: 'invalid' });
		expect((await participants.byId(server.sql, other.participant))?.role).toBe('parent');
		leave();
	});

	test('is given back only to who was taken out, and where nobody had come they are still invited', async () => {
		const { roomId, user } = await server.room();
		const kari = await participants.standing(server.sql, user, roomId);
		if (!kari) throw new Error('no caseworker');
		const invited = newId();
		await participants.add(
			server.sql,
			{
				...{ id: invited, room: roomId, user: null, person: null, name: 'Berit', role: 'relative' },
				...{ carer: false, hidden: false, state: 'invited', madeBy: null, own: [] }
			},
			new Date()
		);
		const set = (state: 'admitted' | 'removed') =>
			changeParticipant(server.sql, kari, invited, { state }, new Date());
		await expect(set('admitted')).rejects.toMatchObject({ code: 'conflict', field: 'state' });
		await set('removed');
		await set('admitted');
		expect((await participants.byId(server.sql, invited))?.state).toBe('invited');
	});
});

describe('[L3] what stands still', () => {
	test('a section that is locked takes nothing but from the caseworker, until the lock is lifted', async () => {
		const { room, kari, page, berit, author, refusals, leave } = await roomWith('coordinator');
		const [caseworker] = (
			await participants.listFor(server.sql, room, { participant: '', role: 'caseworker' })
		)
			.filter(({ role }) => role === 'caseworker')
			.map(({ id }) => id);
		const actor = await participants.byId(server.sql, caseworker ?? '');
		if (!actor) throw new Error('no caseworker');
		await setLocks(server.sql, actor, ['emergency'], new Date());
		await until(() => page.notices.some((n) => n.type === 'rights' && n.rights.locked.includes('emergency')));
		createContact(page.doc, author, { person: berit });
		await until(() => refusals().length === 1);
		expect(refusals()[0]).toMatchObject({ reason: 'locked' });
		createContact(kari.doc, author, { person: berit });
		await until(() => kari.saved);
		expect(kari.notices.some(({ type }) => type === 'refused')).toBe(false);
		await setLocks(server.sql, actor, [], new Date());
		await until(() => {
			const last = page.notices.filter((n) => n.type === 'rights').at(-1);
			return last?.type === 'rights' && last.rights.locked.length === 0;
		});
		createContact(page.doc, author, { person: berit });
		await until(
			() => readEmergency(kari.doc).entities.filter(({ kind }) => kind === 'emergencyContact').length === 3
		);
		leave();
	});

	test('a meeting that was closed takes no late words, while its tasks live on', async () => {
		const { room, kari, page, other, meeting, refusals, leave } = await roomWith('parent');
		await server.sql`
			insert into meetings (id, room_id, phase, phase_since, closed_at) values (${meeting}, ${room}, 'closed', now(), now())`;
		await server.sql`update participants set rights_version = rights_version + 1 where room_id = ${room}`;
		await server.live.rightsChanged([other.participant]);
		notesOf(page.doc, meeting)?.push([new Y.XmlElement('paragraph')]);
		setMeeting(page.doc, meeting, { title: 'Et annet navn' });
		await until(() => refusals().length > 0 && page.saved);
		expect(refusals()[0]).toEqual({ type: 'refused', paths: [`meetings/${meeting}`], reason: 'closed' });
		expect(notesOf(kari.doc, meeting)?.length).toBe(0);
		leave();
	});
});

test('[L3] ties of the child are the child’s to draw', async () => {
	const { kari, page, author, child, berit, leave } = await roomWith('child');
	createTie(page.doc, author, {
		from: child,
		to: berit,
		type: 'family',
		quality: 'close',
		direction: 'both',
		saidBy: 'child'
	});
	await until(() => readTies(kari.doc).entities.length === 1);
	leave();
});
