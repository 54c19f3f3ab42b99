/** Closes an account at once; what its person did stays. */
import { needed, read, type Command } from '../command.ts';

export const userDisable: Command = {
	name: 'user disable',
	usage: '<email>',
	about: 'close an account and end its sessions',
	async run(args, cli) {
		const { positionals } = read(args, {}, 1);
		const email = needed(positionals[0], 'the e-mail address');
		const { sql, users } = await cli.open();
		const ended = await users.disable(sql, email, new Date());
		return {
			json: { email: email.trim().toLowerCase(), sessionsEnded: ended.length },
			text: `Closed ${email}. Sessions ended: ${ended.length}`
		};
	}
};
