/**
 * The services as the command line uses them: no socket, no projector that waits. What it writes to a document is
 * projected at once, and a server that runs beside it is told that its copy lags behind the log.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type * as Y from 'yjs';
import * as audit from '../access/audit.ts';
import * as corner from '../access/corner.ts';
import * as invitations from '../access/invitations.ts';
import * as inviting from '../access/inviting.ts';
import * as joinCookies from '../access/joinCookies.ts';
import * as joining from '../access/joining.ts';
import * as lobby from '../access/lobby.ts';
import * as locks from '../access/locks.ts';
import * as networkMap from '../access/networkMap.ts';
import * as participants from '../access/participants.ts';
import * as pictures from '../access/pictures.ts';
import * as rooms from '../access/rooms.ts';
import * as screens from '../access/screens.ts';
import * as sessions from '../access/sessions.ts';
import * as siblings from '../access/siblings.ts';
import * as signInLinks from '../access/signInLinks.ts';
import * as signInTries from '../access/signInTries.ts';
import * as takenAlong from '../access/takenAlong.ts';
import * as users from '../access/users.ts';
import { readConfig } from '../config.ts';
import { openDatabase, type Database } from '../db/postgres.ts';
import { createLog } from '../log.ts';
import * as plan from '../plan/plan.ts';
import { project } from '../plan/projector.ts';
import type { Services } from '../services.ts';
import { createRoom, type NewRoom } from '../sync/createRoom.ts';
import { LiveRooms } from '../sync/rooms.ts';

/** Documents as a process beside the server edits them. */
class DocumentsBesideServer extends LiveRooms {
	readonly #sql: Database['sql'];

	constructor(...args: ConstructorParameters<typeof LiveRooms>) {
		super(...args);
		this.#sql = args[0].sql;
	}

	override async edit<T>(id: string, by: string | null, edit: (doc: Y.Doc) => T): Promise<T> {
		const result = await super.edit(id, by, edit);
		await this.#sql`select pg_notify('landsby', ${JSON.stringify({ documentsChanged: [id] })})`;
		await project(this.#sql, id);
		return result;
	}
}

/** Opens on first use and remembers; `close` closes what was opened. */
export function openServices(): { open: () => Promise<Services>; close: () => Promise<void> } {
	let opening: Promise<Services> | null = null;
	return {
		open: () => (opening ??= open()),
		close: async () => {
			// What could not be opened needs no closing; the command has said why.
			const services = await opening?.catch(() => null);
			if (!services) return;
			await services.live.close();
			if (services.database.started) await othersDone(services.sql);
			await services.database.close();
		}
	};
}

/** How long a command that started the embedded database keeps it up for others that joined it. */
const othersMs = 30_000;

/** Where commands run side by side without a server, the one that started the database must not pull it away. */
async function othersDone(sql: Database['sql']): Promise<void> {
	const until = Date.now() + othersMs;
	while (Date.now() < until) {
		const joined = await sql`
			select 1 from pg_stat_activity where application_name = 'landsby-watch' limit 1`.catch(() => []);
		if (joined.length === 0) return;
		await wait(100);
	}
}

async function open(): Promise<Services> {
	const config = readConfig(process.env);
	// Standard output belongs to the answer.
	const log = createLog('silent');
	const database = await openDatabase(config, log);
	return {
		config,
		log,
		database,
		sql: database.sql,
		live: new DocumentsBesideServer(database, config.limits, log),
		createRoom: async (sql, room: NewRoom) => {
			const made = await createRoom(sql, room);
			const documents = await sql<{ id: string }[]>`select id from documents where room_id = ${made.roomId}`;
			for (const { id } of documents) await project(sql, id);
			return made;
		},
		audit,
		corner,
		invitations,
		inviting,
		joinCookies,
		joining,
		lobby,
		locks,
		networkMap,
		participants,
		pictures,
		rooms,
		screens,
		sessions,
		siblings,
		signInLinks,
		signInTries,
		takenAlong,
		users,
		plan
	};
}
