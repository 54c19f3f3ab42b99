// The process that makes the load. It has one job, and says when a phase of it begins or ends.
import type { FromLoad, JobName, Word } from './channel.ts';
import { jobs } from './jobs.ts';

function send(message: FromLoad): void {
	process.send?.(message);
}

/** Says a word to the bench and waits until it has heard it. */
function say(word: Word): Promise<void> {
	return new Promise((resolve) => {
		process.once('message', () => resolve());
		send({ say: word });
	});
}

process.once('message', (task: { job: JobName; input: never }) => {
	jobs[task.job](task.input, say).then(
		(result) => send({ result }),
		(error: unknown) =>
			send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
	);
});
