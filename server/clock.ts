/**
 * Milliseconds since 1970 as they were when the process began, counted on from there by a clock that nobody sets: for
 * how long something took, or how long ago it was. The time of day is `Date`'s, which goes back when the machine's
 * clock is set right: who reckons with that finds people silent, or too quick, for as long as it was wrong.
 */
export function steadyNow(): number {
	return performance.timeOrigin + performance.now();
}
