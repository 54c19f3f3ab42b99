// What leaves the room as a file or on paper. It is made in its reader's browser from what they may see; here it is put on
// record, and not so often that the record fills up with it.
import type { Sql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { mayReadDocument } from '#lib/room/rights.ts';
import type { ReportKind } from '#lib/staff/search/report.ts';
import { accessLimits } from '../limits.ts';
import * as audit from './audit.ts';
import type { ParticipantStanding } from './participants.ts';

const minuteMs = 60_000;

/**
 * Puts on record that somebody takes the report of the search for a foster home along. That there is a search is not the
 * family's to read.
 * @param actor who has it on the screen
 * @throws AppError `forbidden`; `tooMany`
 */
export async function searchReport(
	sql: Sql,
	actor: ParticipantStanding,
	kind: ReportKind,
	now: Date
): Promise<void> {
	if (actor.state !== 'admitted' || !mayReadDocument(actor, 'staff'))
		throw new AppError('forbidden', 'not theirs to take along');
	await record(sql, actor, 'searchReported', { kind }, false, now);
}

/**
 * Puts one thing that is taken along on record, where they have not taken too much within a minute.
 * @throws AppError `tooMany`, with the seconds to wait
 */
export async function record(
	sql: Sql,
	actor: ParticipantStanding,
	action: 'mapExported' | 'searchReported',
	subject: { readonly kind: string; readonly map?: 'child' },
	familySees: boolean,
	now: Date
): Promise<void> {
	await sql.begin(async (tx) => {
		// A hundred at once are counted one by one.
		await tx`select pg_advisory_xact_lock(hashtextextended(${`taken along ${actor.participant}`}, 0))`;
		const [taken] = await tx<{ count: number }[]>`
			select count(*)::int as count from audit
			where chain = ${actor.room} and actor_participant = ${actor.participant}
				and action in ('mapExported', 'searchReported')
				and at > ${new Date(now.getTime() - minuteMs)}`;
		if ((taken?.count ?? 0) >= accessLimits.takenAlongPerMinute)
			throw new AppError('tooMany', 'too much is taken along', { retryAfterSeconds: minuteMs / 1000 });
		await audit.write(tx, {
			chain: actor.room,
			at: now,
			actorUser: actor.user,
			actorParticipant: actor.participant,
			action,
			subject: { ...subject },
			familySees
		});
	});
}
