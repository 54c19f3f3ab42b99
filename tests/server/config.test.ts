import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAppError } from '#lib/errors.ts';
import { readConfig } from '../../server/config.ts';
import { standardLimits } from '../../server/limits.ts';

const secret = 'a secret of more than thirty-two characters';
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'landsby-config-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines an operator reads. */
function mistakes(env: Record<string, string>): string[] {
	try {
		readConfig({ DATA_DIR: folder, ...env });
	} catch (error) {
		if (isAppError(error)) return error.message.split('\n');
		throw error;
	}
	return [];
}

describe('settings', () => {
	test('nothing has to be set to try it on one machine', () => {
		const config = readConfig({ DATA_DIR: folder });
		expect(config).toMatchObject({
			port: 3000,
			host: '127.0.0.1',
			origin: 'http://localhost:3000',
			databaseUrl: null,
			redisUrl: null,
			demo: true,
			metricsToken: null,
			trustedProxy: null,
			limits: standardLimits,
			warnings: []
		});
	});

	test('an empty variable counts as not set', () => {
		expect(readConfig({ DATA_DIR: folder, PORT: '', ORIGIN: '' }).port).toBe(3000);
	});

	test('the address follows the port', () => {
		expect(readConfig({ DATA_DIR: folder, PORT: '8080' }).origin).toBe('http://localhost:8080');
	});

	test('all mistakes are told at once, one line each, with what is wanted', () => {
		const lines = mistakes({
			PORT: '99999',
			ORIGIN: 'https://landsby.example/path',
			DATABASE_URL: 'mysql://host/x',
			LANDSBY_DEMO: 'yes',
			LANDSBY_SECRET: 'short',
			TRUSTED_PROXY: 'proxy',
			METRICS_TOKEN: 'short',
			SMTP_URL: 'http://x',
			LOG_LEVEL: 'loud'
		});
		expect(lines.map((line) => line.split(' ', 1)[0])).toEqual([
			'PORT',
			'ORIGIN',
			'DATABASE_URL',
			'LANDSBY_DEMO',
			'LANDSBY_SECRET',
			'TRUSTED_PROXY',
			'METRICS_TOKEN',
			'LOG_LEVEL',
			'SMTP_URL'
		]);
		for (const line of lines) expect(line).toMatch(/ is not valid: \S/);
	});

	test('[T81] a value that is wrong is not repeated: it may be a secret', () => {
		const lines = mistakes({ LANDSBY_SECRET: 'hunter2', METRICS_TOKEN: 'hunter3', DATABASE_URL: 'hunter4' });
		expect(lines).toHaveLength(3);
		expect(lines.join()).not.toContain('hunter');
	});

	test.each([
		'http://landsby.example/',
		'landsby.example',
		'ftp://landsby.example',
		'https://LANDSBY.example',
		'https://user@landsby.example'
	])('[T68] %s is no public address', (origin) => {
		expect(mistakes({ ORIGIN: origin, LANDSBY_SECRET: secret })).toHaveLength(1);
	});

	test('what is checked but not used yet is said once', () => {
		const { warnings } = readConfig({
			DATA_DIR: folder,
			SMTP_URL: 'smtp://localhost:25'
		});
		expect(warnings).toEqual(['Not used by this version: SMTP_URL']);
	});
});

describe('demo and secret', () => {
	test('[T87] there are no demo accounts on a public address unless they are asked for', () => {
		const env = { DATA_DIR: folder, ORIGIN: 'https://landsby.example', LANDSBY_SECRET: secret };
		expect(readConfig(env).demo).toBe(false);
		expect(readConfig({ ...env, LANDSBY_DEMO: 'on' }).demo).toBe(true);
	});

	test('[T81] outside the demo a secret is needed, and a short one refused', () => {
		expect(mistakes({ LANDSBY_DEMO: 'off' })).toEqual([
			'LANDSBY_SECRET is needed when LANDSBY_DEMO is off: at least 32 characters'
		]);
		expect(mistakes({ LANDSBY_DEMO: 'off', LANDSBY_SECRET: 'x'.repeat(31) })).toHaveLength(1);
		expect(mistakes({ LANDSBY_DEMO: 'off', LANDSBY_SECRET: 'x'.repeat(32) })).toEqual([]);
	});

	test('[T81] in the demo it is made once, for its owner only', () => {
		const own = join(folder, 'demo');
		const first = readConfig({ DATA_DIR: own }).secret;
		expect(first.length).toBeGreaterThanOrEqual(32);
		expect(readConfig({ DATA_DIR: own }).secret).toBe(first);
		expect(statSync(join(own, 'secret')).mode & 0o777).toBe(0o600);
		expect(readdirSync(own)).toEqual(['secret']);
	});

	test('a directory that cannot be written is told in one line', () => {
		expect(mistakes({ DATA_DIR: '/dev/null/data' })).toEqual([
			'DATA_DIR /dev/null/data cannot be written. Choose a directory that the user running Landsby may write.'
		]);
	});
});

describe('limits', () => {
	test('single ones can be set, the rest stays', () => {
		const { limits } = readConfig({ DATA_DIR: folder, LANDSBY_LIMITS: '{"socketsPerAddress":5000}' });
		expect(limits).toEqual({ ...standardLimits, socketsPerAddress: 5000 });
	});

	test.each([
		['{"socketsPerAdress":1}', 'socketsPerAdress'],
		['{"socketsPerAddress":0}', 'socketsPerAddress'],
		['{"socketsPerAddress":"many"}', 'socketsPerAddress'],
		['{"socketsPerAddress":1.5}', 'socketsPerAddress']
	])('%s is refused by name', (text, name) => {
		const lines = mistakes({ LANDSBY_LIMITS: text });
		expect(lines).toHaveLength(1);
		expect(lines[0]).toContain(`look at ${name}`);
	});

	test.each(['{', '"x"', 'null'])('%s is refused', (text) => {
		expect(mistakes({ LANDSBY_LIMITS: text })).toHaveLength(1);
	});
});
