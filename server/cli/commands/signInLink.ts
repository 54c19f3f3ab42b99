/** Prints a link that signs a member of staff in once, within a quarter of an hour. */
import { AppError } from '#lib/errors.ts';
import { needed, read, type Command } from '../command.ts';

export const signInLink: Command = {
	name: 'sign-in-link',
	usage: '<email>',
	about: 'print a one-time sign-in link, good for 15 minutes',
	async run(args, cli) {
		const { positionals } = read(args, {}, 1);
		const email = needed(positionals[0], 'the e-mail address');
		const { audit, config, signInLinks, sql, users } = await cli.open();
		const user = await users.byEmail(sql, email);
		if (!user || user.disabledAt !== null)
			throw new AppError('notFound', 'no account with this e-mail address');
		const now = new Date();
		const { token, expiresAt } = await sql.begin(async (tx) => {
			await audit.write(tx, {
				chain: null,
				at: now,
				action: 'signInLinkMade',
				subject: { user: user.id },
				familySees: false
			});
			return signInLinks.make(tx, user.id, now);
		});
		const url = `${config.origin}/sign-in/${token}`;
		return { json: { url, expiresAt: expiresAt.toISOString() }, text: url };
	}
};
