/** What a file with contacts gives, whatever kind of file it is. */
import { lineMax } from '#lib/room/lengths.ts';
import { tidyName } from '../network.ts';
import type { ReadRelation } from '../relationWords.ts';

/** Largest file that is read, in bytes: 3,000 contacts with a picture of 30 kB each. */
export const fileBytesMax = 128 * 1024 * 1024;

/** Most contacts that are read of one file: as many as a phone has, and no more than a page can search while one types. */
export const contactsMax = 10_000;

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
	/** More than `contactsMax`. */
	| 'tooMany';

export interface Fault {
	readonly code: FaultCode;
	/** The line that is wrong, from 1. */
	readonly line: number;
}

/** Somebody in a file who is left out, and where they begin: without a name, or with one that has no place on a map. */
export interface LeftOut {
	readonly line: number;
	readonly why: 'nameless' | 'tooLong';
}

/** Everybody in a file. */
export interface Contacts {
	readonly contacts: readonly Contact[];
	readonly leftOut: readonly LeftOut[];
}

/** What a file gave: all of its contacts, or what is wrong with it. */
export type ReadContacts = Contacts | { readonly fault: Fault };

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

/** A text of a file as one line without signs that cannot be seen. */
export function lineFrom(text: string): string {
	return tidyName(text.replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' '));
}

/**
 * The first of somebody's names that can stand on a map.
 * @param names as the file has them, the best first
 * @returns why none can, where none can
 */
export function nameFrom(names: readonly string[]): { name: string } | { why: LeftOut['why'] } {
	const written = names.map(lineFrom).filter((name) => name !== '');
	const name = written.find(({ length }) => length <= lineMax);
	if (name !== undefined) return { name };
	return { why: written.length === 0 ? 'nameless' : 'tooLong' };
}
