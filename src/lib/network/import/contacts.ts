/** What a file with contacts gives, whatever kind of file it is. */
import { lineMax } from '#lib/room/lengths.ts';
import { tidyName } from '../network.ts';
import type { ReadRelation } from '../relationWords.ts';

/** Largest file that is read, in bytes: 3,000 contacts with a picture of 30 kB each. */
export const fileBytesMax = 128 * 1024 * 1024;

/** What a number is said to be; null where the file does not say. */
export type SaidType = 'mobile' | 'landline' | 'work' | null;

/** A telephone number as it stands in the file. */
export interface RawNumber {
	readonly text: string;
	readonly type: SaidType;
}

/** Somebody as a file has them. */
export interface Contact extends ReadRelation {
	/** The line of the file on which they begin, from 1. */
	readonly line: number;
	readonly name: string;
	readonly numbers: readonly RawNumber[];
}

/** Why a file cannot be read. Nothing of it is taken then. */
export type FaultCode =
	/** There is nothing in it. */
	| 'empty'
	/** It holds something else than contacts. */
	| 'notContacts'
	/** A contact has no end: the file was cut off. */
	| 'cutOff'
	/** A line that cannot be understood. */
	| 'line'
	/** A table without a column for names. */
	| 'noNames'
	/** A quotation mark that is never closed, or stands where none can. */
	| 'quotes'
	/** A row that has more cells than there are columns. */
	| 'columns'
	/** A row that says something of somebody without a name. */
	| 'nameless';

export interface Fault {
	readonly code: FaultCode;
	/** The line that is wrong, from 1. */
	readonly line: number;
}

/** What a file gave: all of its contacts, or what is wrong with it. */
export type ReadContacts =
	| {
			readonly contacts: readonly Contact[];
			/** How many were left out since they have no name that fits. */
			readonly nameless: number;
	  }
	| { readonly fault: Fault };

/** Reading in slices: gives how much of the text is read, from 0 to 1, as often as a page may want to draw. */
export type Reading = Generator<number, ReadContacts, void>;

/** Thrown inside a reader, and told as a fault by it. */
export class FileFault extends Error {
	readonly fault: Fault;

	constructor(code: FaultCode, line: number) {
		super(`${code} at line ${String(line)}`);
		this.name = 'FileFault';
		this.fault = { code, line };
	}
}

/** A text of a file as one line without signs that cannot be seen; empty where it is too long for a name. */
export function nameFrom(text: string): string {
	const name = tidyName(text.replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' '));
	return name.length > lineMax ? '' : name;
}
