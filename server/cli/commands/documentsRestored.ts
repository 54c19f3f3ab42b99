/** To be run after the database was restored from a backup. */
import { raiseEpoch } from '../../sync/epoch.ts';
import { read, type Command } from '../command.ts';

export const documentsRestored: Command = {
	name: 'documents restored',
	usage: '',
	about: 'after a restore from a backup: keep pages from merging what came later',
	help: [
		'Pages and devices may hold what was written, or erased, after the backup was taken. They come anew, and their',
		'authors get back, to copy, the words that they had written themselves.'
	],
	async run(args, cli) {
		read(args, {}, 0);
		const { sql } = await cli.open();
		const documents = await raiseEpoch(sql);
		return {
			json: { documents },
			text: `Pages of ${documents} documents come anew, and merge nothing that is newer than the backup.`
		};
	}
};
