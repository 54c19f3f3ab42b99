// Publishes a version as the server does, and stands still before a statement, so that a test can kill it there: with its
// transaction open, as a power cut would find it. Arguments: participant, closing as JSON, number of the statement.
import * as participants from '../../server/access/participants.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { publish, type Closing } from '../../server/plan/publish.ts';
import { told } from './statements.ts';

const [participant = '', closing = '', stop = ''] = process.argv.slice(2);
const sql = connectTo(process.env['DATABASE_URL'] ?? '', { max: 1 });
const by = await participants.byId(sql, participant);
if (!by) throw new Error('no such participant');

async function stand(): Promise<void> {
	process.stdout.write('stands\n');
	// For as long as it lives.
	await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
}

await publish(
	told(sql, (statement) => (statement === Number(stop) ? stand() : undefined)),
	by,
	JSON.parse(closing) as Closing, // what the test wrote
	new Date()
);
// The commit has been made, and nobody was told.
await stand();
