import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHealth, createNumber, createWarning, setArrival } from '#lib/emergency/care/document.ts';
import {
	createContact,
	moveContact,
	readEmergency,
	removeContact,
	setReviewBy,
	aboutText
} from '#lib/emergency/document.ts';
import { nowOf } from '#lib/emergency/facts.ts';
import { createPerson, removePerson } from '#lib/network/document.ts';
import type { Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { emergencyOf } from '../../server/plan/emergencyNow.ts';
import { createLog } from '../../server/log.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

const quiet = createLog('silent');
const nights = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }];
const yes = { status: 'yes' as const, at: '2026-11-02' };
const nightToThursday = { day: '2026-12-10', time: '02:04', weekday: 4 };

describe('who can come now, from the rows', () => {
	let server: TestServer;
	let room: Awaited<ReturnType<TestServer['room']>>;
	let shared: string;
	let care: string;
	const author: Author = { by: newId(), at: '2026-11-24T12:00:00.000Z' };
	const ids = { solveig: '', berit: '', kjetil: '', hanne: '' };

	beforeAll(async () => {
		server = await openServer();
		room = await server.room();
		shared = await server.documentId(room.roomId);
		care = await server.documentId(room.roomId, 'care');
		await server.live.edit(shared, null, (doc) => {
			ids.berit = createPerson(doc, author, {
				name: 'Berit Sørhaug',
				relation: 'grandparent',
				relationText: 'mormor'
			});
			ids.solveig = createPerson(doc, author, { name: 'Solveig Haug', relation: 'neighbour' });
			ids.kjetil = createPerson(doc, author, { name: 'Kjetil Lunde' });
			ids.hanne = createPerson(doc, author, { name: 'Hanne Aasen' });
			createContact(doc, author, {
				person: ids.berit,
				can: ['takeChild'],
				availability: nights,
				consent: yes
			});
			const solveig = createContact(doc, author, {
				person: ids.solveig,
				can: ['comeHere', 'advice'],
				words: 'Kommer med en gang.',
				availability: [...nights, { days: [6], from: '12:00', to: '16:00', can: 'advice' }],
				consent: yes
			});
			moveContact(doc, solveig, -1);
			createContact(doc, author, {
				person: ids.kjetil,
				can: ['comeHere'],
				availability: nights,
				consent: yes
			});
			const gone = createContact(doc, author, {
				person: newId(),
				can: ['comeHere'],
				availability: nights,
				consent: yes
			});
			removeContact(doc, gone, author);
			createContact(doc, author, {
				person: ids.hanne,
				can: ['comeHere'],
				availability: nights,
				consent: yes
			});
			removePerson(doc, ids.hanne, author);
			aboutText(doc, 'calms')?.insert(0, 'tegne under teppe');
			setReviewBy(doc, '2027-06-10');
		});
		await server.live.edit(care, null, (doc) => {
			createNumber(doc, author, { person: ids.solveig, type: 'mobile', value: '+4700000120' });
			setArrival(doc, author, ids.solveig, { minutes: 4, has: ['key'] });
			createHealth(doc, author, { type: 'allergy', text: 'nøtter' });
			createWarning(doc, author, { type: 'neverCall', person: ids.kjetil, text: 'truer' });
		});
	});
	afterAll(() => server.close());

	test('a carer gets the calling order with numbers and minutes, and never who must not be called', async () => {
		const { facts, asOf } = await emergencyOf(server.sql, quiet, room.roomId, { care: true });
		const { callers } = nowOf(facts, nightToThursday);
		expect(
			callers.map(({ person, minutes, numbers }) => [person.name, minutes, numbers.map(({ value }) => value)])
		).toEqual([
			['Solveig Haug', 4, ['+4700000120']],
			['Berit Sørhaug', null, []]
		]);
		expect(facts.care).toMatchObject({
			health: [{ type: 'allergy', text: 'nøtter' }],
			warnings: [{ text: 'truer' }]
		});
		expect(facts.about).toEqual({
			calms: 'tegne under teppe',
			fears: '',
			brings: '',
			reviewBy: '2027-06-10'
		});
		expect(asOf).toBeInstanceOf(Date);
	});

	test('everybody else gets names and order, and not a word of the care document', async () => {
		const { facts } = await emergencyOf(server.sql, quiet, room.roomId, { care: false });
		expect(nowOf(facts, nightToThursday).callers.map(({ person }) => person.name)).toEqual([
			'Solveig Haug',
			'Berit Sørhaug',
			'Kjetil Lunde'
		]);
		expect(facts.care).toBeNull();
		for (const secret of ['+47', 'nøtter', 'truer', '"minutes":4'])
			expect(JSON.stringify(facts)).not.toContain(secret);
	});

	test('the rows say the same as the document they were made from', async () => {
		const { facts } = await emergencyOf(server.sql, quiet, room.roomId, { care: false });
		const contacts = await server.live.edit(shared, null, (doc) =>
			readEmergency(doc).entities.flatMap((entity) =>
				entity.kind === 'emergencyContact' && entity.removed === undefined
					? [
							{
								id: entity.id,
								person: entity.person,
								words: entity.words,
								can: entity.can,
								availability: entity.availability,
								consent: entity.consent
							}
						]
					: []
			)
		);
		expect(facts.contacts).toEqual(contacts);
	});

	test('the rows of another room never come along', async () => {
		const other = await server.room('Emil');
		const { facts } = await emergencyOf(server.sql, quiet, other.roomId, { care: true });
		expect(facts).toMatchObject({
			contacts: [],
			people: [],
			care: { numbers: [], health: [], warnings: [] }
		});
	});

	test('what was written a moment ago is there, though nobody has paused yet', async () => {
		const fresh = await server.room('Thea');
		await server.live.edit(await server.documentId(fresh.roomId), null, (doc) => {
			createContact(doc, author, { person: createPerson(doc, author, { name: 'Berit Sørhaug' }) });
		});
		const { facts } = await emergencyOf(server.sql, quiet, fresh.roomId, { care: true });
		expect(facts.contacts).toHaveLength(1);
		expect(facts.people.map(({ name }) => name)).toEqual(['Berit Sørhaug']);
	});

	test('a plan that cannot be brought up to date just now is shown as it stands, and says of when', async () => {
		const fresh = await server.room('Aster');
		const id = await server.documentId(fresh.roomId);
		await server.sql.begin(async (elsewhere) => {
			await elsewhere`select pg_advisory_xact_lock(hashtextextended(${`project ${id}`}, 0))`;
			expect(await emergencyOf(server.sql, quiet, fresh.roomId, { care: true })).toMatchObject({
				asOf: null,
				facts: { contacts: [], about: null }
			});
		});
	});

	test('nothing more is tried for a page that was answered', async () => {
		const fresh = await server.room('Aster');
		const id = await server.documentId(fresh.roomId);
		let tries = 0;
		const counted = new Proxy(server.sql, {
			get: (sql, name) => {
				if (name === 'begin') tries += 1;
				return Reflect.get(sql, name) as unknown;
			}
		});
		await server.sql.begin(async (elsewhere) => {
			await elsewhere`select pg_advisory_xact_lock(hashtextextended(${`project ${id}`}, 0))`;
			await emergencyOf(counted, quiet, fresh.roomId, { care: true });
			const before = tries;
			expect(before).toBeGreaterThan(0);
			// It would be tried ten times a second.
			await wait(500);
			expect(tries).toBe(before);
		});
	});
});
