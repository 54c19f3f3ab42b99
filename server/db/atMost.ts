/** Runs so many at a time, the others one after the other behind them: for what needs more than one connection at once. */
export function atMost(most: number): <T>(run: () => Promise<T>) => Promise<T> {
	let running = 0;
	const waiting: (() => void)[] = [];
	return async (run) => {
		// Whoever is let in takes the place of the one who goes: nobody comes in between.
		if (running === most) await new Promise<void>((letIn) => waiting.push(letIn));
		else running += 1;
		try {
			return await run();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else running -= 1;
		}
	};
}
