import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHealth, createNumber } from '#lib/emergency/care/document.ts';
import { createContact } from '#lib/emergency/document.ts';
import { createAgreement, createMeeting, createTask, notesOf } from '#lib/meetings/document.ts';
import { createPerson, createTie, removePerson, setPerson } from '#lib/network/document.ts';
import type { Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createSeries } from '#lib/visits/document.ts';
import { createStatement } from '#lib/voice/document.ts';
import { createLog } from '../../server/log.ts';
import { project, Projector } from '../../server/plan/projector.ts';
import { until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

interface Room {
	roomId: string;
	childId: string;
	author: Author;
	document: string;
	/** Edits the shared document, as the server. */
	readonly edit: <T>(change: (doc: Y.Doc) => T) => Promise<T>;
}

async function room(): Promise<Room> {
	const { roomId, childId, participantId } = await server.room();
	const document = await server.documentId(roomId);
	return {
		roomId,
		childId,
		author: { by: participantId, at: '2026-03-02T10:00:00.000Z' },
		document,
		edit: (change) => server.live.edit(document, participantId, change)
	};
}

/** How far the rows are, and how far the log is. */
async function numbers(document: string): Promise<{ seq: number | null; head: number }> {
	const [row] = await server.sql<{ seq: number | null; head: number }[]>`
		select p.seq, d.head_seq as head from documents d left join projections p on p.document_id = d.id
		where d.id = ${document}`;
	if (!row) throw new Error('no such document');
	return row;
}

const rowsOf = (table: string, document: string) =>
	server.sql<Record<string, unknown>[]>`select * from ${server.sql(table)} where document_id = ${document}`;

const nameOf = async (document: string, id: string) => {
	const [row] = await server.sql<{ name: string }[]>`
		select name from people where document_id = ${document} and entity_id = ${id}`;
	return row?.name ?? null;
};

const quarantined = (document: string) =>
	server.sql<{ path: string; reason: string; mended: boolean }[]>`
		select path, reason, mended_at is not null as mended from quarantine
		where document_id = ${document} order by path`;

/** Writes into an entity what no code of ours would. */
function force(doc: Y.Doc, root: string, id: string, field: string, value: unknown): void {
	const entity = doc.getMap(root).get(id);
	if (!(entity instanceof Y.Map)) throw new Error('no such entity');
	entity.set(field, value);
}

describe('the rows of a room', () => {
	test('say what the document says, part by part', async () => {
		const { document, author, childId, edit } = await room();
		const made = await edit((doc) => {
			const berit = createPerson(doc, author, {
				name: 'Berit',
				relation: 'grandparent',
				helps: ['sleepOver'],
				placement: { ring: 2, angle: 30 },
				note: 'Lives nearby.'
			});
			const meeting = createMeeting(doc, author, {
				type: 'networkMeeting',
				title: 'Spring',
				starts: '2026-03-10T16:00:00.000Z',
				purpose: 'To plan the spring',
				agenda: ['The school']
			});
			notesOf(doc, meeting)?.insert(0, [paragraph('Everybody came.'), paragraph('We ate cake.')]);
			return {
				berit,
				meeting,
				tie: createTie(doc, author, {
					from: childId,
					to: berit,
					type: 'family',
					quality: 'close',
					direction: 'both',
					saidBy: 'child'
				}),
				contact: createContact(doc, author, {
					person: berit,
					can: ['comeHere', 'takeChild'],
					words: 'Call first',
					availability: [
						{ days: [1, 2], from: '20:00', to: '08:00' },
						{ days: [6], from: '10:00', to: '12:00', can: 'drive' }
					],
					consent: { status: 'yes', at: '2026-03-01' }
				}),
				series: createSeries(doc, author, {
					with: [berit],
					type: 'visit',
					rule: { every: 'week', start: '2026-03-06', n: 2, weekdays: [5], time: '16:00' },
					handover: { brings: berit }
				}),
				agreement: createAgreement(doc, author, meeting, 'Berit fetches on Fridays', true),
				task: createTask(doc, author, meeting, 'Ask the coach', { who: berit, deadline: '2026-04-01' }),
				statement: createStatement(doc, author, { text: 'I want to see Berit more' })
			};
		});
		expect(await project(server.sql, document)).toBe((await numbers(document)).head);

		expect(await rowsOf('people', document)).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ entity_id: childId, kind: 'child', name: 'Ylva' }),
				expect.objectContaining({
					entity_id: made.berit,
					kind: 'person',
					name: 'Berit',
					relation: 'grandparent',
					ring: 2,
					angle: 30,
					helps: ['sleepOver'],
					note: 'Lives nearby.',
					note_by: author.by,
					note_at: new Date(author.at),
					made_at: author.at,
					made_by: author.by,
					removed_at: null
				})
			])
		);
		expect(await rowsOf('ties', document)).toMatchObject([
			{ entity_id: made.tie, from_id: childId, to_id: made.berit, quality: 'close', said_by: 'child' }
		]);
		expect(await rowsOf('emergency_contacts', document)).toMatchObject([
			{
				entity_id: made.contact,
				person: made.berit,
				can: ['comeHere', 'takeChild'],
				words: 'Call first',
				consent: 'yes',
				consent_at: '2026-03-01'
			}
		]);
		const hours = await rowsOf('availability', document);
		expect([...hours].sort((a, b) => Number(a['n']) - Number(b['n']))).toMatchObject([
			{ entity_id: made.contact, days: [1, 2], from_time: '20:00', to_time: '08:00', can: null },
			{ entity_id: made.contact, days: [6], from_time: '10:00', to_time: '12:00', can: 'drive' }
		]);
		expect(await rowsOf('visit_series', document)).toMatchObject([
			{
				entity_id: made.series,
				with_ids: [made.berit],
				type: 'visit',
				rule: { every: 'week', start: '2026-03-06', n: 2, weekdays: [5], time: '16:00' },
				brings: made.berit,
				fetches: null
			}
		]);
		expect(await rowsOf('meeting_texts', document)).toMatchObject([
			{
				entity_id: made.meeting,
				title: 'Spring',
				purpose: 'To plan the spring',
				starts: new Date('2026-03-10T16:00:00.000Z'),
				notes_text: 'Everybody came.\nWe ate cake.'
			}
		]);
		expect(await rowsOf('agenda_items', document)).toMatchObject([
			{ meeting: made.meeting, text: 'The school', done_at: null }
		]);
		expect(await rowsOf('agreements', document)).toMatchObject([
			{
				entity_id: made.agreement,
				meeting: made.meeting,
				text: 'Berit fetches on Fridays',
				standing: true
			}
		]);
		const [task] = await server.sql`
			select entity_id, text, who, deadline::text from tasks where document_id = ${document}`;
		expect(task).toEqual({
			entity_id: made.task,
			text: 'Ask the coach',
			who: made.berit,
			deadline: '2026-04-01'
		});
		expect(await rowsOf('statements', document)).toMatchObject([
			{ entity_id: made.statement, text: 'I want to see Berit more' }
		]);
	});

	test('keep what only some may read under the care document', async () => {
		const { roomId, author, childId } = await room();
		const care = await server.documentId(roomId, 'care');
		await server.live.edit(care, author.by, (doc) => {
			createNumber(doc, author, { person: childId, type: 'mobile', value: '+4700000011' });
			createHealth(doc, author, { type: 'allergy', text: 'Nuts' });
		});
		await project(server.sql, care);
		expect(await rowsOf('care_numbers', care)).toMatchObject([
			{ person: childId, type: 'mobile', value: '+4700000011' }
		]);
		expect(await rowsOf('care_health', care)).toMatchObject([{ type: 'allergy', text: 'Nuts' }]);
	});

	test('keep somebody who was taken away, with the time of it', async () => {
		const { document, author, edit } = await room();
		const solveig = await edit((doc) => createPerson(doc, author, { name: 'Solveig' }));
		await edit((doc) => removePerson(doc, solveig, { by: author.by, at: '2026-03-05T08:00:00.000Z' }));
		await project(server.sql, document);
		expect(await rowsOf('people', document)).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					entity_id: solveig,
					removed_at: '2026-03-05T08:00:00.000Z',
					removed_by: author.by
				})
			])
		);
	});

	test('carry a changed name of the child to the room itself', async () => {
		const { document, roomId, childId, edit } = await room();
		await edit((doc) => setPerson(doc, childId, { name: 'Ylva Marie' }));
		await project(server.sql, document);
		const [row] = await server.sql<{ name: string }[]>`
			select child_name as name from rooms where id = ${roomId}`;
		expect(row?.name).toBe('Ylva Marie');
	});
});

