// Step 4 of the road, its door: from an HTTP upgrade to a connection. Everything is settled before the first
// message is read: where the request comes from, whose session it is, which document, whether it is theirs.
// Until then the socket is not read at all; what somebody sends early waits in it, and is bounded by it (T2).
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { ISql } from 'postgres';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE } from '#lib/room/protocol.ts';
import { mayReadDocument } from '#lib/room/rights.ts';
import { parseDocumentName, type DocumentName } from '#lib/room/spaces.ts';
import * as participants from '../access/participants.ts';
import type { ParticipantStanding } from '../access/participants.ts';
import * as screens from '../access/screens.ts';
import * as sessions from '../access/sessions.ts';
import { isLoopback, type Config } from '../config.ts';
import type { Database } from '../db/postgres.ts';
import type { Log } from '../log.ts';
import { AddressCount } from './addresses.ts';
import { Connection, type Person } from './connection.ts';
import { findDocument } from './load.ts';
import type { OpenDocument } from './openDocument.ts';
import type { LiveRooms } from './rooms.ts';

const path = '/ws/';

/**
 * The library has codes of its own for what no honest page sends. A stock client would come back on them and
 * send the same again, for ever.
 */
const ourCodes: Readonly<Record<number, number>> = {
	1002: CLOSE.malformed,
	1007: CLOSE.malformed,
	1008: CLOSE.tooLarge,
	1009: CLOSE.tooLarge
};

class Socket extends WebSocket {
	override close(code?: number, data?: string | Buffer): void {
		super.close(code === undefined ? code : (ourCodes[code] ?? code), data);
	}
}

interface Door {
	readonly config: Config;
	readonly database: Database;
	readonly live: LiveRooms;
	readonly log: Log;
	/** Headers of every answer, refusals included. */
	readonly headers: Readonly<Record<string, string>>;
}

/**
 * Takes over the upgrades below `/ws/` of an HTTP server; others are left untouched.
 * @returns how to close it
 */
export function attachRooms(http: Server, door: Door): () => void {
	const { limits } = door.config;
	// Named first: the library knows more options than its published types.
	const options = {
		noServer: true,
		WebSocket: Socket,
		maxPayload: limits.firstFrameBytesStaff,
		maxFragments: limits.fragments,
		maxBufferedChunks: limits.chunks,
		perMessageDeflate: false,
		// One message at a time: thousands that have come together must not keep all others waiting until they are done.
		allowSynchronousEvents: false,
		// Who does not answer our close is cut off; the library would wait for half a minute.
		closeTimeout: limits.closeGraceMs,
		clientTracking: false
	};
	const sockets = new WebSocketServer(options);
	const addresses = new AddressCount(door.config);
	const listener = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		if (!request.url?.startsWith(path)) return;
		socket.on('error', destroy);
		const asked = parseAddress(request.url.slice(path.length));
		const status = refusal(request, door) ?? (asked ? null : 404);
		if (status !== null || !asked) return refuse(socket, status ?? 404, door.headers);
		// Before anything is looked up: whoever comes too often costs us nothing.
		const place = addresses.take(request);
		if (!place) return refuse(socket, 429, door.headers);
		socket.once('close', place.leave);
		const late = wait(limits.authoriseMs, null, { ref: false }).then(() => {
			throw new Error('the database does not answer');
		});
		Promise.race([admit(request, asked.name, door), late]).then(
			(admission) => {
				place.settle('close' in admission ? 'unknown' : 'known');
				if (socket.destroyed) return;
				sockets.handleUpgrade(request, socket, head, (webSocket) => {
					webSocket.on('error', leaveToLibrary);
					open(webSocket, admission, asked.epoch, door);
				});
			},
			(error: unknown) => {
				place.settle('unanswered');
				door.log.error({ event: 'upgrade.failed', err: error });
				refuse(socket, 503, door.headers);
			}
		);
	};
	http.on('upgrade', listener);
	return () => {
		http.off('upgrade', listener);
		sockets.close();
	};
}

// Listeners of a socket stay as long as it does. These hold nothing; one that is written where the request is known
// would keep it, headers and all, for as long as somebody has a page open.

function destroy(this: Duplex): void {
	this.destroy();
}

/**
 * An error without a listener would end the process, and whoever was just refused may still send a frame that is none.
 * The library closes by itself.
 */
function leaveToLibrary(): void {
	// Nothing is left to do.
}

/**
 * What is asked for: a document, and of which epoch the page holds a copy (`?epoch=3`); null where it holds none.
 * @returns null where it is no such address; there is one spelling of each
 */
