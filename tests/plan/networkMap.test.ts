// What is set for a map as a whole, on a real database.
import type { Doc, Map as YMap } from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMeeting } from '#lib/meetings/document.ts';
import {
	createPerson,
	createTie,
	readAgreement,
	readCaptions,
	readPeople,
	readTies,
	removePerson,
	setTie,
	tickMember
} from '#lib/network/document.ts';
import type { Tie } from '#lib/network/network.ts';
import type { Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { drawTie, putPerson, readOwnMap, showMap, takeMapBack } from '#lib/voice/map/document.ts';
import * as networkMap from '../../server/access/networkMap.ts';
import * as participants from '../../server/access/participants.ts';
import { project } from '../../server/plan/projector.ts';
import { publish } from '../../server/plan/publish.ts';
import { versionFor } from '../../server/plan/versions.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const agreement = { mayBeSeenBy: 'De som er i rommet', keptUntil: '2028-06-01' };
const now = new Date('2026-11-24T12:00:00.000Z');

async function room() {
	const made = await server.room();
	const document = await server.documentId(made.roomId);
	const author: Author = { by: made.participantId, at: now.toISOString() };
	return {
		...made,
		document,
		author,
		edit: <T>(change: (doc: Doc) => T): Promise<T> => server.live.edit(document, made.participantId, change),
		standing: async (user: string) => {
			const place = await participants.standing(server.sql, user, made.roomId);
			if (!place) throw new Error('nobody');
			return place;
		}
	};
}

const rows = (table: string, document: string) =>
	server.sql<Record<string, unknown>[]>`select * from ${server.sql(table)} where document_id = ${document}`;

describe('the agreement about a map', () => {
	test('is written by who leads the room, stands in the document, in its rows and on record', async () => {
		const { user, document, roomId, edit, standing } = await room();
		await networkMap.agree(server, await standing(user), agreement, now);
		expect(await edit(readAgreement)).toEqual(agreement);
		await project(server.sql, document);
		expect(await rows('network_layers', document)).toMatchObject([
			{ layer: 'room', may_be_seen_by: 'De som er i rommet' }
		]);
		const recorded = await server.sql`
			select subject, family_sees from audit where chain = ${roomId} and action = 'mapAgreed'`;
		expect(recorded).toMatchObject([{ subject: { keptUntil: '2028-06-01' }, family_sees: true }]);
	});

	test('stands in the version that is published, and not in the one before it was agreed', async () => {
		const { user, roomId, author, edit, standing } = await room();
		const publishOne = async () => {
			const meeting = await edit((doc) =>
				createMeeting(doc, author, { type: 'networkMeeting', title: 'Kartet', starts: now.toISOString() })
			);
			const closing = {
				meeting,
				requestId: newId(),
				tookPart: {},
				childHeard: 'Hun var med.',
				reviewBy: null
			};
			const { id } = await publish(server.sql, await standing(user), closing, now);
			const [part] = await server.sql<{ agreement: unknown }[]>`
				select content_json -> 'agreement' as agreement from version_parts
				where version_id = ${id} and space = 'room'`;
			return part?.agreement;
		};
		expect(await publishOne()).toBeNull();
		await networkMap.agree(server, await standing(user), agreement, now);
		expect(await publishOne()).toEqual(agreement);
		expect(await server.sql`select 1 from versions where room_id = ${roomId}`).toHaveLength(2);
	});

	test('is written by nobody else, and not in a closed room', async () => {
		const { user, roomId, edit, standing } = await room();
		for (const role of ['parent', 'child', 'relative', 'observer'] as const) {
			const guest = await server.guest(roomId, role);
			const asked = networkMap.agree(server, await standing(guest.user), agreement, now);
			await expect(asked, role).rejects.toMatchObject({ code: 'forbidden' });
		}
		await server.sql`update rooms set closed_at = now() where id = ${roomId}`;
		const closed = networkMap.agree(server, await standing(user), agreement, now);
		await expect(closed).rejects.toMatchObject({ code: 'forbidden' });
		expect(await edit(readAgreement)).toBeNull();
	});

	test('holds until a day that is not over, as it is in the room, and within reason', async () => {
		const { user, edit, standing } = await room();
		// In Oslo it is the 25th already.
		const late = new Date('2026-11-24T23:30:00.000Z');
		for (const keptUntil of ['1900-01-01', '2026-11-24', '2160-01-01']) {
			const asked = networkMap.agree(server, await standing(user), { ...agreement, keptUntil }, late);
			await expect(asked, keptUntil).rejects.toMatchObject({ code: 'invalid', field: 'keptUntil' });
		}
		expect(await edit(readAgreement)).toBeNull();
		await networkMap.agree(server, await standing(user), { ...agreement, keptUntil: '2026-11-25' }, late);
		expect((await edit(readAgreement))?.keptUntil).toBe('2026-11-25');
	});
});

describe('how a map is divided', () => {
	const captions = { rings: ['Hjertet', '', ''], sectors: { school: 'Barnehagen' } };

	test('is said by whoever writes everybody on it; nobody is moved, and the rows know', async () => {
		const { document, roomId, author, edit, standing } = await room();
		const far = await edit((doc) =>
			createPerson(doc, author, { name: 'Far', placement: { ring: 4, angle: 10 } })
		);
		const parent = await server.guest(roomId, 'parent');
		await networkMap.arrange(server, await standing(parent.user), captions, now);
		expect(await edit(readCaptions)).toEqual(captions);
		expect((await edit(readPeople)).entities.find(({ id }) => id === far)).toMatchObject({
			placement: { ring: 4, angle: 10 }
		});
		await project(server.sql, document);
		expect(await rows('network_layers', document)).toMatchObject([captions]);
	});

	test('is said by nobody else, and not while people are locked', async () => {
		const { roomId, edit, standing } = await room();
		const refused = async (role: 'relative' | 'observer' | 'coordinator') => {
			const guest = await server.guest(roomId, role);
			const asked = networkMap.arrange(server, await standing(guest.user), captions, now);
			await expect(asked, role).rejects.toMatchObject({ code: 'forbidden' });
		};
		await refused('relative');
		await refused('observer');
		await server.sql`
			insert into section_locks (room_id, section, at) values (${roomId}, 'people', now())`;
		await refused('coordinator');
		expect((await edit(readCaptions)).rings).toEqual(['', '', '', '']);
	});
});

test('whoever takes the map along is on record with the kind of file; what the child does is the child’s own', async () => {
	const { user, roomId, standing } = await room();
	const child = await server.guest(roomId, 'child');
	await networkMap.exported(server.sql, await standing(user), 'graphml', now);
	await networkMap.exported(server.sql, await standing(child.user), 'print', now);
	const recorded = await server.sql`
		select actor_user, subject, family_sees from audit
		where chain = ${roomId} and action = 'mapExported' order by n`;
	expect(recorded).toEqual([
		{ actor_user: user, subject: { kind: 'graphml' }, family_sees: true },
		{ actor_user: child.user, subject: { kind: 'print' }, family_sees: false }
	]);
});

test('which kin two are stands in the rows of ties and in the version, and is gone when it is taken back', async () => {
	const { document, author, edit, roomId, standing, user } = await room();
	const [berit, maren] = await edit((doc) => [
		createPerson(doc, author, { name: 'Berit' }),
		createPerson(doc, author, { name: 'Maren' })
	]);
	const fields = { type: 'family', quality: 'close', direction: 'both', saidBy: 'meeting' } as const;
	const id = await edit((doc) =>
		createTie(doc, author, { from: berit, to: maren, ...fields, kin: 'parentOf' })
	);
	const kept = async () => {
		await project(server.sql, document);
		return (await rows('ties', document)).map(({ entity_id, kin }) => ({ entity_id, kin }));
	};
	expect(await kept()).toEqual([{ entity_id: id, kin: 'parentOf' }]);

	const meeting = await edit((doc) =>
		createMeeting(doc, author, { type: 'networkMeeting', title: 'Slekta', starts: now.toISOString() })
	);
	const closing = { meeting, requestId: newId(), tookPart: {}, childHeard: 'Hun var med.', reviewBy: null };
	await publish(server.sql, await standing(user), closing, now);
	const version = await versionFor(server.sql, roomId, 1, await standing(user));
	expect(version?.room?.ties).toMatchObject([{ id, kin: 'parentOf' }]);

	await edit((doc) => setTie(doc, id, { kin: undefined }));
	expect(await kept()).toEqual([{ entity_id: id, kin: null }]);
	// What a client of another time wrote there takes nothing from the tie.
	await edit((doc) => (doc.getMap('ties').get(id) as YMap<string>).set('kin', 'secondCousinOf'));
	expect(await edit((doc) => readTies(doc).entities)).toMatchObject([{ id, kin: undefined }]);
});

test('what people can help with is a row for each tick, of those who are on the map', async () => {
	const { document, author, edit } = await room();
	const berit = await edit((doc) => {
		const gone = createPerson(doc, author, { name: 'Gone', helps: ['talk'] });
		removePerson(doc, gone, author);
		return createPerson(doc, author, { name: 'Berit', helps: ['sleepOver', 'talk'] });
	});
	await project(server.sql, document);
	const ticks = await rows('person_helps', document);
	expect(ticks.map(({ entity_id, tag }) => [entity_id, tag]).toSorted()).toEqual([
		[berit, 'sleepOver'],
		[berit, 'talk']
	]);
});

test('what a card says of somebody is a column each', async () => {
	const { document, author, edit } = await room();
	await edit((doc) =>
		createPerson(doc, author, {
			name: 'Zofia',
			language: 'pl',
			interpreter: true,
			distance: 'neighbouring',
			knows: 'partly',
			willing: 'unsure',
			importantSince: '2019',
			lastContact: '2026-11-20',
			avatar: 'curls'
		})
	);
	await project(server.sql, document);
	const [, zofia] = await server.sql`
		select language, interpreter, distance, knows, willing, important_since, last_contact::text, avatar, picture
		from people where document_id = ${document} order by entity_id`;
	expect(zofia).toEqual({
		language: 'pl',
		interpreter: true,
		distance: 'neighbouring',
		knows: 'partly',
		willing: 'unsure',
		important_since: '2019',
		last_contact: '2026-11-20',
		avatar: 'curls',
		picture: null
	});
});

test('a team and a place are rows of people by their kind, and who belongs to the team is a row each', async () => {
	const { document, author, edit } = await room();
	const { nora, hanne, team, place } = await edit((doc) => {
		const nora = createPerson(doc, author, { name: 'Nora', relation: 'friend' });
		const hanne = createPerson(doc, author, { name: 'Hanne', relation: 'friendsParent', through: nora });
		const team = createPerson(doc, author, { name: 'Fotballaget', relation: 'group' });
		const place = createPerson(doc, author, { name: 'Kolonihagen', relation: 'place' });
		const gone = createPerson(doc, author, { name: 'Koret', relation: 'group' });
		for (const group of [team, gone, place]) tickMember(doc, group, nora, true);
		removePerson(doc, gone, author);
		return { nora, hanne, team, place };
	});
	await project(server.sql, document);
	const people = await server.sql<{ entity_id: string; kind: string; through: string | null }[]>`
		select entity_id, kind, through from people
		where document_id = ${document} and removed_at is null and kind <> 'child' order by entity_id`;
	expect([...people]).toEqual([
		{ entity_id: nora, kind: 'person', through: null },
		{ entity_id: hanne, kind: 'person', through: nora },
		{ entity_id: team, kind: 'group', through: null },
		{ entity_id: place, kind: 'place', through: null }
	]);
	expect((await rows('group_members', document)).map(({ entity_id, member }) => [entity_id, member])).toEqual(
		[[team, nora]]
	);

	await edit((doc) => {
		tickMember(doc, team, nora, false);
		(doc.getMap('people').get(place) as YMap<string>).set('kind', 'country');
	});
	await project(server.sql, document);
	expect(await rows('group_members', document)).toEqual([]);
	const quarantined = await server.sql`select path from quarantine where document_id = ${document}`;
	expect([...quarantined]).toEqual([{ path: `people/${place}` }]);
});

describe('the map that a child has shown', () => {
	test('stands in rows of its own, beside the room’s, as long as it is shown', async () => {
		const { document, childId, author, edit } = await room();
		const berit = await edit((doc) =>
			createPerson(doc, author, { name: 'Berit', placement: { ring: 4, angle: 10 } })
		);
		const tie: Tie = {
			id: newId(),
			kind: 'tie',
			made: author,
			from: childId,
			to: berit,
			type: 'family',
			quality: 'close',
			direction: 'both',
			saidBy: 'child',
			note: ''
		};
		const own = {
			placed: new Map([[berit, { ring: 1, angle: 40.5 }]]),
			ties: [tie],
			captions: { rings: ['Hjertet', '', '', ''], sectors: {} }
		};
		await edit((doc) => showMap(doc, author, own));
		await project(server.sql, document);
		expect(await rows('child_placements', document)).toMatchObject([
			{ person_id: berit, ring: 1, angle: 40.5 }
		]);
		expect(await rows('child_ties', document)).toMatchObject([
			{ from_id: childId, to_id: berit, quality: 'close', place: 0 }
		]);
		const layers = await rows('network_layers', document);
		expect(layers.map(({ layer, shown_at }) => [layer, shown_at])).toEqual([
			['room', null],
			['child', author.at]
		]);
		expect(layers.map(({ rings }) => rings)).toEqual([['', '', '', ''], own.captions.rings]);
		expect(await rows('people', document)).toContainEqual(
			expect.objectContaining({ entity_id: berit, ring: 4 })
		);

		await edit((doc) => takeMapBack(doc, author));
		await project(server.sql, document);
		for (const table of ['child_placements', 'child_ties']) expect(await rows(table, document)).toEqual([]);
		expect(await rows('network_layers', document)).toMatchObject([{ layer: 'room' }]);
	});

	/** Berit and Nora stand in the room; the child has put both on a map of their own, near, with a tie to Berit. */
	async function withChildMap() {
		const made = await room();
		const { author, childId, edit, roomId, standing, user } = made;
		const child = await server.guest(roomId, 'child');
		const corner = await server.documentId(roomId, 'child');
		const [berit, nora] = await edit((doc) => [
			createPerson(doc, author, { name: 'Berit', placement: { ring: 4, angle: 10 } }),
			createPerson(doc, author, { name: 'Nora' })
		]);
		const ofChild: Author = { by: child.participant, at: '2026-11-23T09:00:00.000Z' };
		await server.live.edit(corner, child.participant, (doc) => {
			for (const [person, angle] of [
				[berit, 40.5],
				[nora, 200]
			] as const)
				putPerson(doc, ofChild, person, { ring: 1, angle });
			drawTie(doc, ofChild, {
				from: childId,
				to: berit,
				type: 'family',
				quality: 'strained',
				direction: 'both'
			});
		});
		const own = () => server.live.edit(corner, null, readOwnMap);
		return {
			...made,
			berit,
			nora,
			child,
			show: async (at = ofChild.at) => {
				const map = await own();
				await edit((doc) => showMap(doc, { ...ofChild, at }, map));
			},
			takeBack: () => edit((doc) => takeMapBack(doc, ofChild)),
			export: async (of = user) => networkMap.exportedChilds(server, await standing(of), 'png', now),
			publish: async () => {
				const meeting = await edit((doc) =>
					createMeeting(doc, author, { type: 'networkMeeting', title: 'Kartet', starts: now.toISOString() })
				);
				const closing = { meeting, requestId: newId(), tookPart: {}, childHeard: 'Ja.', reviewBy: null };
				const { number } = await publish(server.sql, await standing(user), closing, now);
				return number;
			},
			version: async (number: number) => {
				const version = await versionFor(server.sql, roomId, number, await standing(user));
				if (!version) throw new Error('it was published');
				return version;
			}
		};
	}
	const exportsOf = (roomId: string) => server.sql<{ subject: unknown; family_sees: boolean }[]>`
		select subject, family_sees from audit where chain = ${roomId} and action = 'mapExported' order by n`;

	test('is taken along by nobody before it is shown, nor a moment after it is taken back', async () => {
		const { export: take, roomId, show, takeBack } = await withChildMap();
		const refused = { code: 'gone' };
		const coordinator = await server.guest(roomId, 'coordinator');
		for (const of of [undefined, coordinator.user]) await expect(take(of)).rejects.toMatchObject(refused);
		await show();
		await take();
		// Without waiting for rows: those are behind.
		await takeBack();
		await expect(take()).rejects.toMatchObject(refused);
		expect([...(await exportsOf(roomId))]).toEqual([
			{ subject: { kind: 'png', map: 'child' }, family_sees: true }
		]);
	});

	test('is put on record as the child’s when the child prints it, shown or not', async () => {
		const { child, export: take, roomId } = await withChildMap();
		await take(child.user);
		expect((await exportsOf(roomId)).map(({ subject }) => subject)).toEqual([{ kind: 'png', map: 'child' }]);
	});

	test('is in the version that is published while it is shown, as it was shown, and in none before and after', async () => {
		const { berit, childId, nora, publish, show, takeBack, version } = await withChildMap();
		expect((await version(await publish())).room).not.toHaveProperty('childMap');
		await show();
		const held = await publish();
		const childMap = {
			shownAt: '2026-11-23T09:00:00.000Z',
			placed: [
				{ person: berit, ring: 1, angle: 40.5 },
				{ person: nora, ring: 1, angle: 200 }
			],
			ties: [{ from: childId, to: berit, quality: 'strained', direction: 'both' }]
		};
		const before = await version(held);
		expect(before.room?.childMap).toEqual(childMap);
		expect(before.room?.people.find(({ id }) => id === berit)?.ring).toBe(4);

		await takeBack();
		// A version never changes (law L6): it is read as it was, and its hash fits.
		const after = await version(held);
		expect(after).toEqual(before);
		expect(after.intact).toBe(true);
		expect((await version(await publish())).room).not.toHaveProperty('childMap');
		const asked = await server.sql<{ shown: string | null }[]>`
			select p.content_json #>> '{childMap,shownAt}' as shown from version_parts p
			join versions v on v.id = p.version_id where p.space = 'room' and v.id in (${before.id}, ${after.id})`;
		expect([...asked]).toEqual([{ shown: childMap.shownAt }]);
	});

	test('is in the version as it was shown, whatever the child has moved in the corner since', async () => {
		const { berit, child, nora, publish, roomId, show, version } = await withChildMap();
		await show();
		const corner = await server.documentId(roomId, 'child');
		await server.live.edit(corner, child.participant, (doc) =>
			putPerson(doc, { by: child.participant, at: now.toISOString() }, nora, { ring: 4, angle: 123.25 })
		);
		const { room: held, texts } = await version(await publish());
		expect(held?.childMap?.placed.map(({ person, ring }) => [person, ring])).toEqual([
			[berit, 1],
			[nora, 1]
		]);
		expect(JSON.stringify(texts)).not.toContain('123.25');
	});

	test('is told apart from the room’s in what the database says of its tables and questions', async () => {
		const said = await server.sql<{ name: string; words: string }[]>`
			select c.relname as name, obj_description(c.oid) as words from pg_class c
			where c.relname in ('ties', 'children_with_nobody_for_nights', 'children_with_professionals_only', 'maps_not_looked_at')`;
		expect(said).toHaveLength(4);
		for (const { name, words } of said)
			expect(words, name).toMatch(/the child('s own map| has drawn| shows)|nor the child's own/);
	});
});
