// A process that holds the embedded database of a directory until SIGTERM, for tests that kill it.
// Says `started` or `joined` when it can query.
import postgres from 'postgres';
import { startEmbedded } from '../../server/db/embedded.ts';
import { createLog } from '../../server/log.ts';

const embedded = await startEmbedded(process.argv[2] ?? '', createLog('silent'));
const sql = postgres({ ...embedded.connection, max: 1, onnotice: () => undefined });
await sql`select 1`;
await sql.end();
process.stdout.write(embedded.adopted ? 'joined\n' : 'started\n');
const alive = setInterval(() => undefined, 60_000);
process.once('SIGTERM', () => {
	clearInterval(alive);
	void embedded.stop().then(() => process.exit(0));
});
