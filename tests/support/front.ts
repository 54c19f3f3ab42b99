// Caddy or nginx in front of several processes, as docs/deploy says: its own file, with the names, the ports and the
// certificate of a test.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './client.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs', 'deploy');
const standardPorts = [3001, 3002, 3003];

export type FrontName = 'caddy' | 'nginx';

export interface Front {
	readonly port: number;
	readonly origin: string;
	/** Such as "nginx/1.22.1". */
	readonly version: string;
	close(): Promise<void>;
}

/** Why a proxy is not tried here, or null. */
export function whyNo(name: FrontName): string | null {
	return spawnSync(name, [name === 'caddy' ? 'version' : '-v']).status === 0 ? null : `no ${name} on PATH`;
}

/**
 * @param port where it listens, without encryption
 * @param behind ports of the three processes
 */
export async function startFront(name: FrontName, port: number, behind: readonly number[]): Promise<Front> {
	const folder = mkdtempSync(join(tmpdir(), `landsby-${name}-`));
	const file = join(folder, name === 'caddy' ? 'Caddyfile' : 'nginx.conf');
	const text = readFileSync(join(docs, name === 'caddy' ? 'Caddyfile' : 'nginx.conf'), 'utf8');
	const filled = standardPorts.reduce(
		(all, standard, index) => all.replaceAll(`127.0.0.1:${standard}`, `127.0.0.1:${behind[index] ?? 1}`),
		text
	);
	writeFileSync(file, name === 'caddy' ? asCaddyfile(filled, port) : asNginx(filled, port, folder));
	mkdirSync(join(folder, 'data'));
	const args =
		name === 'caddy'
			? ['run', '--adapter', 'caddyfile', '--config', file]
			: ['-p', folder, '-e', join(folder, 'error.log'), '-c', file];
	const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
	const child = spawn(name, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (words: string) => (said = (said + words).slice(-20_000)));
	await until(async () => {
		if (child.exitCode !== null) throw new Error(`${name} ended: ${said}`);
		return fetch(`http://127.0.0.1:${port}/healthz`).then(
			({ ok }) => ok,
			() => false
		);
	});
	const { stdout, stderr } = spawnSync(name, [name === 'caddy' ? 'version' : '-v'], { encoding: 'utf8' });
	return {
		port,
		origin: `http://localhost:${port}`,
		version: (stdout + stderr).trim().replace('nginx version: ', ''),
		close: async () => {
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await gone;
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

function asCaddyfile(text: string, port: number): string {
	return `{\n\tadmin off\n}\n${replaced(text, 'landsby.example {', `http://localhost:${port}, http://127.0.0.1:${port} {`)}`;
}

function asNginx(text: string, port: number, folder: string): string {
	const plain = replaced(text, 'listen 443 ssl;', `listen 127.0.0.1:${port};`)
		.replace(/^\s*ssl_certificate.*\n/gm, '')
		.replace('server_name landsby.example;', 'server_name localhost;');
	const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
		(kind) => `\t${kind}_temp_path ${folder}/data/${kind};`
	);
	const user = process.getuid?.() === 0 ? 'user root;\n' : '';
	return `daemon off;\npid ${folder}/pid;\n${user}${replaced(plain, 'http {', `http {\n\taccess_log off;\n${places.join('\n')}`)}`;
}

/** @throws Error where it is not there: then the file in docs has changed, and this must be told */
function replaced(text: string, what: string, by: string): string {
	if (!text.includes(what)) throw new Error(`“${what}” does not stand in the file any more`);
	return text.replace(what, by);
}