describe('the number the rows stand for', () => {
	test('is the head of the log, and nothing is written twice', async () => {
		const { document, author, edit } = await room();
		await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
		const first = await project(server.sql, document);
		const stamp = async () => {
			const [row] = await server.sql<{ stamp: string }[]>`
				select p.xmin::text || ' ' || (select string_agg(xmin::text, ',') from people where document_id = ${document})
					as stamp from projections p where p.document_id = ${document}`;
			return row?.stamp;
		};
		const before = await stamp();
		expect(await project(server.sql, document)).toBe(first);
		expect(await stamp()).toBe(before);
		const { seq, head } = await numbers(document);
		expect(seq).toBe(head);
	});

	test('writes the rows of what has changed, and leaves the others as they were', async () => {
		const { document, author, edit } = await room();
		const person = await edit((doc) => createPerson(doc, author, { name: 'Torill' }));
		await edit((doc) => createContact(doc, author, { person }));
		await project(server.sql, document);
		const written = async (table: string) => (await rowsOf(table, document)).map(({ seq }) => seq);
		const contacts = await written('emergency_contacts');
		expect(contacts).toHaveLength(1);
		await edit((doc) => setPerson(doc, person, { name: 'Torill Berg' }));
		const seq = await project(server.sql, document);
		expect(await nameOf(document, person)).toBe('Torill Berg');
		expect(new Set(await written('people'))).toEqual(new Set([seq]));
		expect(await written('emergency_contacts')).toEqual(contacts);
	});

	test('is reached by everybody who projects at once, as the command line does beside the server', async () => {
		const { document, author, edit } = await room();
		for (let round = 0; round < 5; round += 1) {
			await edit((doc) => createPerson(doc, author, { name: `Person ${round}` }));
			const { head } = await numbers(document);
			const reached = await Promise.all(Array.from({ length: 6 }, () => project(server.sql, document)));
			expect(reached).toEqual(reached.map(() => head));
		}
	});

	test('only goes up, though two project at once', async () => {
		const { document, author, edit } = await room();
		await project(server.sql, document);
		const start = (await numbers(document)).seq ?? 0;
		const seen = [start];
		for (const name of ['Berit', 'Solveig', 'Jon']) {
			await edit((doc) => createPerson(doc, author, { name }));
			await Promise.all([project(server.sql, document), project(server.sql, document)]);
			await project(server.sql, document);
			seen.push((await numbers(document)).seq ?? 0);
		}
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect(new Set(seen).size).toBe(4);
		expect((await rowsOf('people', document)).length).toBe(4);
	});

	test('is none for a document that does not exist', async () => {
		expect(await project(server.sql, newId())).toBeNull();
	});
});

