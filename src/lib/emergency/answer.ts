/**
 * What a contact's answer is worth on a given day. A promise is not coverage for ever: people move, fall ill
 * and change their minds, so they are asked again each year.
 */
import type { Consent } from '#lib/network/network.ts';
import { minutesOf } from '#lib/time/zone.ts';
import type { Task } from './emergency.ts';

/** A yes older than this is uncertain (practice: contacts are asked yearly). */
export const staleAfterMonths = 12;

/** The hours meant by “not nights”: when others sleep. */
export const night = { from: '22:00', to: '07:00' } as const;

/** Why somebody cannot be relied on, though they have not said no. */
export type Doubt = 'notAsked' | 'asked' | 'old' | 'undated' | 'nothingTicked';

export type Answer =
	| { readonly sure: true; readonly exceptNights: boolean }
	| { readonly sure: false; readonly doubt: Doubt }
	/** They said no, or took their yes back. */
	| null;

/**
 * [C4] Only a yes counts; who was asked or not yet asked is uncertain; a no is nobody.
 * [C5] A yes older than a year is uncertain, and so is one without a date.
 * [C8] Whoever has nothing ticked is uncertain: nobody knows yet what they said yes to.
 * @param day the day it is asked for, `YYYY-MM-DD`
 */
export function answerOf(
	contact: { readonly can: readonly Task[]; readonly consent?: Consent | undefined },
	day: string
): Answer {
	const { status, at } = contact.consent ?? { status: 'notAsked' as const, at: undefined };
	if (status === 'no' || status === 'withdrawn') return null;
	if (status === 'notAsked' || status === 'asked') return { sure: false, doubt: status };
	if (at === undefined) return { sure: false, doubt: 'undated' };
	if (monthsLater(at.slice(0, 10), staleAfterMonths) < day) return { sure: false, doubt: 'old' };
	if (contact.can.length === 0) return { sure: false, doubt: 'nothingTicked' };
	return { sure: true, exceptNights: status === 'yesButNotNights' };
}

/** Whether a wall time is night. */
export function isNight(time: string): boolean {
	return minutesOf(time) >= minutesOf(night.from) || minutesOf(time) < minutesOf(night.to);
}

/** The same day so many months later; a day that month lacks counts as past its end, which sorts right. */
function monthsLater(day: string, months: number): string {
	const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
	const two = (n: number) => String(n).padStart(2, '0');
	return `${Math.floor(count / 12)}-${two((count % 12) + 1)}-${day.slice(8, 10)}`;
}
