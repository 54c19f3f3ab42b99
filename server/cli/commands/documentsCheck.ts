/** Reads every document from the log, and names those that cannot be read in full. */
import { findDamage, type Damage } from '../../sync/mend.ts';
import { read, type Command } from '../command.ts';

export const documentsCheck: Command = {
	name: 'documents check',
	usage: '',
	about: 'read every document; names those that cannot be read in full',
	async run(args, cli) {
		read(args, {}, 0);
		const { sql } = await cli.open();
		const damaged = await findDamage(sql);
		return {
			json: { ok: damaged.length === 0, damaged },
			text: damaged.length === 0 ? 'All documents can be read in full.' : damaged.map(inWords).join('\n'),
			failed: damaged.length > 0
		};
	}
};

/** A damaged document as an operator reads it. */
export function inWords({ document, room, space, unreadable, isEmptied }: Damage): string {
	const rows = unreadable.map(({ seq, reason, bytes }) => `  update ${seq}, ${bytes} bytes: ${reason}`);
	const head = `Document ${document} (${space}) of room ${room}`;
	if (isEmptied) return `${head}: nothing of it can be read.`;
	return [`${head}:`, ...(rows.length > 0 ? rows : ['  updates are missing'])].join('\n');
}
