// What the pages of the plan answer when something stored is not what it was: their own loads and actions, asked on
// a real database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMeeting } from '#lib/meetings/document.ts';
import { newId } from '#lib/room/ids.ts';
import { load as planPage } from '../../src/routes/rooms/[room]/plan/[version]/+page.server.ts';
import { load as diffPage } from '../../src/routes/rooms/[room]/plan/[version]/diff/+page.server.ts';
import { GET as planJson } from '../../src/routes/rooms/[room]/plan/[version].json/+server.ts';
import { actions as closing } from '../../src/routes/rooms/[room]/meetings/[meeting]/close/+page.server.ts';
import * as participants from '../../server/access/participants.ts';
import * as plan from '../../server/plan/plan.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const now = new Date('2026-03-10T18:00:00.000Z');

/** A room with a meeting, and what a route is given when its caseworker asks. */
async function room() {
	const { roomId, user, participantId } = await server.room();
	const document = await server.documentId(roomId);
	const author = { by: participantId, at: now.toISOString() };
	const meeting = await server.live.edit(document, participantId, (doc) =>
		createMeeting(doc, author, { type: 'networkMeeting', title: 'Spring', starts: now.toISOString() })
	);
	const kari = await participants.standing(server.sql, user, roomId);
	if (!kari) throw new Error('not in this room');
	const ask = (params: Record<string, string>, form: Record<string, string> = {}) => {
		const body = new FormData();
		for (const [name, value] of Object.entries(form)) body.set(name, value);
		const url = new URL(`https://landsby.example/rooms/${roomId}`);
		return {
			params: { room: roomId, ...params },
			url,
			request: new Request(url, { method: 'POST', body }),
			locals: { session: { user: { id: user } }, services: { plan, participants, sql: server.sql } }
		} as never; // the little of a request that these routes ask for
	};
	const close = { meeting, requestId: newId(), tookPart: {}, childHeard: 'She spoke first.', reviewBy: null };
	return { roomId, document, meeting, ask, publish: () => plan.publish(server.sql, kari, close, now) };
}

/** Writes over a version's row, which only the owner of the database can. */
async function tear(table: 'versions' | 'version_parts', version: string): Promise<void> {
	const [column, key] = table === 'versions' ? ['header', 'id'] : ['content', 'version_id'];
	await server.owner.begin(async (tx) => {
		await tx`alter table ${tx(table)} disable trigger user`;
		await tx`update ${tx(table)} set ${tx(column)} = '{"torn' where ${tx(key)} = ${version}`;
		await tx`alter table ${tx(table)} enable trigger user`;
	});
}

describe('a version that is no JSON any more', () => {
	test.each(['versions', 'version_parts'] as const)(
		'opens as a page that says it is not what was published (%s)',
		async (table) => {
			const { ask, publish } = await room();
			await tear(table, (await publish()).id);
			await expect(Promise.resolve(planPage(ask({ version: '1' })))).resolves.toMatchObject({
				version: { intact: false, room: null },
				changes: [],
				mayAnswer: false
			});
		}
	);

	test('is not compared with another: its own page is shown instead', async () => {
		const { roomId, ask, publish } = await room();
		await tear('version_parts', (await publish()).id);
		await expect(Promise.resolve(diffPage(ask({ version: '1' })))).rejects.toMatchObject({
			status: 303,
			location: `/rooms/${roomId}/plan/1`
		});
	});

	test('is given to machines as the very text that stands there, in JSON that can be read', async () => {
		const { ask, publish } = await room();
		await tear('versions', (await publish()).id);
		const answer = await planJson(ask({ version: '1' }));
		expect(answer.status).toBe(200);
		await expect(answer.json()).resolves.toMatchObject({ header: '{"torn', parts: { room: { schema: 1 } } });
	});
});

test('closing a meeting of which something cannot be read keeps what was typed, and says why', async () => {
	const { roomId, document, meeting, ask } = await room();
	await server.owner`update updates set data = ${Buffer.from('no update')} where document_id = ${document} and seq = 2`;
	const typed = { childHeard: 'She spoke first.', reviewBy: '', requestId: newId() };
	const answer = await closing['default']?.(ask({ meeting }, typed));
	expect(answer).toMatchObject({ status: 503, data: { cannotBeRead: true, typed } });
	expect(await plan.versionsOf(server.sql, roomId)).toEqual([]);
});
