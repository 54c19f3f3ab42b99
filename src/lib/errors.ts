/**
 * The few errors a person can meet, as codes; everything else is "internal".
 * Words are chosen where the error is shown; HTTP status and close codes in one table each.
 */

export type ErrorCode =
	| 'invalid' // what was sent does not fit; `field` says where
	| 'notSignedIn'
	| 'forbidden' // known person, not theirs
	| 'notFound' // also for "exists, but not yours" where existence is secret
	| 'conflict' // somebody else was first
	| 'gone' // used up, expired or withdrawn
	| 'tooLarge'
	| 'tooMany'
	| 'unavailable' // the database does not answer
	| 'internal';

/** What went wrong, for machines by `code`, for engineers by `message`; never shown to people as it stands. */
export class AppError extends Error {
	override readonly name = 'AppError';
	readonly code: ErrorCode;
	/** The form field or path it concerns, where there is one. */
	readonly field: string | undefined;
	/** Seconds until it is worth trying again, for `tooMany`. */
	readonly retryAfterSeconds: number | undefined;

	constructor(
		code: ErrorCode,
		message: string,
		options: { field?: string; retryAfterSeconds?: number; cause?: unknown } = {}
	) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.code = code;
		this.field = options.field;
		this.retryAfterSeconds = options.retryAfterSeconds;
	}
}

/**
 * Recognises an AppError by name and code: this file exists twice in the process (once in the built
 * pages, once in server/), so `instanceof` would be false for half of them.
 * @param error anything that was thrown
 */
export function isAppError(error: unknown): error is AppError {
	return error instanceof Error && error.name === 'AppError' && 'code' in error;
}
