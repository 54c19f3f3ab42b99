/** What a command of the operator's command line is, and what each may use. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Services } from '../services.ts';

/** Every command is one file under commands/. */
export interface Command {
	/** As it is typed: "user add". */
	readonly name: string;
	/** What follows the name, as shown in help. */
	readonly usage: string;
	/** One line for the list of commands. */
	readonly about: string;
	/** More lines for its own help. */
	readonly help?: readonly string[];
	run(args: string[], cli: Cli): Promise<Answer>;
}

/** The running command's surroundings. */
export interface Cli {
	/** Opens the database and everything above it, once; a command that only checks its arguments never does. */
	open(): Promise<Services>;
	/** All of standard input. */
	input(): Promise<string>;
}

/** What a command prints: one JSON document with `--json`, else the text. */
export interface Answer {
	readonly json: unknown;
	readonly text: string;
	/** A check that ran and found something wrong ends with 1. */
	readonly failed?: boolean;
}

/** The command was typed wrongly: exit code 2, with its usage. */
export class UsageError extends Error {}

/**
 * Reads options and positionals of a command.
 * @param atMost positionals
 * @throws UsageError for unknown options, missing values and too many positionals
 */
export function read<const T extends NonNullable<ParseArgsConfig['options']>>(
	args: string[],
	options: T,
	atMost: number
) {
	let parsed;
	try {
		parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
	} catch (error) {
		throw new UsageError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'wrong usage');
	}
	if (parsed.positionals.length > atMost)
		throw new UsageError(`what is "${parsed.positionals[atMost] ?? ''}"?`);
	return parsed;
}

/** @throws UsageError where it was left out */
export function needed(value: string | undefined, what: string): string {
	if (value === undefined || value.trim() === '') throw new UsageError(`${what} is missing`);
	return value;
}

/** @throws UsageError for anything but on and off */
export function onOff(value: string | undefined, option: string): boolean | undefined {
	if (value === undefined) return undefined;
	if (value !== 'on' && value !== 'off') throw new UsageError(`${option} is on or off`);
	return value === 'on';
}

/** @throws UsageError for anything that is not in the list */
export function oneOf<const T extends string>(value: string, list: readonly T[], what: string): T {
	const found = list.find((known) => known === value);
	if (found === undefined) throw new UsageError(`${what} is one of: ${list.join(', ')}`);
	return found;
}
