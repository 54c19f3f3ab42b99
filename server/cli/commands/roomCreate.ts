/** Makes a room for a child, led by a member of staff. */
import type { ISql } from 'postgres';
import { AppError } from '#lib/errors.ts';
import { needed, read, UsageError, type Command } from '../command.ts';

export const roomCreate: Command = {
	name: 'room create',
	usage: '--child <name>',
	about: 'make a room; prints its id',
	help: [
		'--by <email>          the caseworker; else the first account that was made',
		'--born <YYYY[-MM[-DD]]> birth, as far as it is known',
		"--language <nb|...>   the child's language, nb unless said otherwise",
		'--case <label>        how staff tell rooms apart'
	],
	async run(args, cli) {
		const { values } = read(
			args,
			{
				child: { type: 'string' },
				by: { type: 'string' },
				born: { type: 'string' },
				language: { type: 'string' },
				case: { type: 'string' }
			},
			0
		);
		const child = needed(values.child, '--child');
		const born = bornOf(values.born);
		const { createRoom, config, sql, users } = await cli.open();
		const caseworker = values.by === undefined ? await firstStaff(sql) : await users.byEmail(sql, values.by);
		if (caseworker?.kind !== 'staff' || caseworker.disabledAt !== null)
			throw new AppError(
				'notFound',
				values.by === undefined
					? 'there is no account yet: make one with "user add"'
					: 'no account with this e-mail address'
			);
		const made = await createRoom(sql, {
			child: { name: child, born, ...(values.language === undefined ? {} : { language: values.language }) },
			by: { user: caseworker.id, name: caseworker.name },
			caseLabel: values.case ?? null,
			now: new Date()
		});
		const url = `${config.origin}/rooms/${made.roomId}`;
		return {
			json: {
				id: made.roomId,
				child,
				childId: made.childId,
				participant: made.participantId,
				caseworker: caseworker.email,
				url
			},
			text: `Made the room of ${child}, led by ${caseworker.name}: ${url}`
		};
	}
};

/** The oldest account that still stands: on a small installation there is only one. */
async function firstStaff(
	sql: ISql
): Promise<{ id: string; kind: string; name: string; email: string | null; disabledAt: Date | null } | null> {
	const [first] = await sql<
		{ id: string; kind: string; name: string; email: string | null; disabledAt: Date | null }[]
	>`
		select id, kind, name, email, disabled_at as "disabledAt" from users
		where kind = 'staff' and email is not null and disabled_at is null order by made_at, id limit 1`;
	return first ?? null;
}

function bornOf(text: string | undefined): string | null {
	if (text === undefined) return null;
	// A year or a month alone is read as its first day only to see whether there is such a one.
	const at = /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)
		? new Date(`${text}${'-01-01'.slice(text.length - 4)}T00:00:00Z`)
		: null;
	if (at === null || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text))
		throw new UsageError('--born is a year, a month or a day, as 2017, 2017-03 or 2017-03-14');
	return text;
}