describe('[L5] what cannot be read', () => {
	test('is put on record with its place and reason, the others are projected, and mending is noted', async () => {
		const { document, author, edit } = await room();
		const torn = newId();
		const berit = await edit((doc) => {
			doc.getMap('people').set(torn, new Y.Map([['kind', 'person']]));
			return createPerson(doc, author, { name: 'Berit' });
		});
		await project(server.sql, document);
		expect(await nameOf(document, berit)).toBe('Berit');
		expect(await nameOf(document, torn)).toBeNull();
		expect(await quarantined(document)).toEqual([
			{ path: `people/${torn}`, reason: expect.stringMatching(/name/), mended: false }
		]);

		await edit((doc) => createPerson(doc, author, { name: 'Solveig' }));
		await project(server.sql, document);
		expect(await quarantined(document), 'it is not recorded twice').toHaveLength(1);

		await edit((doc) => {
			force(doc, 'people', torn, 'name', 'Jon');
			force(doc, 'people', torn, 'note', new Y.Text(''));
			force(doc, 'people', torn, 'made', { at: author.at, by: author.by });
		});
		await project(server.sql, document);
		expect(await nameOf(document, torn)).toBe('Jon');
		expect(await quarantined(document)).toMatchObject([{ path: `people/${torn}`, mended: true }]);
	});

	test.each([
		['something that looks like a script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
		['a NUL', 'Be\0rit', 'Berit'],
		['the six characters that JSON writes for a NUL', 'Be\\u0000rit', 'Be\\u0000rit'],
		['a backslash before a NUL', 'Be\\\0rit', 'Be\\rit'],
		['half a character', 'Be\uD800rit', 'Be\uFFFDrit']
	])('is never a name with %s in it', async (_what, name, shown) => {
		const { document, author, edit } = await room();
		const id = await edit((doc) => createPerson(doc, author, { name }));
		await project(server.sql, document);
		expect(await nameOf(document, id)).toBe(shown);
	});

	test('is never the child’s own name with a NUL in it', async () => {
		const { document, roomId, childId, edit } = await room();
		const stored = async () => {
			const [row] = await server.sql<{ name: string }[]>`
				select child_name as name from rooms where id = ${roomId}`;
			return row?.name;
		};
		await edit((doc) => force(doc, 'people', childId, 'name', 'Yl\0va Li'));
		await project(server.sql, document);
		expect(await stored()).toBe('Ylva Li');
		await edit((doc) => force(doc, 'people', childId, 'name', '\0'));
		await project(server.sql, document);
		expect(await stored(), 'a name of nothing does not take the name away').toBe('Ylva Li');
	});

	test('is never a day that is in no calendar: the person stands without it', async () => {
		const { document, author, edit } = await room();
		const id = await edit((doc) => {
			const made = createPerson(doc, author, { name: 'Berit', status: 'movedAway' });
			force(doc, 'people', made, 'since', '2026-02-31');
			return made;
		});
		await project(server.sql, document);
		expect(await rowsOf('people', document)).toEqual(
			expect.arrayContaining([expect.objectContaining({ entity_id: id, name: 'Berit', since: null })])
		);
	});

	test('is a meeting that begins at no real time, and the other meetings stand', async () => {
		const { document, author, edit } = await room();
		const meeting = { type: 'networkMeeting', starts: '2026-03-10T16:00:00.000Z' } as const;
		const [torn, endless, sound, faraway] = await edit((doc) => {
			const ids = ['Never', 'Without end', 'Spring', 'Faraway'].map((title) =>
				createMeeting(doc, author, { ...meeting, title })
			);
			force(doc, 'meetings', String(ids[0]), 'starts', '2026-02-31T16:00:00Z');
			force(doc, 'meetings', String(ids[1]), 'ends', '2026-02-31T16:00:00Z');
			force(doc, 'meetings', String(ids[3]), 'starts', '2026-03-10T16:00:00+23:59');
			return ids;
		});
		await project(server.sql, document);
		const titles = (await rowsOf('meeting_texts', document)).map((row) => row['entity_id']);
		expect(titles.sort()).toEqual([endless, sound, faraway].sort());
		expect(await quarantined(document)).toMatchObject([{ path: `meetings/${String(torn)}`, mended: false }]);
	});
});

describe('an instant with an offset that PostgreSQL does not take', () => {
	test('stops nothing, whoever wrote it: the people and ties who carry it stand', async () => {
		const { document, author, edit } = await room();
		const faraway = { at: '2026-03-10T16:00:00+23:59', by: author.by };
		const [berit, tie] = await edit((doc) => {
			const [one, other] = ['Berit', 'Arne'].map((name) => createPerson(doc, author, { name }));
			const made = createTie(doc, author, {
				from: String(one),
				to: String(other),
				type: 'family',
				quality: 'ordinary',
				direction: 'both',
				saidBy: 'meeting'
			});
			force(doc, 'people', String(one), 'changed', faraway);
			force(doc, 'people', String(one), 'noteBy', faraway);
			force(doc, 'ties', made, 'changed', faraway);
			return [String(one), made];
		});
		await project(server.sql, document);
		const changed = new Date('2026-03-09T16:01:00Z');
		expect(await rowsOf('people', document)).toContainEqual(
			expect.objectContaining({ entity_id: berit, changed_at: changed })
		);
		expect(await rowsOf('ties', document)).toContainEqual(
			expect.objectContaining({ entity_id: tie, changed_at: changed })
		);
	});
});

describe('the projector', () => {
	const limits = { projectQuietMs: 1, projectAtMostMs: 5, projectCatchUpMs: 3_600_000, stopDrainMs: 5_000 };

	test('catches up after a crash between the commit and the rows', async () => {
		const { document, author, edit } = await room();
		const id = await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
		expect((await numbers(document)).seq, 'nobody has projected').toBeNull();
		const projector = new Projector(server.sql, limits, createLog('silent'));
		projector.start();
		await until(async () => {
			const { seq, head } = await numbers(document);
			return seq === head;
		}, 'the rows stand for the head of the log');
		expect(await nameOf(document, id)).toBe('Berit');
		await projector.stop();
	});

	test('catches up with every document that lags, and one that cannot be projected stops no other', async () => {
		const rooms = [await room(), await room()];
		for (const { edit, author } of rooms) await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
		const projector = new Projector(server.sql, limits, createLog('silent'));
		const [broken, sound] = rooms;
		if (!broken || !sound) throw new Error('there are two rooms');
		await server.owner`
			alter table people add constraint broken check (document_id <> ${server.owner.unsafe(`'${broken.document}'`)}) not valid`;
		await projector.catchUp();
		expect((await numbers(broken.document)).seq).toBeNull();
		expect((await numbers(sound.document)).seq).toBe((await numbers(sound.document)).head);
		await server.owner`alter table people drop constraint broken`;
		await projector.catchUp();
		expect((await numbers(broken.document)).seq).toBe((await numbers(broken.document)).head);
		await projector.stop();
	});

	test('stops in time where somebody holds what it writes; another process, or the next start, does the rest', async () => {
		const { document, author, edit } = await room();
		const held = await server.sql.reserve();
		await held`begin`;
		await held`insert into projections (document_id, seq, schema) values (${document}, -1, 0) on conflict do nothing`;
		const berit = await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
		const hurried = new Projector(server.sql, { ...limits, stopDrainMs: 1 }, createLog('silent'));
		hurried.hear(document, 0);
		await hurried.stop();
		expect(await nameOf(document, berit)).toBeNull();
		await held`commit`;
		held.release();
		expect(await project(server.sql, document)).toBe((await numbers(document)).head);
		expect(await nameOf(document, berit)).toBe('Berit');
	});

	test('projects what it hears of, and what still waits when it is stopped', async () => {
		const { document, author, edit } = await room();
		const projector = new Projector(server.sql, limits, createLog('silent'));
		const end = server.live.onCommit((id, seq) => projector.hear(id, seq));
		const berit = await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
		await until(async () => (await nameOf(document, berit)) === 'Berit');
		end();
		await projector.stop();

		const patient = new Projector(
			server.sql,
			{ ...limits, projectQuietMs: 3_600_000, projectAtMostMs: 3_600_000 },
			createLog('silent')
		);
		const solveig = await edit((doc) => createPerson(doc, author, { name: 'Solveig' }));
		patient.hear(document, 0);
		expect(await nameOf(document, solveig)).toBeNull();
		await patient.stop();
		expect(await nameOf(document, solveig)).toBe('Solveig');
	});
});

function paragraph(text: string): Y.XmlElement {
	const element = new Y.XmlElement('paragraph');
	element.insert(0, [new Y.XmlText(text)]);
	return element;
}
