/** The order of the list: by any column, and by name where that is the same. */
import { nameOrder } from './names.ts';
import type { Person } from './network.ts';

export const COLUMNS = ['name', 'who', 'closeness', 'sector', 'helps', 'ties'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sorting {
	readonly column: Column;
	readonly ascending: boolean;
}

/** What a list is sorted by besides what stands on the person. */
export interface Listed {
	readonly person: Person;
	readonly who: string;
	/** Place of their sector on the map, clockwise. */
	readonly sector: number;
	readonly ties: number;
}

/** The sorting after a column's heading was pressed: the same column turns round, another begins in its natural order. */
export function pressed({ column, ascending }: Sorting, next: Column): Sorting {
	if (column === next) return { column, ascending: !ascending };
	// Most help and most ties first; names and closeness from the beginning.
	return { column: next, ascending: next !== 'helps' && next !== 'ties' };
}

/**
 * The list in order. People who have no place yet come last by closeness.
 * @param locale of the reader: å comes last in Norwegian
 */
export function sorted<T extends Listed>(
	rows: readonly T[],
	{ column, ascending }: Sorting,
	locale: string
): T[] {
	const compare = nameOrder(locale);
	const sign = ascending ? 1 : -1;
	const by: Record<Column, (a: T, b: T) => number> = {
		name: (a, b) => compare(a.person.name, b.person.name),
		who: (a, b) => compare(a.who, b.who),
		closeness: (a, b) => (a.person.placement?.ring ?? 9) - (b.person.placement?.ring ?? 9),
		sector: (a, b) => a.sector - b.sector,
		helps: (a, b) => a.person.helps.length - b.person.helps.length,
		ties: (a, b) => a.ties - b.ties
	};
	return [...rows].sort(
		(a, b) => sign * by[column](a, b) || by.name(a, b) || (a.person.id < b.person.id ? -1 : 1)
	);
}

/** The same order, but first who is one's own to write about: one comes to the list for them. */
export function ownFirst<T extends Listed>(rows: readonly T[], isOwn: (row: T) => boolean): T[] {
	return [...rows.filter(isOwn), ...rows.filter((row) => !isOwn(row))];
}

/**
 * The order while somebody has the focus in the list: nothing moves under a finger. Who is new comes last.
 * @param before ids as they stand now
 */
export function kept<T extends Listed>(rows: readonly T[], before: readonly string[]): T[] {
	const place = new Map(before.map((id, index) => [id, index]));
	const at = ({ person }: T) => place.get(person.id) ?? before.length;
	return [...rows].sort((a, b) => at(a) - at(b));
}
