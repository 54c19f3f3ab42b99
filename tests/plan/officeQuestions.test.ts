// What an office can ask its database about maps: each view on a real one.
import type { Doc } from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact, removeContact } from '#lib/emergency/document.ts';
import { TASKS, type Hours, type Task } from '#lib/emergency/emergency.ts';
import { comeAtNight } from '#lib/emergency/nights.ts';
import { createPerson, removePerson, setPerson } from '#lib/network/document.ts';
import { CONSENT, RELATIONS, SECTORS, type Consent } from '#lib/network/network.ts';
import { isProfessional } from '#lib/network/relations.ts';
import type { Author } from '#lib/room/document.ts';
import { addDays, wallTime } from '#lib/time/zone.ts';
import { project } from '../../server/plan/projector.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

const today = wallTime(new Date().toISOString(), 'Europe/Oslo').day;
const yes = (at: string): Consent => ({ status: 'yes', at });

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

async function room() {
	const made = await server.room();
	const document = await server.documentId(made.roomId);
	const author: Author = { by: made.participantId, at: '2026-11-24T12:00:00.000Z' };
	return {
		...made,
		document,
		author,
		edit: <T>(change: (doc: Doc) => T): Promise<T> => server.live.edit(document, made.participantId, change)
	};
}

describe('an office asks', () => {
	const asked = async (view: string, roomId: string) =>
		(await server.sql`select 1 from ${server.sql(view)} where room_id = ${roomId}`).length === 1;

	test('which children have nobody for nights', async () => {
		const { document, roomId, author, edit } = await room();
		const nobody = async () => {
			await project(server.sql, document);
			return asked('children_with_nobody_for_nights', roomId);
		};
		expect(await nobody()).toBe(true);
		const berit = await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
		expect(await nobody(), 'she is on the map only').toBe(true);
		const availability = [{ days: [1, 2, 3], from: '20:00', to: '08:00' }];
		await edit((doc) =>
			createContact(doc, author, { person: berit, can: ['stayOvernight'], availability, consent: yes(today) })
		);
		expect(await nobody()).toBe(false);
		await edit((doc) => setPerson(doc, berit, { status: 'dead' }));
		expect(await nobody(), 'she has died').toBe(true);
		await edit((doc) => setPerson(doc, berit, { status: undefined }));
		expect(await nobody()).toBe(false);
		await edit((doc) => removePerson(doc, berit, author));
		expect(await nobody(), 'she is no longer on the map').toBe(true);
		await server.sql`update rooms set closed_at = now() where id = ${roomId}`;
		expect(await nobody(), 'the room is closed').toBe(false);
	});

	test('who is there at night by the same rule as the emergency plan', async () => {
		const { document, roomId, author, edit } = await room();
		const person = await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
		const sleeps = { can: ['stayOvernight'] as readonly Task[], consent: yes(today) };
		const overnight: Hours = { days: [6], from: '20:00', to: '08:00' };
		const times = ['00:00', '02:59', '03:00', '03:01', '16:00', '24:00'];
		const lines: { can: readonly Task[]; consent: Consent | undefined; availability: readonly Hours[] }[] = [
			...times.flatMap((from) =>
				times
					.filter((to) => to !== from && from !== '24:00')
					.map((to) => ({ ...sleeps, availability: [{ days: [7], from, to }] }))
			),
			...[undefined, ...TASKS].flatMap((hours) =>
				[[], ...TASKS.map((task) => [task])].map((can) => ({
					...sleeps,
					can,
					availability: [{ ...overnight, ...(hours === undefined ? {} : { can: hours }) }]
				}))
			),
			...[undefined, ...CONSENT.map((status) => ({ status, at: today })), { status: 'yes' as const }].map(
				(consent) => ({ ...sleeps, consent, availability: [overnight] })
			),
			...[-370, -366, -365, -364, 10].map((days) => ({
				...sleeps,
				consent: yes(addDays(today, days)),
				availability: [overnight]
			})),
			{ ...sleeps, consent: yes('2024-02-29'), availability: [overnight] },
			{ ...sleeps, consent: yes(`${today}T12:00:00.000Z`), availability: [overnight] },
			{ ...sleeps, availability: [] },
			{ ...sleeps, availability: [{ days: [1], from: '08:00', to: '15:00' }, overnight] }
		];
		const told: boolean[] = [];
		for (const line of lines) {
			const id = await edit((doc) => {
				const { consent, ...rest } = line;
				return createContact(doc, author, { person, ...rest, ...(consent === undefined ? {} : { consent }) });
			});
			await project(server.sql, document);
			const nobody = comeAtNight([{ id, person, ...line }], today).size === 0;
			expect(await asked('children_with_nobody_for_nights', roomId), JSON.stringify(line)).toBe(nobody);
			told.push(nobody);
			await edit((doc) => removeContact(doc, id, author));
		}
		expect(new Set(told).size, 'lines of both kinds were asked about').toBe(2);
	}, 60_000);

	test('which children have professionals only, by the same rule as the map', async () => {
		const empty = await room();
		await project(server.sql, empty.document);
		expect(await asked('children_with_professionals_only', empty.roomId), 'nobody is there').toBe(false);
		const { document, roomId, author, edit } = await room();
		const whoIs = [
			...RELATIONS.flatMap((relation) => [undefined, ...SECTORS].map((sector) => ({ relation, sector }))),
			{}
		];
		for (const who of whoIs) {
			const id = await edit((doc) => createPerson(doc, author, { kind: 'person', name: 'Kim', ...who }));
			await project(server.sql, document);
			expect(await asked('children_with_professionals_only', roomId), JSON.stringify(who)).toBe(
				isProfessional(who)
			);
			await edit((doc) => removePerson(doc, id, author));
		}
	}, 120_000);

	test('which maps nobody has looked at for six months; when the child looked is the child’s own', async () => {
		const { roomId, participantId } = await room();
		const unseen = () => asked('maps_not_looked_at', roomId);
		const opened = (ago: string, familySees: boolean, n: number) =>
			server.owner`
				insert into audit (id, chain, n, at, actor_participant, action, subject, family_sees, prev, hash)
				values (gen_random_uuid(), ${roomId}, ${n}, now() - ${ago}::interval, ${participantId}, 'roomOpened', '{}',
					${familySees}, '', '')`;
		expect(await unseen(), 'it was made just now').toBe(false);
		await server.owner`update rooms set made_at = now() - interval '1 year' where id = ${roomId}`;
		await opened('7 months', true, 1001);
		await opened('1 day', false, 1002);
		expect(await unseen()).toBe(true);
		await opened('5 months', true, 1003);
		expect(await unseen()).toBe(false);
	});

	test('and reads in the database what each view and column means', async () => {
		const bare = await server.sql<{ name: string }[]>`
			select c.relname || '.' || a.attname as name
			from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped
			where c.relname in ('people', 'ties', 'person_helps', 'group_members', 'network_layers', 'child_placements', 'child_ties',
				'children_with_nobody_for_nights',
				'children_with_professionals_only', 'maps_not_looked_at')
				and c.relkind in ('r', 'v') and a.attnum > 0
				and (col_description(c.oid, a.attnum) is null or obj_description(c.oid) is null)`;
		expect(bare.map(({ name }) => name)).toEqual([]);
	});
});
