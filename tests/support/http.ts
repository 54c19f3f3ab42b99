import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Departure } from '../../server/http/departure.ts';
import { createHttp, listen, type PageHandler } from '../../server/http/server.ts';
import { createLog } from '../../server/log.ts';
import { LiveRooms } from '../../server/sync/rooms.ts';
import type { TestDatabase } from './database.ts';

/**
 * The product's HTTP server on a free port, with pages that a test makes.
 * @param departure how it goes, where that is what is tried
 */
export async function openHttp(
	db: TestDatabase,
	pages: PageHandler,
	departure = new Departure()
): Promise<{ server: Server; port: number; origin: string; close: () => void }> {
	const config = { ...db.config, port: 0, origin: 'http://localhost:1' };
	const log = createLog('silent');
	const live = new LiveRooms(db.database, config.limits, log);
	const server = createHttp({
		config,
		database: db.database,
		live,
		relay: null,
		log,
		pages,
		departure
	});
	await listen(server, config);
	const { port } = server.address() as AddressInfo; // it listens on a port
	config.origin = `http://localhost:${port}`;
	return {
		server,
		port,
		origin: config.origin,
		close: () => {
			server.closeAllConnections();
			server.close();
		}
	};
}
