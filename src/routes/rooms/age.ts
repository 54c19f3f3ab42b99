/** An age in whole years. */
export interface Age {
	readonly years: number;
	/** Not known to the day: it may be one year less. */
	readonly about: boolean;
}

/**
 * How old a child is.
 * @param born as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD
 * @param today YYYY-MM-DD in the room's time zone
 * @returns where only the year or the month is known, the age they turn in it; null where nothing is known or the birth
 * lies ahead
 */
export function ageOn(born: string | null, today: string): Age | null {
	if (born === null) return null;
	const [known, now] = [born.slice(5), today.slice(5, born.length)];
	const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (now < known ? 1 : 0);
	return years < 0 ? null : { years, about: born.length < 10 && now === known };
}
