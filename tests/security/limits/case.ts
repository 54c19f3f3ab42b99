// What a case of a limit is: at the bound it is taken, one past it refused, and the person has words for it.
import type { accessLimits, standardLimits } from '../../../server/limits.ts';
import { openServer, type TestServer } from '../../support/openServer.ts';

export type LimitName = keyof typeof standardLimits | keyof typeof accessLimits;

export interface Case {
	readonly limit: LimitName;
	/** Keys of the words that somebody reads past it; none where only a program would hear them. */
	readonly words: readonly string[];
	/** What comes of it at the bound: `taken`. */
	readonly at: () => Promise<unknown>;
	/** What comes of it past the bound: `refused`. */
	readonly past: () => Promise<unknown>;
	/** The reason, the code of the close, or the status that is told. */
	readonly refused: unknown;
}

/** A limit that needs a slow page, a clock that runs or a browser: another test shows it. */
export interface Neighbour {
	readonly limit: LimitName;
	readonly words: readonly string[];
	readonly file: string;
	/** The title of the test, or how it begins. */
	readonly title: string;
}

/** Runs something on a server with bounds of its own. */
export async function on<T>(
	limits: Readonly<Partial<Record<keyof typeof standardLimits, number>>>,
	run: (server: TestServer) => Promise<T>,
	clock?: () => number
): Promise<T> {
	const server = await openServer({ LANDSBY_LIMITS: JSON.stringify(limits) }, clock);
	try {
		return await run(server);
	} finally {
		await server.close();
	}
}

const servers = new Map<string, Promise<TestServer>>();

/** The same on a server that others with the same bounds use, too, each in rooms of their own. */
export async function beside<T>(
	limits: Parameters<typeof on>[0],
	run: (server: TestServer) => Promise<T>
): Promise<T> {
	const env = { LANDSBY_LIMITS: JSON.stringify({ upgradesPerMinute: 10_000, ...limits }) };
	const server = servers.get(env.LANDSBY_LIMITS) ?? openServer(env);
	servers.set(env.LANDSBY_LIMITS, server);
	return run(await server);
}

/** When all cases have been shown. */
export async function closeServers(): Promise<void> {
	for (const server of servers.values()) await (await server).close();
}

/** The code of the AppError or database error that something ends in, or `taken`. */
export async function codeOf(tried: Promise<unknown>): Promise<string> {
	return tried.then(
		() => 'taken',
		(error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error))
	);
}
