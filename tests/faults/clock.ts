// The clock of a machine that somebody has set wrong: what `Date` says in this process. Time that passes
// (`performance.now`, timers) is as it was, as it is on such a machine.
const SystemDate = Date;
let shiftMs = 0;

class ShiftedDate extends SystemDate {
	constructor(...given: unknown[]) {
		if (given.length === 0) super(ShiftedDate.now());
		else super(...(given as [number])); // whatever it was: Date reads it
	}
	static override now(): number {
		return SystemDate.now() + shiftMs;
	}
}

/** Sets the clock of this process so many milliseconds ahead, or behind; 0 sets it right. */
export function shiftClock(ms: number): void {
	shiftMs = ms;
	globalThis.Date = ms === 0 ? SystemDate : (ShiftedDate as DateConstructor);
}
