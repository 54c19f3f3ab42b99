/**
 * Where everybody of two maps is shown on one picture: each place apart from every other, whether somebody stands there now
 * or stood there before, as on the map itself. Who stands there now comes first, so it is the map that people know.
 */
import type { PersonKind, Placement } from '../network.ts';
import type { Ground, Point } from '../placement.ts';
import { standApart } from '../standApart.ts';
import { animalTall } from '../taken.ts';
import type { Change } from './compare.ts';

export interface OnBoth {
	readonly change: Change;
	readonly from: Point;
	readonly to: Point;
}

/** Of the place where somebody stood before: after every id, so it gives way. */
export const stoodId = (id: string): string => `~${id}`;

/**
 * @param zoom at which the picture is shown
 * @param sectors false: the child's own map, which has none
 * @returns the ground, with smaller people where that is needed, and whoever is on it; places are in its units
 */
export function onBothMaps(
	changes: readonly Change[],
	ground: Ground,
	zoom: number,
	sectors: boolean
): { readonly ground: Ground; readonly drawn: readonly OnBoth[] } {
	const standing = (id: string, kind: PersonKind, placement: Placement | null) =>
		placement ? [{ id, placement, tall: kind === 'animal' ? animalTall : 1 }] : [];
	const shown = standApart(
		changes.flatMap(({ id, kind, before, after }) => [
			...standing(id, kind, after),
			...standing(stoodId(id), kind, before === after ? null : before)
		]),
		ground,
		zoom,
		sectors
	);
	const drawn = changes.flatMap((change) => {
		const [stands, stood] = [shown.points.get(change.id), shown.points.get(stoodId(change.id))];
		const [from, to] = [stood ?? stands, stands ?? stood];
		return from && to ? [{ change, from, to }] : [];
	});
	return { ground: shown.ground, drawn };
}
