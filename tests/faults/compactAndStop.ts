// Compacts a document as the server does, and stands still at a step, so that a test can kill it there. Arguments:
// document, step.
import { connectTo } from '../../server/db/postgres.ts';
import { compact } from '../../server/sync/compact.ts';

const [document = '', step = ''] = process.argv.slice(2);
const sql = connectTo(process.env['DATABASE_URL'] ?? '', { max: 1 });
await compact(sql, document, async (reached) => {
	if (reached !== step) return;
	process.stdout.write(`${reached}\n`);
	// For as long as it lives.
	await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
});
await sql.end();
