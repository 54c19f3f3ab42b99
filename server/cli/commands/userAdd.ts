/** Makes an account for staff. */
import { randomInt } from 'node:crypto';
import { needed, oneOf, read, UsageError, type Command } from '../command.ts';

const offices = ['staff', 'leader', 'admin'] as const;
/** Letters and digits that nobody mistakes for each other. */
const signs = 'abcdefghjkmnpqrstuvwxyz23456789';

export const userAdd: Command = {
	name: 'user add',
	usage: '<email> --name <name>',
	about: 'make an account for staff; prints its password once',
	help: [
		'--office staff|leader|admin   staff unless said otherwise',
		'--password-stdin              read the password from standard input instead of making one',
		'--password <password>         the same, seen by whoever lists processes: for tests'
	],
	async run(args, cli) {
		const { values, positionals } = read(
			args,
			{
				name: { type: 'string' },
				office: { type: 'string', default: 'staff' },
				password: { type: 'string' },
				'password-stdin': { type: 'boolean' }
			},
			1
		);
		const email = needed(positionals[0], 'the e-mail address');
		const name = needed(values.name, '--name');
		const office = oneOf(values.office, offices, '--office');
		if (values.password !== undefined && values['password-stdin'] === true)
			throw new UsageError('the password is given twice');
		const given =
			values['password-stdin'] === true ? (await cli.input()).replace(/\r?\n$/u, '') : values.password;
		const password = given ?? madePassword();
		const { sql, users } = await cli.open();
		const user = await users.addStaff(sql, { email, name, office, password }, new Date());
		const shown = given === undefined ? { password } : {};
		return {
			json: { id: user.id, email: user.email, name: user.name, office: user.office, ...shown },
			text:
				given === undefined
					? `Made ${user.email ?? email}. Password, shown only now: ${password}`
					: `Made ${user.email ?? email}.`
		};
	}
};

/** Five groups of four, about 99 bits: can be read out, and typed from paper. */
function madePassword(): string {
	const group = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');
	return Array.from({ length: 5 }, group).join('-');
}
