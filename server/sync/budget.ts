// What judging one frame may cost. Frames are bounded in every other way, too; this is the net under those bounds, should
// one of them turn out to allow something dear.

/** The clock is asked once in so many steps: asking costs as much as many of them. */
const stepsBetween = 256;

/** The bytes cost more time than one frame may. */
export class OverBudget extends Error {
	override readonly name = 'OverBudget';
}

/** Time that this thread has worked, in milliseconds: a machine that is busy with other things makes nobody a suspect. */
export function workedMs(): number {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
}

export class Budget {
	readonly #ms: number;
	readonly #clock: () => number;
	#steps = 0;
	#until: number | null = null;

	/**
	 * @param ms from the first time the clock is asked; an ordinary frame never comes that far
	 * @param clock in milliseconds, from whenever
	 */
	constructor(ms: number, clock: () => number = workedMs) {
		this.#ms = ms;
		this.#clock = clock;
	}

	/** What it has cost, as far as the clock was asked: an ordinary frame costs nothing. */
	get spentMs(): number {
		return this.#until === null ? 0 : this.#clock() - (this.#until - this.#ms);
	}

	/**
	 * Counts a step, of which each costs about the same.
	 * @throws OverBudget
	 */
	step(): void {
		this.#steps += 1;
		if (this.#steps < stepsBetween) return;
		this.#steps = 0;
		const now = this.#clock();
		this.#until ??= now + this.#ms;
		if (now > this.#until) throw new OverBudget('judging took too long');
	}
}
