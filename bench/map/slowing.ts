// A browser slows a page down by a thread that interrupts it five thousand times a second. In the real-time class
// (`chrt -r 20 npm run bench`, beside other work) all threads of a browser have one rank, and that one comes too late:
// a page "four times slower" is hardly slower at all. So it is ranked above them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const threadName = 'CPUThrottling';

/** Ranks the slowing threads of all browsers that this process has started above the pages', where it is in the real-time class. */
export function rankSlowing(): void {
	if (process.platform !== 'linux') return;
	const own = realTimeRank('self');
	if (own === null) return;
	for (const thread of threadsNamed(threadName))
		if (realTimeRank(thread) === own) execFileSync('chrt', ['-r', '-p', String(own + 10), thread]);
}

/** @returns null where a thread is in another class, or gone */
function realTimeRank(thread: string): number | null {
	// The fields after the name, which may hold anything: the 40th and 41st of all are rank and class.
	const fields = read(`/proc/${thread}/stat`)?.split(') ').at(-1)?.split(' ') ?? [];
	return fields[38] === '2' ? Number(fields[37]) : null;
}

function threadsNamed(name: string): string[] {
	const processes = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
	return processes.flatMap((id) =>
		list(`/proc/${id}/task`).filter((thread) => read(`/proc/${id}/task/${thread}/comm`)?.startsWith(name))
	);
}

/** Processes end while one looks. */
function read(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
function list(path: string): string[] {
	try {
		return readdirSync(path);
	} catch {
		return [];
	}
}
