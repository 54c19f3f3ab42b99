/** The rows of the picture of the week: an hour each, or two half hours where some day's halves differ. */
import type { Cell } from './coverage.ts';

export interface HeatRow {
	/** `HH:MM`, when it begins. */
	readonly from: string;
	readonly half: boolean;
	/** Monday to Sunday. */
	readonly cells: readonly Cell[];
}

/** @param cells seven days of 48 half hours */
export function heatRows(cells: readonly (readonly Cell[])[]): HeatRow[] {
	return Array.from({ length: 24 }, (_hour, hour) => {
		const [first, second] = [hour * 2, hour * 2 + 1].map((half) => cells.flatMap((day) => day[half] ?? []));
		const at = (minutes: string) => `${String(hour).padStart(2, '0')}:${minutes}`;
		if (!first || !second) return [];
		if (first.every((cell, day) => isSame(cell, second[day])))
			return [{ from: at('00'), half: false, cells: first }];
		return [
			{ from: at('00'), half: true, cells: first },
			{ from: at('30'), half: true, cells: second }
		];
	}).flat();
}

function isSame(one: Cell, other: Cell | undefined): boolean {
	return one.sure.join() === other?.sure.join() && one.uncertain.join() === other.uncertain.join();
}
