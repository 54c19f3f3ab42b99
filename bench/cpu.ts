// What processes have used of the processor, as Linux counts it.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
const tickMs = 10;

interface Stat {
	readonly name: string;
	readonly parent: number;
	/** Milliseconds of its own, and of its children that have ended. */
	readonly own: number;
	readonly ended: number;
}

function statOf(pid: number): Stat | null {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/stat`, 'utf8');
	} catch {
		return null;
	}
	// The name stands in brackets and may hold anything.
	const close = text.lastIndexOf(')');
	const fields = text
		.slice(close + 2)
		.split(' ')
		.map(Number);
	const at = (index: number): number => fields[index] ?? 0;
	return {
		name: text.slice(text.indexOf('(') + 1, close),
		parent: at(1),
		own: (at(11) + at(12)) * tickMs,
		ended: (at(13) + at(14)) * tickMs
	};
}

/** CPU time of one process, all its threads, in milliseconds. */
export function cpuOf(pid: number): number {
	return scheduled(pid) ?? statOf(pid)?.own ?? 0;
}

/** To the nanosecond, where the kernel says it: a short piece of work is less than a tick. */
function scheduled(pid: number): number | null {
	try {
		const times = readdirSync(`/proc/${pid}/task`).map((task) =>
			Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
		);
		return times.reduce((sum, ns) => sum + ns, 0) / 1e6;
	} catch {
		return null;
	}
}

/** CPU time of a process and all its children, those that have ended too, in milliseconds. */
export function cpuOfFamily(parent: number): number {
	const children = readdirSync('/proc')
		.map(Number)
		.filter((pid) => pid > 0 && statOf(pid)?.parent === parent);
	const ended = statOf(parent)?.ended ?? 0;
	return ended + [parent, ...children].reduce((sum, pid) => sum + cpuOf(pid), 0);
}

/** The parent of a process, where it has this name; null where the process is not on this machine. */
export function parentOf(pid: number, name: string): number | null {
	const stat = statOf(pid);
	return stat?.name === name ? stat.parent : null;
}
