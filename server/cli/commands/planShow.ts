/** Prints a published version of a room's plan, and whether its hashes still fit. Recorded: the family can see it. */
import { AppError } from '#lib/errors.ts';
import { isId } from '#lib/room/ids.ts';
import { needed, read, UsageError, type Command } from '../command.ts';

/** The operator of the database is shown what the room's caseworkers may read, never more. */
const reader = { role: 'caseworker', carer: false, hidden: false } as const;

export const planShow: Command = {
	name: 'plan show',
	usage: '<roomId> [--version n]',
	about: 'print a published version, the newest unless said otherwise',
	async run(args, cli) {
		const { values, positionals } = read(args, { version: { type: 'string' } }, 1);
		const room = needed(positionals[0], 'the room id');
		if (values.version !== undefined && !/^[1-9]\d{0,8}$/.test(values.version))
			throw new UsageError('--version is a number from 1');
		if (!isId(room)) throw new AppError('notFound', 'no such room');
		const { audit, plan, rooms, sql } = await cli.open();
		if (!(await rooms.byId(sql, room))) throw new AppError('notFound', 'no such room');
		const number =
			values.version === undefined ? (await plan.latestVersion(sql, room))?.number : Number(values.version);
		const version = number === undefined ? null : await plan.versionFor(sql, room, number, reader);
		if (!version || number === undefined)
			throw new AppError('notFound', 'no such version has been published');
		await audit.write(sql, {
			chain: room,
			at: new Date(),
			action: 'planShown',
			subject: { version: number },
			familySees: true
		});
		const { header, hash, intact } = version;
		return {
			json: { number, hash, intact, header, room: version.room, care: version.care },
			text: [
				`Version ${number}, ${intact ? 'whole' : 'NOT WHOLE: a hash does not fit'}`,
				`SHA-256 ${hash}`,
				JSON.stringify({ header, room: version.room, care: version.care }, null, 2)
			].join('\n'),
			failed: !intact
		};
	}
};
