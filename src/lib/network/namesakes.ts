/** Who has the same name as somebody on the map: mostly the same person, written twice by two people in a hurry. */
import { foldName } from './import/duplicates.ts';

/**
 * Somebody on the map who has this name, however it is written.
 * @param but the id of whoever is asked for, once they stand on the map themself
 */
export function namesakeOf<Named extends { readonly id: string; readonly name: string }>(
	people: readonly Named[],
	name: string,
	but: string | null = null
): Named | null {
	const folded = foldName(name);
	if (folded === '') return null;
	return people.find((other) => other.id !== but && foldName(other.name) === folded) ?? null;
}
