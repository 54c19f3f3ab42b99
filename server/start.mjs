// What npm start begins with: plain JavaScript without a dependency, for any Node from 20 on. Installs and builds
// when that is stale, then goes on with the Node that package.json pins.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules', '.bin', 'node');
const [flag, ...rest] = process.argv.slice(2);

if (Number(process.versions.node.split('.', 1)[0]) < 20)
	fail(`Landsby needs Node 20 or newer to begin with; this is ${process.version}.`);
installWhenStale();
switch (flag) {
	case '--cli':
		goOn(['server/cli/main.ts', ...rest]);
		break;
	case '--dev':
		goOn([join('node_modules', 'vite', 'bin', 'vite.js'), 'dev', ...rest]);
		break;
	case '--build-only':
		buildWhenStale();
		break;
	case undefined:
		buildWhenStale();
		goOn(['server/main.ts']);
		break;
	default:
		fail(`Unknown option ${flag}. Use --dev, --build-only or --cli.`, 2);
}

function installWhenStale() {
	if (isInstalled()) return;
	say('Installing packages. The first time takes a few minutes ...');
	// The command line prints only its own answer on standard output.
	const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: root,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32'
	});
	if (run.status !== 0) fail('Installing failed. Is the npm registry within reach?');
	if (!existsSync(node))
		fail('Node is missing after installing. Does npm run install scripts here? They are needed.');
}

/**
 * Whether what npm installed last is what package-lock.json asks for. npm writes its own list when it is done, so
 * an installation that was broken off, or done by hand, is judged rightly too.
 */
function isInstalled() {
	const list = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(node) || !existsSync(list)) return false;
	const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
	const there = JSON.parse(readFileSync(list, 'utf8')).packages;
	return (
		Object.entries(there).every(([path, { version }]) => wanted[path]?.version === version) &&
		Object.entries(wanted).every(
			// What is for other systems is listed, and not installed.
			([path, { optional, devOptional }]) => path === '' || there[path] || optional || devOptional
		)
	);
}

function buildWhenStale() {
	const stamp = join(root, 'build', '.landsby-built');
	const sources = [
		'src',
		'messages',
		'static',
		'project.inlang/settings.json',
		'svelte.config.js',
		'vite.config.ts',
		'package.json',
		'package-lock.json'
	];
	const wanted = hashOf(sources.flatMap((name) => filesOf(join(root, name))));
	if (existsSync(join(root, 'build', 'handler.js')) && read(stamp) === wanted) return;
	say('Building the pages ...');
	const vite = [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'];
	const run = spawnSync(node, vite, {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
		maxBuffer: 64 * 1024 * 1024
	});
	if (run.status !== 0) {
		// What the tools say is of interest only when it goes wrong.
		process.stderr.write(run.stdout);
		process.stderr.write(run.stderr);
		fail('Building failed; see above.');
	}
	mkdirSync(join(root, 'build'), { recursive: true });
	writeFileSync(stamp, wanted);
}

/** Goes on with the pinned Node; its signals and exit code are this process's. */
function goOn(args) {
	// The channel ("ipc") breaks when this process is killed, and the server then stops by itself.
	const child = spawn(node, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
	// Ctrl-C in a terminal reaches both; a second request to stop changes nothing.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
	child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function filesOf(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.filter((name) => name !== 'paraglide' && !name.startsWith('.'))
		.flatMap((name) => filesOf(join(path, name)));
}

function hashOf(paths) {
	const hash = createHash('sha256');
	for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
	return hash.digest('hex');
}

function read(path) {
	return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function say(words) {
	process.stderr.write(`${words}\n`);
}

function fail(words, code = 1) {
	say(words);
	process.exit(code);
}
