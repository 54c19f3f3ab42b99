/** What day it is in the room, as long as a page is open: it may stay open over midnight. */
import { wallTime } from '#lib/time/zone.ts';

/** Often enough for “i dag” and for a visit that has just ended. */
const lookAgainMs = 20_000;

export class Today {
	#now = $state(Date.now());
	readonly #zone: () => string;

	/** Made while a component is being set up. @param zone IANA name of the room's time zone */
	constructor(zone: () => string) {
		this.#zone = zone;
		$effect(() => {
			const look = () => {
				this.#now = Date.now();
			};
			const timer = setInterval(look, lookAgainMs);
			// A tablet that was asleep looks at once when it wakes.
			document.addEventListener('visibilitychange', look);
			return () => {
				clearInterval(timer);
				document.removeEventListener('visibilitychange', look);
			};
		});
	}

	/** The instant, ISO 8601. */
	get now(): string {
		return instantOfMs(this.#now);
	}
	/** `YYYY-MM-DD` on the room's calendar. */
	readonly day = $derived.by(() => wallTime(this.now, this.#zone()).day);
}

function instantOfMs(ms: number): string {
	return new Date(ms).toISOString();
}
