// What main made, as one object for the routes. SvelteKit bundles what routes import, so they take only the
// type from here and the object itself through src/services.server.ts.
import type * as audit from './access/audit.ts';
import type * as corner from './access/corner.ts';
import type * as invitations from './access/invitations.ts';
import type * as inviting from './access/inviting.ts';
import type * as joinCookies from './access/joinCookies.ts';
import type * as joining from './access/joining.ts';
import type * as lobby from './access/lobby.ts';
import type * as locks from './access/locks.ts';
import type * as networkMap from './access/networkMap.ts';
import type * as participants from './access/participants.ts';
import type * as pictures from './access/pictures.ts';
import type * as rooms from './access/rooms.ts';
import type * as screens from './access/screens.ts';
import type * as sessions from './access/sessions.ts';
import type * as siblings from './access/siblings.ts';
import type * as signInLinks from './access/signInLinks.ts';
import type * as signInTries from './access/signInTries.ts';
import type * as takenAlong from './access/takenAlong.ts';
import type * as users from './access/users.ts';
import type { Config } from './config.ts';
import type { Database } from './db/postgres.ts';
import type { Log } from './log.ts';
import type * as plan from './plan/plan.ts';
import type { createRoom } from './sync/createRoom.ts';
import type { LiveRooms } from './sync/rooms.ts';

export interface Services {
	readonly config: Config;
	readonly log: Log;
	readonly database: Database;
	/** The pool of the database. */
	readonly sql: Database['sql'];
	/** Documents that are open now. */
	readonly live: LiveRooms;
	readonly createRoom: typeof createRoom;
	// Stations as they are: routes call `services.audit.write(services.sql, ...)`.
	readonly audit: typeof audit;
	readonly corner: typeof corner;
	readonly invitations: typeof invitations;
	readonly inviting: typeof inviting;
	readonly joinCookies: typeof joinCookies;
	readonly joining: typeof joining;
	readonly lobby: typeof lobby;
	readonly locks: typeof locks;
	readonly networkMap: typeof networkMap;
	readonly participants: typeof participants;
	readonly pictures: typeof pictures;
	readonly rooms: typeof rooms;
	readonly screens: typeof screens;
	readonly sessions: typeof sessions;
	readonly siblings: typeof siblings;
	readonly signInLinks: typeof signInLinks;
	readonly signInTries: typeof signInTries;
	readonly takenAlong: typeof takenAlong;
	readonly users: typeof users;
	readonly plan: typeof plan;
}

const key = Symbol.for('landsby.services');

/** Hands the running services to the pages; null when the server stops. */
export function publishServices(services: Services | null): void {
	Reflect.set(globalThis, key, services);
}
