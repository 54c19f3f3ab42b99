// Many ask at once for rows that are behind: as many as there are connections to the database, and more.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoom } from '../../server/plan/projector.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

test('twelve rooms that are asked for at once are all brought up to date, and the database answers others meanwhile', async () => {
	const rooms = await Promise.all(Array.from({ length: 12 }, () => server.room()));
	const all = Promise.all(rooms.map(({ roomId }) => projectRoom(server.sql, roomId)));
	const [row] = await server.sql<{ one: number }[]>`select 1 as one`;
	expect(row).toEqual({ one: 1 });
	await all;
	const [behind] = await server.sql<{ count: number }[]>`
		select count(*)::int as count from documents d left join projections p on p.document_id = d.id
		where d.room_id = any(${rooms.map(({ roomId }) => roomId)}::uuid[])
			and (p.seq is null or p.seq < d.head_seq)`;
	expect(behind).toEqual({ count: 0 });
});
