/** Where telephone numbers are kept. They are not the map's: the page gives what stands above it. */
import type { SaidType } from './contacts.ts';

export interface NumberDesk {
	/** May this person write numbers just now? Of somebody who may not, none are taken out of a file. */
	readonly mayWrite: boolean;
	/** How many people read the numbers. */
	readonly readers: number;
	/** A number as it was written to E.164; null where it cannot be called. */
	read(text: string): string | null;
	/** A number as one reads it aloud. */
	show(value: string): string;
	/** E.164 numbers of somebody on the map. */
	of(person: string): readonly string[];
	/**
	 * Adds numbers in one step.
	 * @returns ids by which they can be taken back
	 */
	add(
		all: readonly { readonly person: string; readonly value: string; readonly type: SaidType }[]
	): readonly string[];
	/** Calls, once and later, with whose numbers were not taken of those that were added. */
	ifRefused(ids: readonly string[], then: (people: readonly string[]) => void): void;
	takeBack(ids: readonly string[]): void;
}
