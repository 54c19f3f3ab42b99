/** Checks every hash chain of the record, and prints the heads: what they are now can be compared later. */
import { read, type Command } from '../command.ts';

export const auditVerify: Command = {
	name: 'audit verify',
	usage: '',
	about: 'check the record of who did what; names the first broken row',
	async run(args, cli) {
		read(args, {}, 0);
		const { audit, sql } = await cli.open();
		const { rows, chains, broken } = await audit.verify(sql);
		const heads = await audit.heads(sql);
		return {
			json: { ok: broken === null, rows, chains, broken, heads },
			text: broken
				? `Broken: chain ${broken.chain}, row ${broken.n} (${broken.reason})`
				: `Whole: ${rows} rows in ${chains} chains.\n${heads.map(({ chain, n, hash }) => `${chain} ${n} ${hash}`).join('\n')}`,
			failed: broken !== null
		};
	}
};
