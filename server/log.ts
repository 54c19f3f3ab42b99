// The only place that prints, besides the page at start and the command line. One JSON line for each event:
// its name, opaque ids, durations. Never names, notes or anything that people wrote.
import { pino, type Logger } from 'pino';

export type Log = Logger;

/** @param level of pino, `silent` included */
export function createLog(level: string): Log {
	return pino({
		level,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
		// Errors of the database carry the values of the query: only what says where and what is kept.
		serializers: {
			err: (error: unknown) =>
				error instanceof Error
					? {
							name: error.name,
							code: 'code' in error ? error.code : undefined,
							message: safe(error),
							stack: frames(error)
						}
					: { message: 'not an error' }
		}
	});
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
