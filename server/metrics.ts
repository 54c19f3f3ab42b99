// Numbers of this process for Prometheus, without a library: each station declares its own beside the code that
// counts. Names and fixed labels only: never an id, a name or an address.

interface Metric {
	readonly name: string;
	readonly help: string;
	readonly type: 'counter' | 'gauge' | 'histogram';
	readonly lines: () => string[];
}

const all = new Map<string, Metric>();

function declare(metric: Metric): void {
	if (all.has(metric.name)) throw new Error(`the metric ${metric.name} is declared twice`);
	all.set(metric.name, metric);
}

/**
 * Something that only grows.
 * @param name ends in `_total`
 * @returns how to add to it
 */
export function counter(name: string, help: string): { add(n?: number): void } {
	let value = 0;
	declare({ name, help, type: 'counter', lines: () => [`${name} ${value}`] });
	return { add: (n = 1) => void (value += n) };
}

/** @param read asked when the numbers are asked for */
export function gauge(name: string, help: string, read: () => number): void {
	declare({ name, help, type: 'gauge', lines: () => [`${name} ${read()}`] });
}

/**
 * How often something took how long.
 * @param name ends in its unit, such as `_seconds`
 * @param bounds upper bounds, rising
 * @returns how to note one
 */
export function histogram(
	name: string,
	help: string,
	bounds: readonly number[]
): { observe(value: number): void } {
	const counts = bounds.map(() => 0);
	let count = 0;
	let sum = 0;
	declare({
		name,
		help,
		type: 'histogram',
		lines: () => [
			...bounds.map((bound, index) => `${name}_bucket{le="${bound}"} ${counts[index] ?? 0}`),
			`${name}_bucket{le="+Inf"} ${count}`,
			`${name}_sum ${sum}`,
			`${name}_count ${count}`
		]
	});
	return {
		observe: (value) => {
			count += 1;
			sum += value;
			for (const [index, bound] of bounds.entries())
				if (value <= bound) counts[index] = (counts[index] ?? 0) + 1;
		}
	};
}

/** Everything declared, in the text format of Prometheus. */
export function metricsText(): string {
	return [...all.values()]
		.flatMap(({ name, help, type, lines }) => [
			`# HELP ${name} ${help}`,
			`# TYPE ${name} ${type}`,
			...lines()
		])
		.map((line) => `${line}\n`)
		.join('');
}

gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage().rss);
gauge('process_start_time_seconds', 'When the process started, since 1970.', () =>
	Math.round(performance.timeOrigin / 1000)
);
