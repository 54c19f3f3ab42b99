// Step 4 of the road, its door: from an HTTP upgrade to a connection. Everything is settled before the first
// message is read: where the request comes from, whose session it is, which document, whether it is theirs.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE } from '#lib/room/protocol.ts';
import { mayReadDocument } from '#lib/room/rights.ts';
import { parseDocumentName, type DocumentName } from '#lib/room/spaces.ts';
import * as participants from '../access/participants.ts';
import * as sessions from '../access/sessions.ts';
import { isLoopback, type Config } from '../config.ts';
import type { Database } from '../db/postgres.ts';
import type { Log } from '../log.ts';
import { Connection } from './connection.ts';
import type { LiveRooms } from './rooms.ts';

const path = '/ws/';
const closeGraceMs = 3_000;

/** The library closes with 1009, after which a stock client would send the same again for ever. */
class Socket extends WebSocket {
	override close(code?: number, data?: string | Buffer): void {
		super.close(code === 1009 ? CLOSE.tooLarge : code, data);
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
	const sockets = new WebSocketServer({
		noServer: true,
		WebSocket: Socket,
		maxPayload: door.config.limits.firstFrameBytesStaff,
		maxFragments: door.config.limits.fragments,
		perMessageDeflate: false,
		// Who does not answer our close is cut off; the library would wait for half a minute.
		closeTimeout: closeGraceMs,
		clientTracking: true
	});
	const addresses = new AddressCount(door.config);
	const listener = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		if (!request.url?.startsWith(path)) return;
		socket.on('error', () => socket.destroy());
		const refused = refusal(request, door, addresses);
		if (refused !== null) return refuse(socket, refused, door.headers);
		const name = parseDocumentName(request.url.slice(path.length));
		if (!name) return refuse(socket, 404, door.headers);
		admit(request, name, door).then(
			(admission) =>
				sockets.handleUpgrade(request, socket, head, (webSocket) => {
					// Before anything else: an error without a listener would end the process, and whoever was
					// just refused may still send a frame that is none. The library closes by itself.
					webSocket.on('error', () => undefined);
					addresses.opened(request, webSocket);
					open(webSocket, admission, name, door);
				}),
			(error: unknown) => {
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

/** What can be said before anything is looked up: an HTTP status, or null. */
function refusal(request: IncomingMessage, door: Door, addresses: AddressCount): number | null {
	if (!comesFromUs(request, door.config)) return 403;
	if (!/(?:^|;\s*)session=/.test(request.headers.cookie ?? '')) return 401;
	return addresses.mayOpen(request) ? null : 429;
}

type Admission =
	| { close: number }
	| {
			session: sessions.Session;
			standing: participants.ParticipantStanding;
			document: NonNullable<Awaited<ReturnType<LiveRooms['openByName']>>>;
	  };

/**
 * Who is it, and may they open this document? A reason that a page must be able to show comes as the code of a
 * close: the status of a refused upgrade is hidden from scripts.
 */
async function admit(
	request: IncomingMessage,
	name: DocumentName,
	{ database, live, config }: Door
): Promise<Admission> {
	const session = await sessions.fromCookie(database.sql, request.headers.cookie, new Date());
	if (!session) return { close: CLOSE.sessionEnded };
	const standing = await participants.standing(database.sql, session.user.id, name.room);
	if (standing?.state !== 'admitted') {
		const was = await participants.wasRemoved(database.sql, session.user.id, name.room);
		return { close: was ? CLOSE.notYours : CLOSE.notFound };
	}
	if (!mayReadDocument(standing, name.space))
		// Whether somebody has a letterbox is nobody's to know.
		return { close: name.space === 'letter' ? CLOSE.notFound : CLOSE.notYours };
	const document = await live.openByName(name);
	if (!document) return { close: CLOSE.notFound };
	if (live.connectionsOfSession(session.idHash) >= config.limits.socketsPerSession)
		return { close: CLOSE.tooMany };
	return { session, standing, document };
}

function open(socket: WebSocket, admission: Admission, name: DocumentName, door: Door): void {
	// Told and closed: no other byte leaves (T2).
	if ('close' in admission) return socket.close(admission.close);
	const { session, standing, document } = admission;
	const { sql } = door.database;
	const authority = {
		standing: async (active: boolean) => {
			const now = new Date();
			const stands = active
				? await sessions.touch(sql, session.idHash, now)
				: (await sessions.stillStanding(sql, [session.idHash], now)).has(session.idHash);
			if (!stands) return 'ended' as const;
			return participants.standing(sql, session.user.id, name.room);
		}
	};
	const connection = new Connection(
		socket,
		document,
		{
			session: session.idHash,
			isStaff: session.user.kind === 'staff' || standing.role === 'child',
			standing
		},
		authority,
		door.config.limits,
		door.log,
		() => door.live.remove(connection)
	);
	// It may have been thrown away while the handshake went on.
	if (document.dead) return socket.close(CLOSE.restart);
	door.live.add(connection);
	connection.open();
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
	socket.end(
		`HTTP/1.1 ${status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
	);
}

/** How many sockets an address has open, and how many it has asked for in the last minute. */
class AddressCount {
	readonly #config: Config;
	readonly #open = new Map<string, number>();
	readonly #asked = new Map<string, { count: number; since: number }>();

	constructor(config: Config) {
		this.#config = config;
	}

	mayOpen(request: IncomingMessage): boolean {
		const { limits } = this.#config;
		const address = this.#address(request);
		const now = Date.now();
		const asked = this.#asked.get(address);
		const current = asked && now - asked.since < 60_000 ? asked : { count: 0, since: now };
		current.count += 1;
		this.#asked.set(address, current);
		if (this.#asked.size > 10_000) this.#asked.clear();
		const inAll = [...this.#open.values()].reduce((sum, count) => sum + count, 0);
		return (
			current.count <= limits.upgradesPerMinute &&
			(this.#open.get(address) ?? 0) < limits.socketsPerAddress &&
			inAll < limits.socketsPerProcess
		);
	}

	opened(request: IncomingMessage, socket: WebSocket): void {
		const address = this.#address(request);
		this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
		socket.once('close', () => {
			const left = (this.#open.get(address) ?? 1) - 1;
			if (left === 0) this.#open.delete(address);
			else this.#open.set(address, left);
		});
	}

	/** The address behind a reverse proxy is believed only where the operator named the proxy. */
	#address(request: IncomingMessage): string {
		const direct = request.socket.remoteAddress ?? '';
		const proxy = this.#config.trustedProxy;
		if (proxy === null || direct.replace(/^::ffff:/, '') !== proxy) return direct;
		return (
			String(request.headers['x-forwarded-for'] ?? direct)
				.split(',')
				.at(-1)
				?.trim() ?? direct
		);
	}
}
