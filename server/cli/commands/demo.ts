/** Makes the demo rooms on an empty database, and prints accounts, rooms and join links. */
import { seedDemo } from '../../demo/seed.ts';
import { read, type Command } from '../command.ts';

const emails = ['kari', 'wenche', 'jonas', 'mina', 'leder'].map((name) => `${name}@landsby.example`);
const password = 'landsby-demo';

export const demo: Command = {
	name: 'demo',
	usage: '',
	about: 'make the demo rooms on an empty database; print accounts, rooms and join links',
	help: [
		'Links are printed only by the run that made them; "invite" and "session --participant" make others.'
	],
	async run(args, cli) {
		read(args, {}, 0);
		const services = await cli.open();
		const { origin } = services.config;
		const rooms = (await seedDemo(services)).map((room) => ({ ...room, url: `${origin}/rooms/${room.id}` }));
		const accounts = rooms.length === 0 ? [] : emails.map((email) => ({ email, password }));
		const text =
			rooms.length === 0
				? 'The database holds other rooms: no demo was made.'
				: [
						...accounts.map(({ email }) => `${email}  ${password}`),
						'',
						...rooms.flatMap((room) => [
							`${room.case.padEnd(3)} ${room.child.padEnd(8)} ${room.url}`,
							...room.links.map(({ name, role, url }) => `      ${name} (${role}): ${url}`)
						])
					].join('\n');
		return { json: { accounts, rooms }, text };
	}
};
