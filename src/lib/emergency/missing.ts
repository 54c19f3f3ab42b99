/** Who of the contacts does not count yet, and why: the part of “what is missing” that is about people. */
import { answerOf, type Doubt } from './answer.ts';
import type { ContactFacts } from './facts.ts';

export interface Waiting {
	readonly contact: ContactFacts;
	readonly doubt: Doubt;
}

/**
 * Those who might count but do not: not asked, not answered, asked too long ago, or yes to nothing in particular.
 * @param day the day it is asked for, `YYYY-MM-DD`
 */
export function waitingFor(contacts: readonly ContactFacts[], day: string): Waiting[] {
	return contacts.flatMap((contact) => {
		const answer = answerOf(contact, day);
		return answer === null || answer.sure ? [] : [{ contact, doubt: answer.doubt }];
	});
}
