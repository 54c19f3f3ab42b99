// What a rule of the stylesheets costs, where a browser would pay for it at each step of a hand on the map.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '..', '..');

/** Without what holds on paper only: nothing moves there. */
function onScreens(css: string): string {
	const begins = css.indexOf('@media print');
	if (begins < 0) return css;
	let depth = 0;
	let at = css.indexOf('{', begins);
	do {
		if (css[at] === '{') depth += 1;
		if (css[at] === '}') depth -= 1;
		at += 1;
	} while (depth > 0 && at < css.length);
	return css.slice(0, begins) + onScreens(css.slice(at));
}

test('no rule asks what the whole page holds and goes on to what lies in it: each element that comes or goes would style everything anew', () => {
	const dear = globSync(['styles/**/*.css', '**/*.svelte'], { cwd: source }).flatMap((file) =>
		(onScreens(readFileSync(join(source, file), 'utf8')).match(/^.*\b(?:html|root|body)\S*:has\(.*$/gm) ?? [])
			.filter((line) => /:has\([^)]*\)+\s+[^\s{,]/.test(line))
			.map((line) => `${file}: ${line.trim()}`)
	);
	expect(dear).toEqual([]);
});
