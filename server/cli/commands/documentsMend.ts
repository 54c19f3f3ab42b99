/** Lets people write on in a document of which something cannot be read. */
import { isId } from '#lib/room/ids.ts';
import { project } from '../../plan/projector.ts';
import { mend } from '../../sync/mend.ts';
import { needed, read, UsageError, type Command } from '../command.ts';
import { inWords } from './documentsCheck.ts';

export const documentsMend: Command = {
	name: 'documents mend',
	usage: '<document> --leave-out-unreadable',
	about: 'write on in what can be read of a document; the rest stays in quarantine',
	help: [
		'Restore from a backup first where you can: what is left out here is in no room any more. Its rows are kept in the',
		'table quarantine. Pages that have the document open are told, and their authors get back words that are not in it.'
	],
	async run(args, cli) {
		const { values, positionals } = read(args, { 'leave-out-unreadable': { type: 'boolean' } }, 1);
		const id = needed(positionals[0], 'the document');
		if (!isId(id)) throw new UsageError('the document is an id, as `documents check` prints it');
		if (values['leave-out-unreadable'] !== true)
			throw new UsageError('say --leave-out-unreadable: it cannot be undone but by a backup');
		const { sql } = await cli.open();
		const leftOut = await mend(sql, id, new Date());
		await project(sql, id);
		return { json: leftOut, text: `Mended. Left out, and kept in quarantine:\n${inWords(leftOut)}` };
	}
};
