/** Prints a ready Cookie header for scripts and load tests. */
import { AppError } from '#lib/errors.ts';
import { isId } from '#lib/room/ids.ts';
import { needed, read, UsageError, type Command } from '../command.ts';

export const session: Command = {
	name: 'session',
	usage: '<email> | --participant <id>',
	about: 'print a ready Cookie header for scripts',
	help: ['For a participant the guest is made where nobody has come yet.'],
	async run(args, cli) {
		const { values, positionals } = read(args, { participant: { type: 'string' } }, 1);
		if ((values.participant === undefined) === (positionals[0] === undefined))
			throw new UsageError('give an e-mail address or --participant, one of them');
		const { audit, joining, sessions, sql, users } = await cli.open();
		const now = new Date();
		const started = async (): Promise<string> => {
			if (values.participant !== undefined) {
				if (!isId(values.participant)) throw new AppError('notFound', 'no such participant');
				return (await joining.sessionFor(sql, values.participant, now)).id;
			}
			const user = await users.byEmail(sql, needed(positionals[0], 'the e-mail address'));
			if (!user || user.disabledAt !== null)
				throw new AppError('notFound', 'no account with this e-mail address');
			return sql.begin(async (tx) => {
				await audit.write(tx, {
					chain: null,
					at: now,
					action: 'sessionMade',
					subject: { user: user.id },
					familySees: false
				});
				return (await sessions.start(tx, user.id, now)).id;
			});
		};
		const cookie = sessions.cookieHeader(await started());
		return { json: { cookie }, text: `Cookie: ${cookie}` };
	}
};
