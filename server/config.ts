// Every setting: name, what it is, schema. Read and checked once at start, one clear line for each mistake.
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { Limits, standardLimits } from './limits.ts';

const Port = v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65_535));
const OnOff = v.picklist(['on', 'off']);
const Origin = v.pipe(
	v.string(),
	v.check((text) => {
		const url = URL.canParse(text) ? new URL(text) : null;
		return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
	})
);
const url = (...protocols: string[]) =>
	v.pipe(
		v.string(),
		v.check((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol))
	);

/** Name, what an operator reads about it, and what it must look like. */
const settings = {
	PORT: ['port to listen on, 0-65535', Port],
	HOST: ['address to listen on, such as 127.0.0.1 or 0.0.0.0', v.pipe(v.string(), v.minLength(1))],
	ORIGIN: ['public address, such as https://landsby.example, without a path', Origin],
	DATABASE_URL: ['postgres://user:password@host/database', url('postgres:', 'postgresql:')],
	DATA_DIR: ['directory for the embedded database and the secret', v.pipe(v.string(), v.minLength(1))],
	REDIS_URL: ['redis://user:password@host:port, or rediss:// for TLS', url('redis:', 'rediss:')],
	LANDSBY_DEMO: ['on or off', OnOff],
	LANDSBY_SECRET: ['at least 32 characters', v.pipe(v.string(), v.minLength(32))],
	TRUSTED_PROXY: ['address of the reverse proxy', v.pipe(v.string(), v.ip())],
	METRICS_TOKEN: ['at least 16 characters', v.pipe(v.string(), v.minLength(16))],
	OIDC_ISSUER: ['https://issuer', url('https:')],
	OIDC_CLIENT_ID: ['client id at the issuer', v.pipe(v.string(), v.minLength(1))],
	OIDC_CLIENT_SECRET: ['client secret at the issuer', v.pipe(v.string(), v.minLength(1))],
	SMTP_URL: ['smtp://host:port', url('smtp:', 'smtps:')],
	LOG_LEVEL: [
		'fatal, error, warn, info, debug, trace or silent',
		v.picklist(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
	],
	LANDSBY_LIMITS: [
		'JSON object of limits by name (server/limits.ts)',
		v.pipe(v.string(), v.parseJson(), Limits)
	]
} as const satisfies Record<string, readonly [string, v.GenericSchema<string, unknown>]>;

/** Known, checked, and not used by anything yet: an operator who sets them should hear so. */
const notYetUsed = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'SMTP_URL'] as const;

export interface Config {
	readonly port: number;
	readonly host: string;
	readonly origin: string;
	readonly databaseUrl: string | null;
	/** Valkey or Redis, through which several processes hear of each other at once; null: there is one process. */
	readonly redisUrl: string | null;
	/** Absolute path. */
	readonly dataDir: string;
	/** Demo rooms and accounts are made on an empty database and shown at sign-in. */
	readonly demo: boolean;
	readonly secret: string;
	readonly trustedProxy: string | null;
	readonly metricsToken: string | null;
	readonly logLevel: string;
	readonly limits: Limits;
	/** For the operator, said once at start. */
	readonly warnings: readonly string[];
}

/**
 * Reads the environment.
 * @throws AppError `invalid` whose message has one line for each mistake
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
	const mistakes: string[] = [];
	function read<TName extends keyof typeof settings>(
		name: TName
	): v.InferOutput<(typeof settings)[TName][1]> | undefined {
		const text = env[name];
		if (text === undefined || text === '') return undefined;
		const [description, schema] = settings[name];
		const parsed = v.safeParse(schema, text);
		if (parsed.success) return parsed.output; // of this very schema
		mistakes.push(`${name} is not valid: ${description}${wrongKeys(parsed.issues)}`);
		return undefined;
	}

	const port = read('PORT') ?? 3000;
	const host = read('HOST') ?? '127.0.0.1';
	const origin = read('ORIGIN') ?? `http://localhost:${port}`;
	const databaseUrl = read('DATABASE_URL') ?? null;
	const redisUrl = read('REDIS_URL') ?? null;
	const dataDir = resolve(read('DATA_DIR') ?? './data');
	const demo = (read('LANDSBY_DEMO') ?? (isLoopback(origin) ? 'on' : 'off')) === 'on';
	const givenSecret = read('LANDSBY_SECRET');
	const trustedProxy = read('TRUSTED_PROXY') ?? null;
	const metricsToken = read('METRICS_TOKEN') ?? null;
	const logLevel = read('LOG_LEVEL') ?? 'info';
	const limits = read('LANDSBY_LIMITS') ?? standardLimits;
	for (const name of notYetUsed) read(name);
	if (!demo && givenSecret === undefined && !mistakes.some((line) => line.startsWith('LANDSBY_SECRET')))
		mistakes.push(`LANDSBY_SECRET is needed when LANDSBY_DEMO is off: ${settings.LANDSBY_SECRET[0]}`);
	if (mistakes.length > 0) throw new AppError('invalid', mistakes.join('\n'));

	const unused = notYetUsed.filter((name) => env[name]);
	return {
		port,
		host,
		origin,
		databaseUrl,
		redisUrl,
		dataDir,
		demo,
		secret: givenSecret ?? demoSecret(dataDir),
		trustedProxy,
		metricsToken,
		logLevel,
		limits,
		warnings: unused.length > 0 ? [`Not used by this version: ${unused.join(', ')}`] : []
	};
}

/** Whether a public address means this machine only. */
export function isLoopback(origin: string): boolean {
	return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
}

/** Names the keys of a JSON setting that are wrong; their values may be secret and are not repeated. */
function wrongKeys(issues: readonly v.BaseIssue<unknown>[]): string {
	const keys = issues.map((issue) => v.getDotPath(issue)).filter((path) => path !== null);
	return keys.length > 0 ? `; look at ${[...new Set(keys)].join(', ')}` : '';
}

/** In the demo the secret is made once and kept beside the data, readable by its owner only. */
function demoSecret(dataDir: string): string {
	const file = join(dataDir, 'secret');
	try {
		const before = existing(file);
		if (before !== null) return before;
		// Root's PostgreSQL is somebody else's and must pass through the directory.
		mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
		const secret = randomBytes(32).toString('base64url');
		// Written aside and linked: two processes that start at once agree, and a kill leaves no half of one.
		const aside = `${file}.${process.pid}`;
		writeFileSync(aside, secret, { mode: 0o600 });
		try {
			linkSync(aside, file);
			return secret;
		} catch (error) {
			const others = existing(file);
			if (others === null) throw error;
			return others;
		} finally {
			rmSync(aside, { force: true });
		}
	} catch (error) {
		throw new AppError(
			'unavailable',
			`DATA_DIR ${dataDir} cannot be written. Choose a directory that the user running Landsby may write.`,
			{ cause: error }
		);
	}
}

function existing(file: string): string | null {
	return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}
