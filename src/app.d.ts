import type { ErrorCode } from '#lib/errors.ts';
import type { Session } from '../server/access/sessions.ts';
import type { Services } from '../server/services.ts';

declare global {
	namespace App {
		/** What an error page may know: words are chosen there by the code. */
		interface Error {
			message: string;
			/** `withdrawn`: they had a place in the room. */
			code?: ErrorCode | 'withdrawn';
			/** Finds the line in the log; only for what is our own fault. */
			id?: string;
		}
		interface Locals {
			readonly services: Services;
			/** Who is asking, or null. Never handed to a page as it is: it holds the hash of the session's id. */
			readonly session: Session | null;
			/** Why the page failed, so that the response gets the status that fits. */
			failure?: { readonly code: ErrorCode; readonly retryAfterSeconds: number | undefined };
		}
		interface PageData {
			/** The tab shows only "Landsby". */
			privateTitle?: boolean;
		}
	}
}
