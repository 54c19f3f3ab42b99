/**
 * The operator's command line. Works beside a running server and without one, on either database. With `--json` exactly
 * one JSON document stands on standard output; what goes wrong is one line on standard error and exit code 1, wrong
 * usage 2.
 */
import { isAppError } from '#lib/errors.ts';
import { UsageError, type Cli, type Command } from './command.ts';
import { auditVerify } from './commands/auditVerify.ts';
import { demo } from './commands/demo.ts';
import { documentsCheck } from './commands/documentsCheck.ts';
import { documentsMend } from './commands/documentsMend.ts';
import { documentsRestored } from './commands/documentsRestored.ts';
import { invite } from './commands/invite.ts';
import { loadRooms } from './commands/loadRooms.ts';
import { migrate } from './commands/migrate.ts';
import { participantSet } from './commands/participantSet.ts';
import { planShow } from './commands/planShow.ts';
import { roomCreate } from './commands/roomCreate.ts';
import { roomList } from './commands/roomList.ts';
import { session } from './commands/session.ts';
import { signInLink } from './commands/signInLink.ts';
import { userAdd } from './commands/userAdd.ts';
import { userDisable } from './commands/userDisable.ts';
import { userList } from './commands/userList.ts';
import { openServices } from './services.ts';

const commands: readonly Command[] = [
	demo,
	userAdd,
	userList,
	userDisable,
	roomCreate,
	roomList,
	invite,
	participantSet,
	signInLink,
	session,
	planShow,
	auditVerify,
	documentsCheck,
	documentsMend,
	documentsRestored,
	migrate,
	loadRooms
];

const inputBytesMax = 16 * 1024 * 1024;

async function main(argv: readonly string[]): Promise<number> {
	const asJson = argv.includes('--json');
	const asksHelp = argv.includes('--help') || argv.includes('-h');
	const words = argv.filter((word) => !['--json', '--help', '-h'].includes(word));
	const command = commands.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
	if (!command) {
		if (asksHelp) return print(overview());
		const first = words[0];
		return complain(
			first === undefined ? overview() : `Unknown command: ${words.slice(0, 2).join(' ')}\n${overview()}`,
			2
		);
	}
	if (asksHelp) return print(helpOf(command));

	const opened = openServices();
	const cli: Cli = { open: opened.open, input };
	try {
		const answer = await command.run(words.slice(command.name.split(' ').length), cli);
		print(asJson ? JSON.stringify(answer.json) : answer.text);
		return answer.failed === true ? 1 : 0;
	} catch (error) {
		if (error instanceof UsageError) return complain(`${error.message}\n${helpOf(command)}`, 2);
		return complain(wordsOf(error), 1);
	} finally {
		await opened.close();
	}
}

/** One line about what went wrong: an operator's mistake as a sentence, a fault by its message. */
function wordsOf(error: unknown): string {
	const words = error instanceof Error ? error.message : String(error);
	const line = isAppError(error) && error.field !== undefined ? `${error.field}: ${words}` : words;
	return line.replace(/\s*\n\s*/gu, '; ');
}

function overview(): string {
	const width = Math.max(...commands.map(({ name, usage }) => `${name} ${usage}`.length));
	return [
		'Usage: npm run landsby -- <command> [--json] [--help]',
		'',
		...commands.map(
			({ name, usage, about }) => `  ${`${name} ${usage}`.padEnd(Math.min(width, 46))}  ${about}`
		)
	].join('\n');
}

function helpOf({ name, usage, about, help = [] }: Command): string {
	return [
		`Usage: npm run landsby -- ${name} ${usage} [--json]`,
		'',
		`  ${about}`,
		...help.map((line) => `  ${line}`)
	].join('\n');
}

async function input(): Promise<string> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of process.stdin) {
		const part = Buffer.from(chunk as Uint8Array); // a stream without an encoding gives bytes
		bytes += part.length;
		if (bytes > inputBytesMax) throw new UsageError('that is more than 16 MiB');
		chunks.push(part);
	}
	return Buffer.concat(chunks).toString('utf8');
}

function print(text: string): 0 {
	process.stdout.write(`${text}\n`);
	return 0;
}

function complain(text: string, code: 1 | 2): 1 | 2 {
	process.stderr.write(`${text}\n`);
	return code;
}

// Whoever reads may have read enough (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2));
