// How many sockets each address has open and asks for. A school or an office behind one address must fit in.
import type { IncomingHttpHeaders } from 'node:http';
import { steadyNow } from '../clock.ts';
import type { Config } from '../config.ts';

const minuteMs = 60_000;
/** Addresses remembered; whoever has this many can afford to be counted anew. */
const addressesMax = 10_000;

/** What is looked at of a request. */
export interface Asking {
	readonly socket: { readonly remoteAddress?: string | undefined };
	readonly headers: IncomingHttpHeaders;
}

export class AddressCount {
	readonly #config: Pick<Config, 'limits' | 'trustedProxy'>;
	readonly #open = new Map<string, number>();
	readonly #asked = new Map<string, { count: number; since: number }>();
	readonly #now: () => number;
	#inAll = 0;

	/** @param now the clock, in milliseconds */
	constructor(config: Pick<Config, 'limits' | 'trustedProxy'>, now = steadyNow) {
		this.#config = config;
		this.#now = now;
	}

	/** Counts a socket. @returns how to give it back, or null where there may be no more */
	take(request: Asking): (() => void) | null {
		const { limits } = this.#config;
		const address = this.#address(request);
		const open = this.#open.get(address) ?? 0;
		if (!this.#mayAsk(address) || open >= limits.socketsPerAddress) return null;
		if (this.#inAll >= limits.socketsPerProcess) return null;
		this.#open.set(address, open + 1);
		this.#inAll += 1;
		return () => {
			const left = (this.#open.get(address) ?? 1) - 1;
			if (left === 0) this.#open.delete(address);
			else this.#open.set(address, left);
			this.#inAll -= 1;
		};
	}

	#mayAsk(address: string): boolean {
		const now = this.#now();
		const asked = this.#asked.get(address);
		const current = asked && now - asked.since < minuteMs ? asked : { count: 0, since: now };
		current.count += 1;
		if (this.#asked.size >= addressesMax) this.#asked.clear();
		this.#asked.set(address, current);
		return current.count <= this.#config.limits.upgradesPerMinute;
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
