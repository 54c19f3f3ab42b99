// The only place that prints, besides the page at start and the command line. One JSON line for each event:
// its name, opaque ids, durations. Never names, notes or anything that people wrote.
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * @param level of pino, `silent` included
 * @param to where the lines go; the standard output where nothing is said
 */
export function createLog(level: string, to?: DestinationStream): Log {
	const options = {
		level,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
		// pino repeats the message of what stands under this key as the line's own, past the serializer: nothing does.
		errorKey: 'thrown',
		// Errors of the database carry the values of the query: only what says where and what is kept.
		serializers: { err: kept, thrown: kept },
		hooks: {
			logMethod(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
				const [first, ...rest] = args;
				method.apply(this, first instanceof Error ? [{ err: first }] : [first, ...rest]);
			}
		}
	};
	return to ? pino(options, to) : pino(options);
}

function kept(error: unknown) {
	if (!(error instanceof Error)) return { message: 'not an error' };
	return {
		name: error.name,
		code: 'code' in error ? error.code : undefined,
		message: safe(error),
		stack: frames(error)
	};
}

function safe(error: Error): string {
	return 'query' in error || 'detail' in error ? 'query failed' : error.message.slice(0, 300);
}

/** Where it happened: the lines of the stack without its first, which repeats the message. */
function frames(error: Error): string[] {
	return (error.stack ?? '')
		.split('\n')
		.filter((line) => line.trimStart().startsWith('at '))
		.slice(0, 12);
}
