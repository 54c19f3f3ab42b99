// The built server on a database that was filled before it started, and everybody's way to ask it.
import { startLandsby, type Landsby } from '../support/landsby.ts';
import { openServer, type TestServer } from '../support/openServer.ts';
import { canaryRoom, type CanaryRoom, type Who } from './canaryRoom.ts';

export interface Asked {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | URLSearchParams;
}

export interface Swept {
	/** For looking into its database. */
	readonly base: TestServer;
	readonly made: CanaryRoom;
	readonly landsby: Landsby;
	/** Asks as somebody; redirects are told, not followed. */
	ask(who: Who, address: string, init?: Asked): Promise<Response>;
	/** Sends a form as a page of this installation would. */
	post(who: Who, address: string, form: Readonly<Record<string, string>>): Promise<Response>;
	close(): Promise<void>;
}

/** Starts everything. */
export async function openSwept(): Promise<Swept> {
	const base = await openServer();
	const made = await canaryRoom(base);
	const limits = { upgradesPerMinute: 10_000, socketsPerAddress: 1_000, socketsPerRoom: 1_000 };
	const landsby = await startLandsby({
		DATABASE_URL: base.databaseUrl,
		LANDSBY_SECRET: base.config.secret,
		LANDSBY_DEMO: 'off',
		LOG_LEVEL: 'trace',
		LANDSBY_LIMITS: JSON.stringify(limits)
	});
	const ask: Swept['ask'] = (who, address, init = {}) =>
		fetch(landsby.origin + address, {
			redirect: 'manual',
			...init,
			headers: {
				Cookie: made.cookies[who],
				Accept: 'text/html',
				'Accept-Language': 'nb',
				...init.headers
			}
		});
	return {
		base,
		made,
		landsby,
		ask,
		post: (who, address, form) =>
			ask(who, address, {
				method: 'POST',
				headers: { Origin: landsby.origin },
				body: new URLSearchParams(form)
			}),
		close: async () => {
			await landsby.close();
			await base.close();
		}
	};
}
