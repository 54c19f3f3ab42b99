// Every address that the pages answer to, read from the routes themselves: a route that is added later is asked for
// without anybody thinking of it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'src', 'routes');

export interface Route {
	/** As the folders are called: `/rooms/[room]/plan`. */
	readonly id: string;
	/** It has a page, so it also answers with the page's data alone. */
	readonly isPage: boolean;
}

/** All routes that answer: those with a page or a server of their own. */
export function allRoutes(): Route[] {
	const found: Route[] = [];
	const walk = (id: string): void => {
		const entries = readdirSync(join(folder, id), { withFileTypes: true });
		const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
		const isPage = names.some((name) => /^\+page(@.*)?\.svelte$/.test(name) || name === '+page.server.ts');
		if (isPage || names.includes('+server.ts')) found.push({ id: id === '' ? '/' : id, isPage });
		for (const entry of entries) if (entry.isDirectory()) walk(`${id}/${entry.name}`);
	};
	walk('');
	return found;
}

/** What stands in the place of each parameter; several values are several addresses. */
export type Fillings = Readonly<Record<string, readonly string[]>>;

/**
 * The addresses of a route: one with the first value of each parameter, and one with each other value.
 * @throws Error where it has a parameter that nobody has said a value for
 */
export function addressesOf({ id }: Route, fillings: Fillings): string[] {
	const parts = id.split('/').filter((part) => part !== '' && !/^\(.*\)$/.test(part));
	const values = parts.map((part) => valuesOf(part, id, fillings));
	const first = values.map(([value = '']) => value);
	const others = values.flatMap((all, index) => all.slice(1).map((value) => first.with(index, value)));
	return [first, ...others].map((address) => `/${address.join('/')}`);
}

function valuesOf(part: string, id: string, fillings: Fillings): string[] {
	const [, before = '', name, after = ''] = /^(.*)\[(.+)\](.*)$/.exec(part) ?? [];
	if (name === undefined) return [part];
	const values = fillings[name];
	if (!values)
		throw new Error(
			`The route ${id} has the parameter [${name}], and the sweep does not know what to ask for. ` +
				`Add "${name}" with real values to the fillings in tests/security/canary.test.ts.`
		);
	return values.map((value) => before + value + after);
}

/** Where the data of a page is asked for without the page. */
export function dataOf(address: string): string {
	const [path = '', query] = address.split('?');
	return `${path === '/' ? '' : path}/__data.json${query === undefined ? '' : `?${query}`}`;
}
