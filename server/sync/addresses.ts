// Whom the door lets ask at all, before anything is looked up. Of whoever comes only the address is known, and behind one
// address may be an office of sixty people, or somebody who floods: so what counts by address is who is nobody yet, and
// who was turned away. Whoever is let in counts by their session (decision 29).
import type { IncomingHttpHeaders } from 'node:http';
import { hashInCookie } from '../access/sessions.ts';
import { steadyNow } from '../clock.ts';
import type { Config } from '../config.ts';

const minuteMs = 60_000;
/** Addresses and sessions remembered; whoever has this many can afford to be counted anew. */
const rememberedMax = 10_000;

/** What is looked at of a request. */
export interface Asking {
	readonly socket: { readonly remoteAddress?: string | undefined };
	readonly headers: IncomingHttpHeaders;
}

/** What came of it: `known`: a session with a right to be here; `unknown`: none; `unanswered`: nobody could tell. */
export type Outcome = 'known' | 'unknown' | 'unanswered';

/** A socket that may be looked at. Both are called, in either order. */
export interface Place {
	/** It was looked up who asks. */
	settle(outcome: Outcome): void;
	/** The socket is closed. */
	leave(): void;
}

export class AddressCount {
	readonly #config: Pick<Config, 'limits' | 'trustedProxy'>;
	/** Sockets of each address that are nobody's, or not yet. */
	readonly #nobodys = new Map<string, number>();
	readonly #turnedAway: PerMinute;
	readonly #letIn: PerMinute;
	#inAll = 0;

	/** @param now the clock, in milliseconds */
	constructor(config: Pick<Config, 'limits' | 'trustedProxy'>, now = steadyNow) {
		this.#config = config;
		this.#turnedAway = new PerMinute(now);
		this.#letIn = new PerMinute(now);
	}

	/** Counts a socket. @returns its place, or null where there may be no more */
	take(request: Asking): Place | null {
		const { socketsPerAddress, socketsPerProcess, upgradesPerMinute } = this.#config.limits;
		const address = this.#address(request);
		const session = hashInCookie(request.headers.cookie) ?? '';
		const nobodys = this.#nobodys.get(address) ?? 0;
		if (nobodys >= socketsPerAddress || this.#inAll >= socketsPerProcess) return null;
		if (this.#turnedAway.count(address) >= upgradesPerMinute) return null;
		if (this.#letIn.count(session) >= upgradesPerMinute) return null;
		this.#nobodys.set(address, nobodys + 1);
		this.#inAll += 1;
		return this.#place(address, session);
	}

	#place(address: string, session: string): Place {
		let outcome: Outcome | null = null;
		let isOpen = true;
		return {
			settle: (came) => {
				if (outcome) return;
				outcome = came;
				if (came === 'known') this.#letIn.add(session);
				if (came === 'unknown') this.#turnedAway.add(address);
				if (came === 'known' || !isOpen) this.#free(address);
			},
			leave: () => {
				if (!isOpen) return;
				isOpen = false;
				this.#inAll -= 1;
				// Who leaves before the answer still costs what is looked up.
				if (outcome && outcome !== 'known') this.#free(address);
			}
		};
	}

	#free(address: string): void {
		const left = (this.#nobodys.get(address) ?? 1) - 1;
		if (left === 0) this.#nobodys.delete(address);
		else this.#nobodys.set(address, left);
	}

	/** The address behind a reverse proxy is believed only where the operator named the proxy. */
	#address(request: Asking): string {
		const direct = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
		if (this.#config.trustedProxy === null || direct !== this.#config.trustedProxy) return direct;
		const behind = String(request.headers['x-forwarded-for'] ?? '')
			.split(',')
			.at(-1)
			?.trim();
		return behind || direct;
	}
}

/** How often something happened within the minute that began with the first time. */
class PerMinute {
	readonly #now: () => number;
	readonly #counts = new Map<string, { count: number; since: number }>();

	constructor(now: () => number) {
		this.#now = now;
	}

	count(key: string): number {
		return this.#current(key)?.count ?? 0;
	}

	add(key: string): void {
		const current = this.#current(key) ?? { count: 0, since: this.#now() };
		current.count += 1;
		if (this.#counts.size >= rememberedMax) this.#counts.clear();
		this.#counts.set(key, current);
	}

	#current(key: string): { count: number; since: number } | undefined {
		const counted = this.#counts.get(key);
		return counted && this.#now() - counted.since < minuteMs ? counted : undefined;
	}
}
