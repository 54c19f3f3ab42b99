/** The rows of the picture of the week: an hour each, or two half hours where some day's halves differ. */
import { timeOfMinutes } from '#lib/time/zone.ts';
import type { Cell } from './coverage.ts';

export interface HeatRow {
	/** `HH:MM`, when it begins. */
	readonly from: string;
	/** `HH:MM`, when it ends; `24:00` at the end of the day. */
	readonly to: string;
	readonly half: boolean;
	/** Monday to Sunday. */
	readonly cells: readonly Cell[];
}

/** @param cells seven days of 48 half hours */
export function heatRows(cells: readonly (readonly Cell[])[]): HeatRow[] {
	return Array.from({ length: 24 }, (_hour, hour) => {
		const [first, second] = [hour * 2, hour * 2 + 1].map((half) => cells.flatMap((day) => day[half] ?? []));
		if (!first || !second) return [];
		const at = (minutes: number) => timeOfMinutes(hour * 60 + minutes);
		if (isSameRow(first, second)) return [{ from: at(0), to: at(60), half: false, cells: first }];
		return [
			{ from: at(0), to: at(30), half: true, cells: first },
			{ from: at(30), to: at(60), half: true, cells: second }
		];
	}).flat();
}

/** The same with rows that tell the same as the one above drawn together: a picture for a small place. */
export function foldedRows(rows: readonly HeatRow[]): HeatRow[] {
	const folded: HeatRow[] = [];
	for (const row of rows) {
		const last = folded.at(-1);
		if (last && isSameRow(last.cells, row.cells))
			folded[folded.length - 1] = { ...last, to: row.to, half: false };
		else folded.push(row);
	}
	return folded;
}

function isSameRow(one: readonly Cell[], other: readonly Cell[]): boolean {
	return one.every((cell, day) => isSame(cell, other[day]));
}

function isSame(one: Cell, other: Cell | undefined): boolean {
	return one.sure.join() === other?.sure.join() && one.uncertain.join() === other.uncertain.join();
}
