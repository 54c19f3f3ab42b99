// Between the bench and the process that makes the load: one job, words on the way, one result.
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Jobs } from './jobs.ts';

export type JobName = keyof Jobs;
export type JobInput<J extends JobName> = Jobs[J]['input'];
export type JobResult<J extends JobName> = Jobs[J]['result'];

/** What the load says while it works, and what it waits to be told. */
export type Word = string;

export type FromLoad = { readonly say: Word } | { readonly result: unknown } | { readonly failed: string };

/**
 * Runs a job in a process of its own.
 * @param heard what is done when the load says a word; it goes on when that is done
 */
export async function runLoad<J extends JobName>(
	job: J,
	input: JobInput<J>,
	heard: (word: Word) => void | Promise<void> = () => undefined
): Promise<JobResult<J>> {
	const child = fork(join(import.meta.dirname, 'process.ts'), [], {
		serialization: 'advanced',
		stdio: ['ignore', 'inherit', 'inherit', 'ipc']
	});
	try {
		return await resultOf(child, { job, input }, heard);
	} finally {
		child.kill('SIGKILL');
	}
}

function resultOf<J extends JobName>(
	child: ChildProcess,
	task: { job: J; input: JobInput<J> },
	heard: (word: Word) => void | Promise<void>
): Promise<JobResult<J>> {
	return new Promise((resolve, reject) => {
		child.once('exit', (code) => reject(new Error(`the load ended (${code ?? 'by a signal'})`)));
		child.on('message', (message: FromLoad) => {
			if ('result' in message) return resolve(message.result as JobResult<J>); // of the job that was named
			if ('failed' in message) return reject(new Error(message.failed));
			Promise.resolve(heard(message.say)).then(() => child.send('go on'), reject);
		});
		child.send(task);
	});
}
