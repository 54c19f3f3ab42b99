/**
 * The code of a link: six digits that are spoken on the telephone and never written beside it. It is asked for once, of
 * the first device; too many wrong ones end the link.
 */
import { randomInt } from 'node:crypto';
import type { ISql } from 'postgres';
import { accessLimits } from '../limits.ts';
import { hashOfToken } from './secrets.ts';

/** @returns six digits, to be said once: only `hashOfCode` of them is stored */
export function newCode(): string {
	return String(randomInt(1_000_000)).padStart(6, '0');
}

/** What is stored of a code: by its link's token, so that the same digits look otherwise for every link. */
export function hashOfCode(token: string, code: string): Buffer {
	return hashOfToken(`${token} ${code}`);
}

/** Whether the right code was typed, with or without spaces. */
export function isCode(hash: Buffer, token: string, typed: string): boolean {
	return hashOfCode(token, typed.replaceAll(/\s/g, '')).equals(hash);
}

/** Counts a wrong code; the last one that may be tried ends the link. @param tx the transaction that has locked the link */
export async function countWrongCode(tx: ISql, invitationId: string, now: Date): Promise<void> {
	await tx`
		update invitations set code_tries = code_tries + 1,
			revoked_at = case when code_tries + 1 >= ${accessLimits.spokenCodeTries} then ${now}::timestamptz end
		where id = ${invitationId}`;
}
