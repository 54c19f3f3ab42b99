/** Brings the database to the newest state. Opening it does so; this command says what there is. */
import { read, type Command } from '../command.ts';

export const migrate: Command = {
	name: 'migrate',
	usage: '',
	about: 'bring the database to the newest state',
	async run(args, cli) {
		read(args, {}, 0);
		const started = new Date();
		const { database, sql } = await cli.open();
		const all = await sql<{ name: string; at: Date }[]>`select name, at from migrations order by number`;
		const now = all.filter(({ at }) => at >= started).map(({ name }) => name);
		return {
			json: {
				database: database.kind,
				version: database.version,
				migrations: all.map(({ name }) => name),
				ranNow: now
			},
			text: `${now.length === 0 ? 'Nothing to do' : `Ran ${now.join(', ')}`}: ${all.length} migrations, PostgreSQL ${database.version}.`
		};
	}
};
