/** Does something with each of a list, a few at a time, in order. */
export async function inTurn<T, R>(
	list: readonly T[],
	atOnce: number,
	work: (one: T, index: number) => Promise<R>
): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	const worker = async (): Promise<void> => {
		for (let index = next++; index < list.length; index = next++) {
			const one = list[index];
			if (one !== undefined) results[index] = await work(one, index);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	return results;
}
