/**
 * How old a child is.
 * @param born YYYY-MM-DD; where only the year is known, its first of January: then it is the age they turn this year
 * @param today YYYY-MM-DD in the room's time zone
 * @returns whole years, null where it is not known or lies ahead
 */
export function ageOn(born: string | null, today: string): number | null {
	if (born === null) return null;
	const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
	const age = today.slice(5) < born.slice(5) ? years - 1 : years;
	return age < 0 ? null : age;
}
