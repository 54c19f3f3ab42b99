// A real server with sockets on a free port, a fresh database, rooms and sessions: closes itself.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '#lib/room/ids.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as participants from '../../server/access/participants.ts';
import * as sessions from '../../server/access/sessions.ts';
import type { Config } from '../../server/config.ts';
import { createLog } from '../../server/log.ts';
import { createRoom, type MadeRoom } from '../../server/sync/createRoom.ts';
import { Relay } from '../../server/sync/relay.ts';
import { LiveRooms } from '../../server/sync/rooms.ts';
import { attachRooms } from '../../server/sync/upgrade.ts';
import { freshDatabase, sameDatabase, type TestDatabase } from './database.ts';

export interface TestServer extends TestDatabase {
	readonly live: LiveRooms;
	readonly relay: Relay | null;
	readonly origin: string;
	/** `ws://host:port/ws` */
	readonly ws: string;
	/** A room with its caseworker, and the caseworker's cookie. */
	room(child?: string): Promise<MadeRoom & { cookie: string; user: string }>;
	/** Lets a guest into a room. */
	guest(
		room: string,
		role: Role,
		more?: { name?: string; carer?: boolean; hidden?: boolean }
	): Promise<{ participant: string; user: string; cookie: string; idHash: string }>;
	/** A session of a user who is in no room. */
	stranger(): Promise<string>;
	/** Id of the row of a document. */
	documentId(room: string, space?: string): Promise<string>;
	close(): Promise<void>;
}

/**
 * @param env settings of the installation, such as LANDSBY_LIMITS and REDIS_URL
 * @param clock by which judging is timed
 * @param beside another process of the same installation: on its database, with a pool of its own
 */
export async function openServer(
	env: Readonly<Record<string, string>> = {},
	clock?: () => number,
	beside?: TestServer
): Promise<TestServer> {
	const db = await (beside ? sameDatabase(beside, env) : freshDatabase(env));
	const log = createLog('silent');
	const { redisUrl, secret } = db.config;
	const relay = redisUrl === null ? null : new Relay(redisUrl, secret, log);
	const live = new LiveRooms(db.database, db.config.limits, log, relay, clock);
	await live.start();
	const http = createServer((_request, response) => response.writeHead(404).end());
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const { port } = addressOf(http);
	const origin = `http://localhost:${port}`;
	const config: Config = { ...db.config, origin, port };
	const detach = attachRooms(http, {
		config,
		database: db.database,
		live,
		log,
		headers: { 'X-Frame-Options': 'DENY' }
	});

	async function addUser(
		kind: 'staff' | 'guest',
		name: string
	): Promise<{ user: string; cookie: string; idHash: string }> {
		const user = newId();
		await db.sql`
			insert into users (id, kind, office, name, email, made_at)
			values (${user}, ${kind}, ${kind === 'staff' ? 'staff' : null}, ${name},
				${kind === 'staff' ? `${user}@landsby.example` : null}, now())`;
		const { id, idHash } = await sessions.start(db.sql, user, new Date());
		return { user, cookie: `${sessions.sessionCookie}=${id}`, idHash };
	}

	return {
		...db,
		config,
		live,
		relay,
		origin,
		ws: `ws://127.0.0.1:${port}/ws`,
		room: async (child = 'Ylva') => {
			const { user, cookie } = await addUser('staff', 'Kari Nygård');
			const made = await createRoom(db.sql, {
				child: { name: child },
				by: { user, name: 'Kari Nygård' },
				now: new Date()
			});
			return { ...made, cookie, user };
		},
		guest: async (room, role, more = {}) => {
			const { user, cookie, idHash } = await addUser('guest', more.name ?? role);
			const participant = newId();
			await participants.add(
				db.sql,
				{
					id: participant,
					room,
					user,
					person: null,
					name: more.name ?? role,
					role,
					carer: more.carer ?? false,
					hidden: more.hidden ?? false,
					state: 'admitted',
					madeBy: null,
					own: []
				},
				new Date()
			);
			return { participant, user, cookie, idHash };
		},
		stranger: async () => (await addUser('guest', 'Somebody')).cookie,
		documentId: async (room, space = 'room') => {
			const [row] = await db.sql<{ id: string }[]>`
				select id from documents where room_id = ${room} and space = ${space}`;
			if (!row) throw new Error(`no document ${space}`);
			return row.id;
		},
		close: async () => {
			await live.close();
			detach();
			http.closeAllConnections();
			await new Promise((resolve) => http.close(resolve));
			relay?.close();
			await db.drop();
		}
	};
}

function addressOf(server: Server): AddressInfo {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address;
}
