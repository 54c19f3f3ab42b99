// Everything that runs, made in order and stopped in reverse. Used by main (with built pages) and while developing.
import type { Server } from 'node:http';
import * as audit from './access/audit.ts';
import * as corner from './access/corner.ts';
import { completeDocuments } from './access/documents.ts';
import * as invitations from './access/invitations.ts';
import * as inviting from './access/inviting.ts';
import * as joinCookies from './access/joinCookies.ts';
import * as joining from './access/joining.ts';
import * as lobby from './access/lobby.ts';
import * as locks from './access/locks.ts';
import * as networkMap from './access/networkMap.ts';
import * as participants from './access/participants.ts';
import * as pictures from './access/pictures.ts';
import * as rooms from './access/rooms.ts';
import * as screens from './access/screens.ts';
import * as sessions from './access/sessions.ts';
import * as siblings from './access/siblings.ts';
import * as signInLinks from './access/signInLinks.ts';
import * as signInTries from './access/signInTries.ts';
import * as takenAlong from './access/takenAlong.ts';
import * as users from './access/users.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/postgres.ts';
import { Departure } from './http/departure.ts';
import { securityHeaders } from './http/headers.ts';
import { createHttp, type PageHandler } from './http/server.ts';
import type { Log } from './log.ts';
import * as plan from './plan/plan.ts';
import { Projector } from './plan/projector.ts';
import { publishServices, type Services } from './services.ts';
import { createRoom } from './sync/createRoom.ts';
import { Relay } from './sync/relay.ts';
import { LiveRooms } from './sync/rooms.ts';
import { attachRooms } from './sync/upgrade.ts';

export interface Running {
	readonly services: Services;
	/** To other processes; null where this is the only one. */
	readonly relay: Relay | null;
	/** Takes over the socket upgrades of an HTTP server. */
	attach(http: Server): void;
	/**
	 * Makes the HTTP server with its sockets; it listens when `listen` is called.
	 * @param departure by which it goes; where there is none, it goes at once
	 */
	http(pages: PageHandler, departure?: Departure): Server;
	/**
	 * Lets commits under way finish, closes sockets, projector and database.
	 * @param until by the steady clock: what hangs is not waited for longer, and a second for the database
	 */
	stop(until?: number): Promise<void>;
}

/**
 * Opens the database and starts live documents and projector.
 * @throws AppError with one line for the operator
 */
export async function run(config: Config, log: Log): Promise<Running> {
	const database = await openDatabase(config, log);
	await completeDocuments(database.sql);
	const relay = config.redisUrl === null ? null : new Relay(config.redisUrl, config.secret, log);
	const live = new LiveRooms(database, config.limits, log, relay);
	await live.start();
	const projector = new Projector(database.sql, config.limits, log);
	const stopHearing = live.onCommit((document, seq) => projector.hear(document, seq));
	projector.start();
	const stopForgetting = pictures.keepForgetting(database.sql, config.limits, log);
	const services: Services = {
		config,
		log,
		database,
		sql: database.sql,
		live,
		createRoom,
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
		siblings,
		sessions,
		signInLinks,
		signInTries,
		takenAlong,
		users,
		plan
	};
	publishServices(services);
	let detach = (): void => undefined;
	const attach = (http: Server): void => {
		detach = attachRooms(http, { config, database, live, log, headers: securityHeaders(config) });
	};
	return {
		services,
		relay,
		attach,
		http: (pages, departure = new Departure()) => {
			const http = createHttp({ config, database, live, relay, log, pages, departure });
			attach(http);
			return http;
		},
		stop: async (until = Infinity) => {
			detach();
			await live.close(until);
			stopHearing();
			stopForgetting();
			await projector.stop(until);
			publishServices(null);
			relay?.close();
			await database.close();
		}
	};
}
