import { createHash } from 'node:crypto';
import * as v from 'valibot';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHealth, createNumber, createPlace, createWarning } from '#lib/emergency/care/document.ts';
import { createContact } from '#lib/emergency/document.ts';
import { createAgreement, createMeeting, createTask } from '#lib/meetings/document.ts';
import { createPerson, removePerson } from '#lib/network/document.ts';
import type { VersionHeader } from '#lib/plan/plan.ts';
import type { Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as audit from '../../server/access/audit.ts';
import * as participants from '../../server/access/participants.ts';
import type { ParticipantStanding } from '../../server/access/participants.ts';
import {
	answer,
	Answer,
	answersTo,
	Closing,
	latestVersion,
	publish,
	versionFor,
	versionOfMeeting,
	versionsOf
} from '../../server/plan/plan.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const now = new Date('2026-03-10T18:00:00.000Z');
/** What stands in the care document of a test room, and may stand nowhere that a relative reads. */
const careWords = ['+4700000011', 'Nut allergy', 'Behind the stove', 'Never call this man'];

interface Room {
	readonly id: string;
	readonly author: Author;
	/** The caseworker. */
	readonly kari: ParticipantStanding;
	readonly berit: string;
	readonly meeting: string;
	readonly edit: <T>(change: (doc: Y.Doc) => T) => Promise<T>;
	readonly guest: (
		role: Role,
		more?: { name?: string; carer?: boolean; hidden?: boolean }
	) => Promise<ParticipantStanding>;
	readonly closing: (more?: Partial<Closing>) => Closing;
}

/** A room with somebody on the map, a meeting, and something in the care document. */
async function room(): Promise<Room> {
	const made = await server.room();
	const author = { by: made.participantId, at: '2026-03-02T10:00:00.000Z' };
	const document = await server.documentId(made.roomId);
	const care = await server.documentId(made.roomId, 'care');
	const edit: Room['edit'] = (change) => server.live.edit(document, author.by, change);
	const { berit, meeting } = await edit((doc) => ({
		berit: createPerson(doc, author, { name: 'Berit', relation: 'grandparent' }),
		meeting: meetingIn(doc, author, 'Spring')
	}));
	await server.live.edit(care, author.by, (doc) => {
		createNumber(doc, author, { person: berit, type: 'mobile', value: '+4700000011' });
		createHealth(doc, author, { type: 'allergy', text: 'Nut allergy' });
		createPlace(doc, author, { name: 'The key', text: 'Behind the stove' });
		createWarning(doc, author, { type: 'neverCall', name: 'Somebody', text: 'Never call this man' });
	});
	return {
		id: made.roomId,
		author,
		kari: await standingOf(made.user, made.roomId),
		berit,
		meeting,
		edit,
		guest: async (role, more) => standingOf((await server.guest(made.roomId, role, more)).user, made.roomId),
		closing: (more = {}) => ({
			meeting,
			requestId: newId(),
			tookPart: {},
			childHeard: 'Ylva was there and spoke first.',
			reviewBy: '2026-09-01',
			...more
		})
	};
}

function meetingIn(doc: Y.Doc, author: Author, title: string): string {
	return createMeeting(doc, author, {
		type: 'networkMeeting',
		title,
		starts: '2026-03-10T16:00:00.000Z'
	});
}

async function standingOf(user: string, roomId: string): Promise<ParticipantStanding> {
	const standing = await participants.standing(server.sql, user, roomId);
	if (!standing) throw new Error('not in this room');
	return standing;
}

/** A version that must be there. */
async function stored(roomId: string, number: number, reader: ParticipantStanding) {
	const version = await versionFor(server.sql, roomId, number, reader);
	if (!version) throw new Error(`no version ${number}`);
	return version;
}

/** A version that must be there and can be read. */
async function read(roomId: string, number: number, reader: ParticipantStanding) {
	const version = await stored(roomId, number, reader);
	if (!version.room) throw new Error(`version ${number} cannot be read`);
	return { ...version, room: version.room };
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

const auditOf = (roomId: string, action: string) =>
	server.sql<{ actor: string; subject: Record<string, unknown>; familySees: boolean }[]>`
		select actor_participant as actor, subject, family_sees as "familySees" from audit
		where chain = ${roomId} and action = ${action} order by n`;

describe('[L6] a version', () => {
	test('holds the hash of the one before it, and the hash of each of its parts', async () => {
		const { id, author, kari, meeting, edit, closing } = await room();
		expect(await latestVersion(server.sql, id)).toBeNull();
		const first = await publish(server.sql, kari, closing(), now);
		const summer = await edit((doc) => {
			createAgreement(doc, author, meeting, 'Berit fetches on Fridays');
			return meetingIn(doc, author, 'Summer');
		});
		const second = await publish(server.sql, kari, closing({ meeting: summer }), now);
		expect([first.number, second.number]).toEqual([1, 2]);

		const [one, two] = await server.sql<{ header: string; hash: Buffer }[]>`
			select header, hash from versions where room_id = ${id} order by number`;
		if (!one || !two) throw new Error('two versions were published');
		const headers = [one, two].map(({ header }) => JSON.parse(header) as VersionHeader);
		expect(headers.map(({ previous }) => previous)).toEqual([null, sha256(one.header)]);
		for (const { header, hash } of [one, two]) expect(hash.toString('hex')).toBe(sha256(header));
		for (const [index, { id: version }] of [first, second].entries()) {
			const parts = await server.sql<{ space: 'room' | 'care'; content: string; hash: Buffer }[]>`
				select space, content, hash from version_parts where version_id = ${version}`;
			expect(parts.map(({ space }) => space).sort()).toEqual(['care', 'room']);
			for (const { space, content, hash } of parts) {
				expect(hash.toString('hex')).toBe(sha256(content));
				expect(headers[index]?.parts[space]).toBe(sha256(content));
			}
		}
		expect(await versionsOf(server.sql, id)).toMatchObject([
			{ number: 2, meeting: 'Summer' },
			{ number: 1, meeting: 'Spring' }
		]);
		expect(await latestVersion(server.sql, id)).toEqual({ number: 2, at: now.toISOString() });
		expect(await versionOfMeeting(server.sql, id, summer)).toBe(2);
	});

	test('says who published it, at which meeting, how the child was heard and until when it holds', async () => {
		const { id, kari, meeting, closing } = await room();
		await publish(server.sql, kari, closing(), now);
		const { header } = await read(id, 1, kari);
		expect(header).toMatchObject({
			room: id,
			child: { name: 'Ylva' },
			publishedAt: now.toISOString(),
			publishedBy: { participant: kari.participant, name: 'Kari Nygård', role: 'caseworker' },
			meeting: { id: meeting, title: 'Spring', type: 'networkMeeting' },
			childHeard: 'Ylva was there and spoke first.',
			reviewBy: '2026-09-01'
		});
	});

	test('stays as it was, whatever becomes of the room afterwards', async () => {
		const { id, author, kari, berit, edit, closing } = await room();
		await publish(server.sql, kari, closing(), now);
		const before = await read(id, 1, kari);
		await edit((doc) => {
			removePerson(doc, berit, author);
			createPerson(doc, author, { name: 'Solveig' });
		});
		expect(await read(id, 1, kari)).toEqual(before);
		expect(before.intact).toBe(true);
		expect(before.room.people.map(({ name }) => name)).toEqual(['Ylva', 'Berit']);
	});

	test.each([
		['the part that the room reads', 'version_parts', 'content', 'Berit', 'Borit'],
		['the part of those who care', 'version_parts', 'content', 'Nut allergy', 'Not allergy'],
		['its header', 'versions', 'header', 'spoke first', 'spoke worst']
	])('shows when a byte was changed in %s', async (_what, table, column, from, to) => {
		const { id, kari, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		const { owner } = server;
		await owner.begin(async (tx) => {
			await tx`alter table ${tx(table)} disable trigger user`;
			await tx`
				update ${tx(table)} set ${tx(column)} = replace(${tx(column)}, ${from}, ${to})
				where ${tx(table === 'versions' ? 'id' : 'version_id')} = ${version}`;
			await tx`alter table ${tx(table)} enable trigger user`;
		});
		expect((await read(id, 1, kari)).intact).toBe(false);
	});

	test.each([
		['the part that the room reads', 'version_parts', 'content', 'room'],
		['the part of those who care', 'version_parts', 'content', 'care'],
		['its header', 'versions', 'header', null]
	] as const)(
		'shows as not what was published when %s is no JSON any more, and the room’s other versions stay readable',
		async (_what, table, column, space) => {
			const { id, author, kari, edit, closing } = await room();
			const { id: version } = await publish(server.sql, kari, closing(), now);
			const summer = await edit((doc) => meetingIn(doc, author, 'Summer'));
			await publish(server.sql, kari, closing({ meeting: summer }), now);
			await server.owner.begin(async (tx) => {
				await tx`alter table ${tx(table)} disable trigger user`;
				await tx`
					update ${tx(table)} set ${tx(column)} = ${column === 'header' ? '{"torn' : 'not JSON'}
					where ${tx(table === 'versions' ? 'id' : 'version_id')} = ${version}
						${space === null ? tx`` : tx`and space = ${space}`}`;
				await tx`alter table ${tx(table)} enable trigger user`;
			});
			const torn = await stored(id, 1, kari);
			expect(torn.intact).toBe(false);
			expect(torn.header).toMatchObject({ room: id, number: 1, publishedAt: now.toISOString() });
			expect(torn.header.child.name).toBe('Ylva');
			expect(torn.room !== null, 'what can be read is shown').toBe(space === 'care');
			expect(torn.care !== null).toBe(space === 'room');
			expect(await versionsOf(server.sql, id)).toMatchObject([
				{ number: 2, meeting: 'Summer' },
				{ number: 1, meeting: space === null ? null : 'Spring' }
			]);
			expect((await read(id, 2, kari)).intact).toBe(true);
		}
	);

	test('shows when a part is gone', async () => {
		const { id, kari, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		await server.owner.begin(async (tx) => {
			await tx`alter table version_parts disable trigger user`;
			await tx`delete from version_parts where version_id = ${version} and space = 'room'`;
			await tx`alter table version_parts enable trigger user`;
		});
		expect(await stored(id, 1, kari)).toMatchObject({ intact: false, room: null });
	});

	test('shows when a part and its own hash were changed together', async () => {
		const { id, kari, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		await server.owner.begin(async (tx) => {
			await tx`alter table version_parts disable trigger user`;
			await tx`
				update version_parts set content = replace(content, 'Berit', 'Borit'),
					hash = sha256(convert_to(replace(content, 'Berit', 'Borit'), 'UTF8'))
				where version_id = ${version}`;
			await tx`alter table version_parts enable trigger user`;
		});
		expect((await read(id, 1, kari)).intact).toBe(false);
	});
});

describe('[L2] a reader of a version', () => {
	test('who is a relative gets nothing of what only those who care for the child read', async () => {
		const { id, kari, guest, closing } = await room();
		await publish(server.sql, kari, closing(), now);
		const version = await read(id, 1, await guest('relative', { name: 'Berit' }));
		expect(version.care).toBeNull();
		expect(version.texts.parts).not.toHaveProperty('care');
		expect(version.intact, 'it can be checked without reading the other part').toBe(true);
		const all = JSON.stringify(version);
		for (const words of careWords) expect(all).not.toContain(words);
	});

	test.each([
		['a caseworker', 'caseworker', false],
		['a foster parent who cares for the child', 'fosterParent', true]
	] as const)('who is %s gets it', async (_who, role, carer) => {
		const { id, kari, guest, closing } = await room();
		await publish(server.sql, kari, closing(), now);
		const version = await read(id, 1, await guest(role, { carer }));
		const all = JSON.stringify(version.care);
		for (const words of careWords) expect(all).toContain(words);
	});

	test('finds no version that there is not, and none of another room', async () => {
		const { id, kari, closing } = await room();
		const other = await room();
		await publish(server.sql, kari, closing(), now);
		expect(await versionFor(server.sql, id, 2, kari)).toBeNull();
		expect(await versionFor(server.sql, other.id, 1, other.kari)).toBeNull();
	});
});

describe('publishing', () => {
	test('twice with the same request is one version', async () => {
		const { id, kari, closing } = await room();
		const same = closing();
		const [first, second] = await Promise.all([
			publish(server.sql, kari, same, now),
			publish(server.sql, kari, same, now)
		]);
		expect(second).toEqual(first);
		expect(await publish(server.sql, kari, same, now)).toEqual(first);
		expect(await versionsOf(server.sql, id)).toHaveLength(1);
		expect(await auditOf(id, 'publish')).toHaveLength(1);
	});

	test('the same meeting by two at once is one version, and the other is told', async () => {
		const { id, kari, guest, closing } = await room();
		const arne = await guest('coordinator', { name: 'Arne' });
		const results = await Promise.allSettled([
			publish(server.sql, kari, closing(), now),
			publish(server.sql, arne, closing(), now)
		]);
		const refused = results.flatMap((result) =>
			result.status === 'rejected' ? [result.reason as unknown] : []
		);
		expect(refused).toEqual([expect.objectContaining({ code: 'conflict' })]);
		expect(await versionsOf(server.sql, id)).toHaveLength(1);
	});

	test('two meetings at once gives them numbers one and two, each on top of the other', async () => {
		const { id, author, kari, edit, closing } = await room();
		const summer = await edit((doc) => meetingIn(doc, author, 'Summer'));
		const both = await Promise.all([
			publish(server.sql, kari, closing(), now),
			publish(server.sql, kari, closing({ meeting: summer }), now)
		]);
		expect(both.map(({ number }) => number).sort()).toEqual([1, 2]);
		const [first, second] = [await read(id, 1, kari), await read(id, 2, kari)];
		expect(second.header.previous).toBe(first.hash);
	});

	test('is not for a parent, a relative, a child, or a caseworker whose access ended', async () => {
		const { id, kari, guest, closing } = await room();
		for (const role of ['parent', 'relative', 'child'] as const)
			await expect(async () => publish(server.sql, await guest(role), closing(), now)).rejects.toMatchObject({
				code: 'forbidden'
			});
		await expect(async () =>
			publish(server.sql, { ...kari, state: 'removed' }, closing(), now)
		).rejects.toMatchObject({ code: 'forbidden' });
		expect(await versionsOf(server.sql, id)).toEqual([]);
	});

	test('needs a meeting of this room that stands', async () => {
		const { id, kari, berit, closing } = await room();
		const other = await room();
		for (const meeting of [newId(), berit, other.meeting])
			await expect(publish(server.sql, kari, closing({ meeting }), now)).rejects.toMatchObject({
				code: 'notFound'
			});
		expect(await versionsOf(server.sql, id)).toEqual([]);
	});

	test.each([
		['before that room closes it', false],
		['after that room has closed it', true]
	])('of a meeting whose id somebody copied from another room harms neither, %s', async (_when, isLate) => {
		const { id, author, kari, edit, closing } = await room();
		const other = await room();
		const theirs = () => publish(server.sql, other.kari, other.closing(), now);
		const before = isLate ? await theirs() : null;
		await edit((doc) => {
			const real = doc.getMap('meetings').get(meetingIn(doc, author, 'Copied'));
			if (!(real instanceof Y.Map)) throw new Error('there is a meeting');
			doc.getMap('meetings').set(other.meeting, real.clone());
		});
		const copied = await publish(server.sql, kari, closing({ meeting: other.meeting }), now);
		const genuine = before ?? (await theirs());

		const ofRoom = async (roomId: string) =>
			server.sql<{ version: string; phase: string }[]>`
				select version_id as version, phase from meetings where room_id = ${roomId} and id = ${other.meeting}`;
		expect(await ofRoom(id)).toEqual([{ version: copied.id, phase: 'closed' }]);
		expect(await ofRoom(other.id)).toEqual([{ version: genuine.id, phase: 'closed' }]);
		expect(await versionOfMeeting(server.sql, other.id, other.meeting)).toBe(1);
		expect((await read(other.id, 1, other.kari)).header.meeting.title).toBe('Spring');
		expect((await read(id, 1, kari)).header.meeting.title).toBe('Copied');
	});

	test('with a request that another room has used is a version of its own', async () => {
		const [one, other] = [await room(), await room()];
		const same = one.closing();
		await publish(server.sql, one.kari, same, now);
		const { number } = await publish(server.sql, other.kari, { ...same, meeting: other.meeting }, now);
		expect(number).toBe(1);
		expect(await versionsOf(server.sql, other.id)).toHaveLength(1);
	});

	test('records who came to a meeting of this room alone, whatever another room says of the same id', async () => {
		const { id, kari, author, edit, closing } = await room();
		const other = await room();
		await edit((doc) => {
			const real = doc.getMap('meetings').get(meetingIn(doc, author, 'Copied'));
			if (!(real instanceof Y.Map)) throw new Error('there is a meeting');
			doc.getMap('meetings').set(other.meeting, real.clone());
		});
		const met = (place: ParticipantStanding) => ({ [place.participant]: 'met' as const });
		await publish(server.sql, kari, closing({ meeting: other.meeting, tookPart: met(kari) }), now);
		await publish(server.sql, other.kari, other.closing({ tookPart: met(other.kari) }), now);
		const came = await server.sql<{ room: string; participant: string }[]>`
			select room_id as room, participant_id as participant from attendance where meeting_id = ${other.meeting}`;
		expect(came).toHaveLength(2);
		expect(came).toEqual(
			expect.arrayContaining([
				{ room: id, participant: kari.participant },
				{ room: other.id, participant: other.kari.participant }
			])
		);
	});

	test.each(['room', 'care'] as const)(
		'is refused while a part of the document %s cannot be decoded: nothing is published, and the room stands',
		async (space) => {
			const { id, kari, edit, author, closing, meeting } = await room();
			const document = await server.documentId(id, space);
			const [written] = await server.owner<{ data: Buffer }[]>`
				select data from updates where document_id = ${document} order by seq desc limit 1`;
			if (!written) throw new Error('something was written');
			const tear = (data: Uint8Array) => server.owner`
				update updates set data = ${data} where document_id = ${document}
					and seq = (select max(seq) from updates where document_id = ${document})`;
			await tear(Buffer.from('no update'));
			await expect(publish(server.sql, kari, closing(), now)).rejects.toMatchObject({
				code: 'unavailable',
				field: 'documents'
			});
			expect(await versionsOf(server.sql, id)).toEqual([]);
			expect(await versionOfMeeting(server.sql, id, meeting)).toBeNull();
			expect(await auditOf(id, 'publish')).toEqual([]);

			await tear(written.data);
			await edit((doc) => createPerson(doc, author, { name: 'Solveig' }));
			expect((await publish(server.sql, kari, closing(), now)).number).toBe(1);
		}
	);

	test('[L5] is not stopped by what cannot be read: the plan says that something is left out', async () => {
		const { id, author, kari, edit, closing } = await room();
		await edit((doc) => {
			doc.getMap('people').set(newId(), new Y.Map([['kind', 'person']]));
			doc.getMap('visits').set(newId(), 'not an entity');
			createPerson(doc, author, { name: 'So\0lveig \\u0000' });
		});
		await publish(server.sql, kari, closing({ childHeard: 'She said \0nothing.' }), now);
		const version = await read(id, 1, kari);
		expect(version.room.gaps).toContainEqual({ what: 'unreadable', about: '2' });
		expect(version.room.people.map(({ name }) => name)).toEqual(['Ylva', 'Berit', 'Solveig \\u0000']);
		expect(version.header.childHeard).toBe('She said nothing.');
		expect(version.intact).toBe(true);
		const [json] = await server.sql<{ names: string[] }[]>`
			select array(select p ->> 'name' from jsonb_array_elements(content_json -> 'people') p) as names
			from version_parts where version_id = ${version.id} and space = 'room'`;
		expect(json?.names, 'what is searched is what is signed').toContain('Solveig \\u0000');
	});

	test('names those who took part, never one who is hidden, and nobody of another room', async () => {
		const { id, kari, guest, closing } = await room();
		const maren = await guest('parent', { name: 'Maren' });
		const hidden = await guest('parent', { name: 'Protected Person', hidden: true });
		const elsewhere = (await room()).kari;
		await publish(
			server.sql,
			kari,
			closing({
				tookPart: {
					[kari.participant]: 'met',
					[maren.participant]: 'phone',
					[hidden.participant]: 'letter',
					[elsewhere.participant]: 'met'
				}
			}),
			now
		);
		const version = await read(id, 1, kari);
		expect(version.header.tookPart).toHaveLength(2);
		expect(version.header.tookPart).toEqual(
			expect.arrayContaining([
				{ participant: kari.participant, name: 'Kari Nygård', role: 'caseworker', how: 'met' },
				{ participant: maren.participant, name: 'Maren', role: 'parent', how: 'phone' }
			])
		);
		const all = JSON.stringify(version);
		expect(all).not.toContain('Protected Person');
		expect(all).not.toContain(hidden.participant);
		const attended = await server.sql<{ participant: string }[]>`
			select participant_id as participant from attendance where meeting_id = ${version.header.meeting.id}`;
		expect(
			attended.map(({ participant }) => participant).sort(),
			'somebody protected leaves no trace in any count'
		).toEqual([kari.participant, maren.participant].sort());
	});

	test('keeps the name of somebody who was taken away but is still named by a contact or a task', async () => {
		const { id, author, kari, berit, meeting, edit, closing } = await room();
		const [solveig, jon] = await edit((doc) => {
			const people = ['Solveig', 'Jon'].map((name) => createPerson(doc, author, { name }));
			createContact(doc, author, { person: berit, can: ['comeHere'] });
			createTask(doc, author, meeting, 'Ask the coach', { who: String(people[0]) });
			for (const person of [berit, ...people]) removePerson(doc, person, author);
			return people;
		});
		await publish(server.sql, kari, closing(), now);
		const { room: part } = await read(id, 1, kari);
		expect(part.people.filter(({ takenAway }) => takenAway).map((person) => person.id)).toEqual([
			berit,
			solveig
		]);
		expect(part.people.map((person) => person.id)).not.toContain(jon);
		expect(part.gaps.filter(({ what }) => what === 'namesSomebodyGone')).toHaveLength(2);
	});

	test('stands in the log, where the family sees it, and the log is whole', async () => {
		const { id, kari, meeting, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		expect(await auditOf(id, 'publish')).toEqual([
			{ actor: kari.participant, subject: { version, number: 1, meeting }, familySees: true }
		]);
		expect((await audit.verify(server.sql)).broken).toBeNull();
	});

	test('takes no day that is in no calendar, and not without how the child was heard', async () => {
		const { closing } = await room();
		expect(v.is(Closing, closing())).toBe(true);
		expect(v.is(Closing, closing({ reviewBy: null }))).toBe(true);
		expect(v.is(Closing, closing({ reviewBy: '2026-02-31' }))).toBe(false);
		expect(v.is(Closing, closing({ childHeard: '  ' }))).toBe(false);
		expect(v.is(Closing, closing({ childHeard: 'x'.repeat(10_000) }))).toBe(false);
	});
});

describe('an answer to a version', () => {
	test('may be a disagreement with its reason, which stands; of several the newest is shown', async () => {
		const { id, kari, guest, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		const [maren, berit] = [
			await guest('parent', { name: 'Maren' }),
			await guest('relative', { name: 'Berit' })
		];
		const later = new Date(now.getTime() + 60_000);
		await answer(server.sql, maren, { version, answer: 'agree', reason: '' }, now);
		await answer(server.sql, berit, { version, answer: 'agree', reason: '' }, now);
		await answer(server.sql, maren, { version, answer: 'disagree', reason: 'Fridays\0 do not work' }, later);
		const answers = await answersTo(server.sql, version);
		expect(answers).toHaveLength(2);
		expect(answers).toEqual(
			expect.arrayContaining([
				{
					participant: maren.participant,
					name: 'Maren',
					role: 'parent',
					answer: 'disagree',
					reason: 'Fridays do not work',
					at: later
				},
				expect.objectContaining({ participant: berit.participant, answer: 'agree', reason: null })
			])
		);
		const [kept] = await server.sql<{ n: number }[]>`
			select count(*)::int as n from version_answers where version_id = ${version}`;
		expect(kept?.n, 'none is lost').toBe(3);
		expect(await auditOf(id, 'answer')).toEqual(
			['agree', 'agree', 'disagree'].map(
				(given) =>
					expect.objectContaining({ subject: { version, answer: given }, familySees: true }) as unknown
			)
		);
		expect((await audit.verify(server.sql)).broken).toBeNull();
	});

	test('holds the hash of what was read', async () => {
		const { id, kari, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		await answer(server.sql, kari, { version, answer: 'agree', reason: '' }, now);
		const [row] = await server.sql<{ hash: Buffer }[]>`
			select seen_hash as hash from version_answers where version_id = ${version}`;
		expect(row?.hash.toString('hex')).toBe((await read(id, 1, kari)).hash);
	});

	test('is not for somebody hidden, of whom nothing is shown', async () => {
		const { id, kari, guest, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		const hidden = await guest('parent', { name: 'Protected Person', hidden: true });
		await expect(
			answer(server.sql, hidden, { version, answer: 'agree', reason: '' }, now)
		).rejects.toMatchObject({ code: 'forbidden' });
		expect(await answersTo(server.sql, version)).toEqual([]);
		expect(await auditOf(id, 'answer')).toEqual([]);
	});

	test('of somebody who was hidden afterwards is not shown any more', async () => {
		const { kari, guest, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		const maren = await guest('parent', { name: 'Maren' });
		await answer(server.sql, maren, { version, answer: 'agree', reason: '' }, now);
		await server.sql`update participants set hidden = true where id = ${maren.participant}`;
		expect(await answersTo(server.sql, version)).toEqual([]);
	});

	test('is only to a version of one’s own room', async () => {
		const { id, kari, closing } = await room();
		const { id: version } = await publish(server.sql, kari, closing(), now);
		const stranger = (await room()).kari;
		await expect(
			answer(server.sql, stranger, { version, answer: 'agree', reason: '' }, now)
		).rejects.toMatchObject({ code: 'notFound' });
		expect(await auditOf(id, 'answer')).toEqual([]);
	});

	test('has a reason of at most 2000 characters', () => {
		const given = { version: newId(), answer: 'disagree' };
		expect(v.is(Answer, { ...given, reason: 'x'.repeat(2000) })).toBe(true);
		expect(v.is(Answer, { ...given, reason: 'x'.repeat(2001) })).toBe(false);
	});
});
