/** Lists the rooms: ids, the child's name, the case. */
import { read, type Command } from '../command.ts';

export const roomList: Command = {
	name: 'room list',
	usage: '',
	about: 'list the rooms',
	async run(args, cli) {
		read(args, {}, 0);
		const { rooms, sql } = await cli.open();
		const all = await rooms.listAll(sql);
		return {
			json: all,
			text:
				all.length === 0
					? 'No rooms yet.'
					: all.map((room) => [room.id, room.child, room.case ?? ''].join('  ').trimEnd()).join('\n')
		};
	}
};
