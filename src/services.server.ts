/**
 * The running server, as main.ts left it for the pages. Only its type is imported: a value import would put a
 * second copy of its pools and timers into the build.
 */
import type { Services } from '../server/services.ts';

const place: unique symbol = Symbol.for('landsby.services');

/** @throws when the server has not put its services there, which only a wrong start can cause */
export function services(): Services {
	const found = (globalThis as { [place]?: Services })[place];
	if (!found) throw new Error('the services of the server are missing: start it by npm start or npm run dev');
	return found;
}
