import { afterEach, expect, test, vi } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { LANGUAGES } from './languages.ts';
import { languageWord } from './words.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

/** As browsers have it: no words for these. Node has some of them. */
function asInABrowser(): void {
	const { DisplayNames } = Intl;
	const unknown = ['se', 'sma', 'smj', 'fkv', 'nsl', 'nsi'];
	class Names extends DisplayNames {
		override of(code: string): string | undefined {
			return unknown.includes(code) ? code : super.of(code);
		}
	}
	vi.stubGlobal('Intl', {
		...Object.fromEntries(
			Object.getOwnPropertyNames(Intl).map((name) => [name, Intl[name as keyof typeof Intl]])
		),
		DisplayNames: Names
	});
}

test.each(['nb', 'nn', 'en'] as const)('every language of the list has a name in %s', (locale) => {
	overwriteGetLocale(() => locale);
	asInABrowser();
	expect(LANGUAGES.filter((language) => languageWord(language) === language)).toEqual([]);
});

test('those of the Sami, Kven and sign language are what people call them', () => {
	overwriteGetLocale(() => 'nb');
	asInABrowser();
	expect(['se', 'sma', 'smj', 'fkv', 'nsl', 'nsi'].map(languageWord)).toEqual([
		'nordsamisk',
		'sørsamisk',
		'lulesamisk',
		'kvensk',
		'norsk tegnspråk',
		'norsk tegnspråk'
	]);
});
