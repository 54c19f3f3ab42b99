import { expect, test } from 'vitest';
import { createLog } from '../../server/log.ts';

/** As the database says that it does not take a value, with the value in it. */
function refusedValue(): Error {
	const error = new Error('invalid input syntax for type integer: "Ylva er redd"');
	return Object.assign(error, {
		code: '22P02',
		query: 'insert',
		detail: 'Failing row contains (Ylva er redd).'
	});
}

test('[T42] a line about a fault says where it was, and nothing that somebody wrote', () => {
	const lines: string[] = [];
	const log = createLog('info', { write: (line) => void lines.push(line) });
	log.error({ event: 'page.failed', err: refusedValue() });
	log.error(refusedValue());
	log.error({ event: 'page.failed', err: 'Ylva er redd' });
	log.error({ event: 'page.failed', err: new Error('the socket is gone') });
	expect(lines).toHaveLength(4);
	for (const line of lines) expect(line).not.toContain('Ylva');
	for (const line of lines.slice(0, 2))
		expect(JSON.parse(line)).toMatchObject({
			err: { name: 'Error', code: '22P02', message: 'query failed' }
		});
	expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'page.failed', level: 50 });
	// What is no fault of a query keeps its words: they are ours.
	expect(JSON.parse(lines[3] ?? '')).toMatchObject({ err: { message: 'the socket is gone' } });
	expect(lines[3]).toContain('log.test.ts');
});
