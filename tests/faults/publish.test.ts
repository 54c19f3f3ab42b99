import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMeeting } from '#lib/meetings/document.ts';
import { newId } from '#lib/room/ids.ts';
import * as audit from '../../server/access/audit.ts';
import * as participants from '../../server/access/participants.ts';
import { publish, type Closing } from '../../server/plan/publish.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { isLong, tell } from './household.ts';
import { told } from './statements.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

/** A room with a meeting that can be closed. */
async function meeting() {
	const { roomId, participantId } = await server.room();
	const author = { by: participantId, at: new Date().toISOString() };
	const id = await server.live.edit(await server.documentId(roomId), participantId, (doc) =>
		createMeeting(doc, author, { type: 'networkMeeting', title: 'Spring', starts: author.at })
	);
	const closing: Closing = {
		meeting: id,
		requestId: newId(),
		tookPart: { [participantId]: 'met' },
		childHeard: 'Ylva was there and spoke first.',
		reviewBy: null
	};
	const by = await participants.byId(server.sql, participantId);
	if (!by) throw new Error('no caseworker');
	return { room: roomId, by, closing };
}

/** What stands of a room's versions, in every table that a version has. */
async function standing(room: string) {
	const [row] = await server.sql<{ versions: number; parts: number; meetings: number; recorded: number }[]>`
		select (select count(*)::int from versions where room_id = ${room}) as versions,
			(select count(*)::int from version_parts p join versions v on v.id = p.version_id where v.room_id = ${room}) as parts,
			(select count(*)::int from meetings where room_id = ${room} and version_id is not null) as meetings,
			(select count(*)::int from audit where chain = ${room} and action = 'publish') as recorded`;
	return row;
}

const none = { versions: 0, parts: 0, meetings: 0, recorded: 0 };
const one = { versions: 1, parts: 2, meetings: 1, recorded: 1 };

/** A process that publishes dies before its statement of this number, or after its commit where there is none. */
async function dieAt(statement: number, by: string, closing: Closing): Promise<void> {
	const child = spawn(
		process.execPath,
		[join(import.meta.dirname, 'publishAndStop.ts'), by, JSON.stringify(closing), String(statement)],
		{ env: { ...process.env, DATABASE_URL: server.databaseUrl }, stdio: ['ignore', 'pipe', 'inherit'] }
	);
	const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
	await new Promise<void>((resolve, reject) => {
		child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('stands') && resolve());
		child.once('exit', () => reject(new Error('it ended by itself')));
	});
	child.kill('SIGKILL');
	expect(await ended).toBe('SIGKILL');
}

test(
	'[F1] a publication that dies at any step is none, or is whole; asked for again it is one',
	{ timeout: 300_000 },
	async () => {
		let statements = 0;
		const first = await meeting();
		await publish(
			told(server.sql, (statement) => {
				statements = statement;
			}),
			first.by,
			first.closing,
			new Date()
		);
		expect(await standing(first.room)).toEqual(one);
		expect(statements).toBeGreaterThan(10);

		// A fault at each statement, and the death of the whole process at some of them; at all in the long run.
		for (let statement = 1; statement <= statements; statement += 1) {
			const { room, by, closing } = await meeting();
			const failing = told(server.sql, (at) => {
				if (at === statement) throw new Error('ended here');
			});
			await expect(publish(failing, by, closing, new Date())).rejects.toThrow('ended here');
			expect(await standing(room)).toEqual(none);
		}
		const deadly = Array.from({ length: statements + 1 }, (_, index) => index + 1);
		const chosen = isLong
			? deadly
			: deadly.filter((at) => [2, Math.round(statements / 2), statements, statements + 1].includes(at));
		for (const statement of chosen) {
			const { room, by, closing } = await meeting();
			await dieAt(statement, by.participant, closing);
			// Its locks go with its connection.
			await server.owner`select 1 from documents where room_id = ${room} for update`;
			expect(await standing(room), `before statement ${statement}`).toEqual(
				statement > statements ? one : none
			);
			const again = await publish(server.sql, by, closing, new Date());
			expect(again.number).toBe(1);
			expect(await standing(room)).toEqual(one);
		}
		expect((await audit.verify(server.sql)).broken).toBe(null);
		tell(
			'F1',
			`a publication ended at each of ${statements} statements, and killed at ${chosen.length}: none or whole each time`
		);
	}
);
