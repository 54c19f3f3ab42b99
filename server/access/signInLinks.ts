/** One-time links that sign a member of staff in without a password. Only their hash is stored. */
import type { ISql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { accessLimits } from '../limits.ts';
import { hashOfToken, isToken, newToken } from './secrets.ts';

/**
 * Makes a link for a user; earlier unused ones of theirs end.
 * @returns the token, which stands nowhere else
 */
export async function make(tx: ISql, userId: string, now: Date): Promise<{ token: string; expiresAt: Date }> {
	const token = newToken();
	const expiresAt = new Date(now.getTime() + accessLimits.signInLinkLifeMs);
	await tx`delete from sign_in_links where user_id = ${userId} and used_at is null`;
	await tx`
		insert into sign_in_links (token_hash, user_id, expires_at)
		values (${hashOfToken(token)}, ${userId}, ${expiresAt})`;
	return { token, expiresAt };
}

/** Whether a link would work now. Looking changes nothing, so a mail scanner uses nothing up. */
export async function works(sql: ISql, token: string, now: Date): Promise<boolean> {
	if (!isToken(token)) return false;
	const rows = await sql`
		select 1 from sign_in_links l join users u on u.id = l.user_id
		where l.token_hash = ${hashOfToken(token)} and l.used_at is null and l.expires_at > ${now}
			and u.disabled_at is null`;
	return rows.length > 0;
}

/**
 * Uses a link up. Of two at the same instant one gets it.
 * @returns the user's id
 * @throws AppError `gone` for unknown, used and expired alike
 */
export async function use(tx: ISql, token: string, now: Date): Promise<string> {
	const [row] = isToken(token)
		? await tx<{ userId: string }[]>`
				update sign_in_links set used_at = ${now}
				where token_hash = ${hashOfToken(token)} and used_at is null and expires_at > ${now}
				returning user_id as "userId"`
		: [];
	if (!row) throw new AppError('gone', 'this sign-in link does not work');
	return row.userId;
}