function parseAddress(text: string): { name: DocumentName; epoch: number | null } | null {
	const [, named = '', epoch] = /^([^?]*)(?:\?epoch=(\d{1,9}))?$/.exec(text) ?? [];
	const name = parseDocumentName(named);
	return name && { name, epoch: epoch === undefined ? null : Number(epoch) };
}

/** What can be said before anything is looked up: an HTTP status, or null. */
function refusal(request: IncomingMessage, { config }: Door): number | null {
	if (!comesFromUs(request, config)) return 403;
	const hasSession = (request.headers.cookie ?? '').split(';').some((pair) => {
		const [name] = pair.split('=');
		return name?.trim() === sessions.sessionCookie;
	});
	return hasSession ? null : 401;
}

type Admission =
	| { readonly close: number }
	| { readonly person: Omit<Person, 'holdsCopy'>; readonly document: OpenDocument };

/**
 * Who is it, and may they open this document? A reason that a page must be able to show comes as the code of a
 * close: the status of a refused upgrade is hidden from scripts.
 */
async function admit(
	request: IncomingMessage,
	name: DocumentName,
	{ database: { sql }, live }: Door
): Promise<Admission> {
	// Asked at once: whoever comes waits for the database, and most have the right to what they ask for.
	const [{ session, standing }, id] = await Promise.all([
		whoAsks(sql, request, name.room),
		live.idOfOpen(name) ?? findDocument(sql, name)
	]);
	if (!session) return { close: CLOSE.sessionEnded };
	if (standing?.state !== 'admitted') {
		const was = await participants.wasRemoved(sql, session.user.id, name.room);
		return { close: was ? CLOSE.notYours : CLOSE.notFound };
	}
	if (!mayReadDocument(standing, name.space, name.participant === standing.participant))
		// Whether somebody has a letterbox is nobody's to know.
		return { close: name.space === 'letter' ? CLOSE.notFound : CLOSE.notYours };
	const document = id && (await live.open(id, name));
	if (!document) return { close: CLOSE.notFound };
	const isStaff = session.user.kind === 'staff' || standing.role === 'child';
	return { person: { session: session.idHash, user: session.user.id, isStaff, standing }, document };
}

/** Whose session a request carries, and their place in a room: null where there is none. */
async function whoAsks(
	sql: ISql,
	request: IncomingMessage,
	room: string
): Promise<{ session: sessions.Session | null; standing: ParticipantStanding | null }> {
	const { cookie } = request.headers;
	const idHash = sessions.hashInCookie(cookie);
	if (idHash === null) return { session: null, standing: null };
	const [session, standing] = await Promise.all([
		sessions.fromCookie(sql, cookie, new Date()),
		participants.standingOfSession(sql, idHash, room)
	]);
	if (!session) return { session, standing: null };
	if (session.screenOf === null) return { session, standing };
	return { session, standing: await screens.standing(sql, session.user.id, room) };
}

function open(
	socket: WebSocket,
	admission: Admission,
	epoch: number | null,
	{ live, config, log }: Door
): void {
	// Told and closed: no other byte leaves (T2).
	if ('close' in admission) return socket.close(admission.close);
	const { person, document } = admission;
	// It may have been unloaded while the handshake went on.
	if (document.closed) return socket.close(CLOSE.restart);
	// Its copy is of before a restore: nothing of it is asked for, and nothing is merged into it.
	if (epoch !== null && epoch !== document.edition.epoch) return socket.close(CLOSE.outdated);
	if (!live.hasPlace(person.session, document)) return socket.close(CLOSE.tooMany);
	const connection = new Connection(
		socket,
		document,
		{ ...person, holdsCopy: epoch !== null },
		live,
		config.limits,
		log
	);
	live.add(connection);
	connection.open();
	live.lookAgain(connection).catch(() => connection.restart());
}

/** A browser says which page asks; only ours may. No Origin is no browser: then the cookie decides. */
function comesFromUs(request: IncomingMessage, { origin }: Config): boolean {
	const from = request.headers.origin;
	if (from === undefined) return true;
	if (from === origin) return true;
	if (!isLoopback(origin) || !URL.canParse(from)) return false;
	const [theirs, ours] = [new URL(from), new URL(origin)];
	return (
		isLoopback(from) &&
		theirs.origin === from &&
		theirs.protocol === ours.protocol &&
		theirs.port === ours.port
	);
}

function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>>): void {
	const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' });
	// Whoever keeps their own side open would else hold a descriptor for as long as they like.
	socket.once('finish', () => socket.destroy());
	socket.end(
		`HTTP/1.1 ${status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
	);
}
