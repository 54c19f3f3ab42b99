// What people answer to a version: beside it, never in it. Disagreement is content, and never stops anything.
import type { ISql, Sql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { Id, newId } from '#lib/room/ids.ts';
import { textMax } from '#lib/room/lengths.ts';
import * as audit from '../access/audit.ts';
import type { ParticipantStanding } from '../access/participants.ts';
import { storableText } from './storable.ts';

export const Answer = v.strictObject({
	version: Id,
	answer: v.picklist(['agree', 'agreePartly', 'disagree']),
	/** Own words, as they will stand in the plan. */
	reason: v.pipe(v.string(), v.trim(), v.maxLength(textMax))
});
export type Answer = v.InferOutput<typeof Answer>;

/** The newest answer of each participant. */
export interface GivenAnswer {
	readonly participant: string;
	readonly name: string;
	readonly role: string;
	readonly answer: Answer['answer'];
	readonly reason: string | null;
	readonly at: Date;
}

/**
 * Records an answer; a later one of the same person replaces it in what is shown, none is ever lost.
 * @throws AppError `notFound`, `forbidden` for a hidden participant, of whom nothing is shown
 */
export async function answer(sql: Sql, by: ParticipantStanding, given: Answer, now: Date): Promise<void> {
	if (by.hidden) throw new AppError('forbidden', 'answers are shown to everybody');
	const reason = storableText(given.reason);
	await sql.begin(async (tx) => {
		const rows = await tx`
			insert into version_answers (id, version_id, participant_id, answer, reason, seen_hash, at)
			select ${newId()}, id, ${by.participant}, ${given.answer}, ${reason === '' ? null : reason}, hash, ${now}
			from versions where id = ${given.version} and room_id = ${by.room} returning 1`;
		if (rows.length === 0) throw new AppError('notFound', 'no such version');
		await audit.write(tx, {
			chain: by.room,
			at: now,
			actorUser: by.user,
			actorParticipant: by.participant,
			action: 'answer',
			subject: { version: given.version, answer: given.answer },
			familySees: true
		});
	});
}

/** What everybody answered to a version, each with their newest words. */
export async function answersTo(sql: ISql, versionId: string): Promise<GivenAnswer[]> {
	return sql<GivenAnswer[]>`
		select distinct on (a.participant_id) a.participant_id as participant, p.name, p.role, a.answer, a.reason, a.at
		from version_answers a join participants p on p.id = a.participant_id
		where a.version_id = ${versionId} and not p.hidden
		order by a.participant_id, a.at desc, a.id desc`;
}
