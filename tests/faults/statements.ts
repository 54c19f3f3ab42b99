// Lets a test stand between the statements of a transaction.
import type { Sql, TransactionSql } from 'postgres';

/**
 * The same pool, whose transactions tell of each statement before it is sent, and of the commit as the last one.
 * @param before hears the number of the statement, from 1 on; what it waits for, the statement waits for
 */
export function told(sql: Sql, before: (statement: number) => void | Promise<void>): Sql {
	let statement = 0;
	const next = async (): Promise<void> => before((statement += 1));
	const within = (tx: TransactionSql): TransactionSql =>
		new Proxy(tx, {
			apply: (target, self, given: unknown[]) => {
				const [first] = given;
				const run = (): unknown => Reflect.apply(target as never, self, given);
				// A list or a name, to stand in a statement, is none.
				if (!Array.isArray(first) || !('raw' in first)) return run();
				return next().then(run);
			}
		});
	return new Proxy(sql, {
		get: (target, name) => {
			if (name !== 'begin') return Reflect.get(target, name) as unknown;
			return (work: (tx: TransactionSql) => Promise<unknown>) =>
				target.begin(async (tx) => {
					const result = await work(within(tx));
					await next();
					return result;
				});
		}
	});
}
