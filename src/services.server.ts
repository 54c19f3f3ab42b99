/**
 * The running server, as main.ts left it for the pages. Only its type is imported: a value import would put a
 * second copy of its pools and timers into the build.
 */
import type { Services } from '../server/services.ts';

const place: unique symbol = Symbol.for('landsby.services');

/** @returns null where the built pages run by themselves, without the server, as they are looked at without a database */
export function servicesIfThere(): Services | null {
	return (globalThis as { [place]?: Services })[place] ?? null;
}

/** @throws when the server has not put its services there, which only a wrong start can cause */
export function services(): Services {
	const found = servicesIfThere();
	if (!found) throw new Error('the services of the server are missing: start it by npm start or npm run dev');
	return found;
}
