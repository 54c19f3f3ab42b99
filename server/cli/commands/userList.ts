/** Lists the accounts of staff. */
import { read, type Command } from '../command.ts';

export const userList: Command = {
	name: 'user list',
	usage: '',
	about: 'list the accounts of staff',
	async run(args, cli) {
		read(args, {}, 0);
		const { sql, users } = await cli.open();
		const all = (await users.listStaff(sql)).filter(({ email }) => email !== null);
		return {
			json: all.map(({ id, email, name, office, disabledAt }) => ({
				id,
				email,
				name,
				office,
				disabled: disabledAt !== null
			})),
			text:
				all.length === 0
					? 'No accounts yet.'
					: all
							.map(({ email, name, office, disabledAt }) =>
								[email, name, office, disabledAt === null ? '' : 'disabled'].filter(Boolean).join('  ')
							)
							.join('\n')
		};
	}
};
