// Each bound of server/limits.ts: at it one is taken, past it refused with the named code, and whoever it is has words
// for it in both languages. A limit without a case fails here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { accessLimits, standardLimits } from '../../server/limits.ts';
import { access } from './limits/access.ts';
import { allowances } from './limits/allowances.ts';
import { closeServers, type Case, type LimitName } from './limits/case.ts';
import { albums } from './limits/pictures.ts';
import { neighbours } from './limits/neighbours.ts';
import { services } from './limits/services.ts';
import { wire } from './limits/wire.ts';
import { writing } from './limits/writing.ts';

const cases: readonly Case[] = [...writing, ...wire, ...services, ...access, ...albums, ...allowances];

afterAll(closeServers);

/** How the server works by itself; past them nobody is refused anything. */
const tuning: Partial<Record<LimitName, string>> = {
	batchRows: 'how updates share a commit; tests/sync/updateLog.test.ts',
	batchBytes: 'how updates share a commit',
	compactRows: 'when a log is shortened; tests/sync/compact.test.ts',
	compactBytes: 'when a log is shortened',
	compactIdleRows: 'when a log is shortened; tests/sync/compact.test.ts',
	compactIdleBytes: 'when a log is shortened; tests/sync/compact.test.ts',
	projectQuietMs: 'when rows are written',
	projectAtMostMs: 'when rows are written',
	projectCatchUpMs: 'when rows are looked after; tests/plan/projector.test.ts',
	unloadMs: 'when documents are let go',
	restMs: 'when the content of a quiet document is let go; tests/sync/rest.test.ts',
	poolConnections: 'what waits longer than its statement may meets statementMs',
	chunks: 'how the network cuts a message up; no client can choose it to the piece',
	stopNoticeMs: 'how long a process says that it will go; tests/server/departure.test.ts',
	stopAnswerMs: 'what is under way is answered when it stops; tests/server/departure.test.ts',
	stopSpreadMs: 'how gently pages are let go of',
	stopAtMostMs: 'the process ends by itself, whatever still hangs'
};

/** Every message of a language. */
function messages(locale: 'nb' | 'en'): Record<string, unknown> {
	const folders = readdirSync('messages').map((part) => join('messages', part, `${locale}.json`));
	return Object.assign(
		{},
		...folders.map((file) => JSON.parse(readFileSync(file, 'utf8')) as object)
	) as Record<string, unknown>;
}
const spoken = { nb: messages('nb'), en: messages('en') };

test('every limit has a case, and nothing else has', () => {
	const names = [...Object.keys(standardLimits), ...Object.keys(accessLimits)].sort();
	const shown = [...cases, ...neighbours].map(({ limit }) => limit);
	expect([...new Set([...shown, ...Object.keys(tuning)])].sort()).toEqual(names);
	expect(shown.filter((name) => name in tuning)).toEqual([]);
});

describe.each(cases)('$limit', ({ at, past, refused }) => {
	test('is enough for what comes up to it', async () => {
		expect(await at()).toBe('taken');
	});
	test(`is told as ${String(refused)} past it`, async () => {
		expect(await past()).toBe(refused);
	});
});

test.each([...cases, ...neighbours])(
	'$limit: whoever meets it reads words in both languages',
	({ words }) => {
		for (const locale of [spoken.nb, spoken.en])
			expect(words.filter((key) => typeof locale[key] !== 'string' || locale[key] === '')).toEqual([]);
	}
);

test.each(neighbours)('$limit is shown by "$title" in $file', ({ file, title }) => {
	expect(readFileSync(file, 'utf8')).toMatch(
		new RegExp(`(test|it)(\\.\\w+\\([^]*?\\))?\\(\\s*['"\`]${escaped(title)}`)
	);
});

function escaped(text: string): string {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
