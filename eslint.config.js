import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Making a shared container anywhere else risks that two people make it at once and one loses theirs. */
const noContainers = {
	selector: "NewExpression[callee.object.name='Y'][callee.property.name=/^(Map|Text|XmlFragment|Array)$/]",
	message: 'Shared containers are made in create* and seed* functions of document.ts only (docs/document.md).'
};
const noOwnOrder = {
	selector:
		":matches(NewExpression[callee.property.name='Collator'], CallExpression[callee.property.name='localeCompare'][callee.object.property.name=/^(name|label)$/])",
	message: 'Names have one order, that of the reader’s language: nameOrder in src/lib/network/names.ts.'
};
const noHtml = {
	selector: 'SvelteMustacheTag[kind="raw"]',
	message: 'Nothing that people wrote is ever drawn as HTML.'
};
const noUnsafeSql = {
	selector: "CallExpression[callee.property.name='unsafe']",
	message: 'SQL is written as tagged templates; only migrations run as they are.'
};

export default ts.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'node_modules/',
			'data/',
			'src/lib/paraglide/',
			'docs/',
			'test-results/',
			'playwright-report/',
			'.dependency-cruiser.cjs'
		]
	},
	js.configs.recommended,
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: {
				projectService: { allowDefaultProject: ['*.js', '*.mjs'] },
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte']
			}
		},
		rules: {
			'no-restricted-syntax': ['error', noContainers, noHtml, noUnsafeSql, noOwnOrder],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': [
				'error',
				{
					// Also `return refuse(...)`: answering and leaving in one line is how doors read here.
					ignoreArrowShorthand: true,
					ignoreVoidReturningFunctions: true
				}
			],
			// A load or an action may be async without waiting for anything, and `undefined` is not void.
			'@typescript-eslint/require-await': 'off',
			// `toString` of a shared text is its text; the library's types do not say so.
			'@typescript-eslint/no-base-to-string': [
				'error',
				{ ignoredTypeNames: ['Error', 'RegExp', 'URL', 'URLSearchParams', 'YText', 'Text'] }
			],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
			// `throw redirect(...)` and `throw error(...)` are how SvelteKit answers.
			'@typescript-eslint/only-throw-error': 'off',
			'@typescript-eslint/consistent-type-definitions': 'off',
			'@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
			'no-console': 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts', '**/*.svelte.js'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: {
			'svelte/no-at-html-tags': 'error',
			// Addresses are built from ids that were parsed; `resolve()` would only add noise.
			'svelte/no-navigation-without-resolve': 'off',
			// Known to misjudge values that change by runes.
			'@typescript-eslint/no-unnecessary-condition': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'prefer-const': 'off',
			// `void x` in an effect says that x is followed, though nothing is done with it.
			'@typescript-eslint/no-meaningless-void-operator': 'off',
			// Dates, maps and sets that live for one call are not followed by anybody.
			'svelte/prefer-svelte-reactivity': 'off'
		}
	},
	{
		// The only places where shared containers are made.
		files: ['src/lib/**/document.ts'],
		rules: { 'no-restricted-syntax': ['error', noHtml, noUnsafeSql, noOwnOrder] }
	},
	{
		files: ['tests/**', '**/*.test.ts', 'bench/**'],
		rules: {
			'no-restricted-syntax': ['error', noHtml],
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-floating-promises': 'error',
			'no-console': 'off'
		}
	},
	{
		files: ['server/db/migrate.ts', 'server/db/postgres.ts'],
		rules: { 'no-restricted-syntax': ['error', noHtml] }
	},
	{
		files: ['**/*.js', '**/*.mjs'],
		...ts.configs.disableTypeChecked,
		rules: { ...ts.configs.disableTypeChecked.rules, 'no-console': 'off' }
	},
	{ files: ['server/cli/**', 'server/main.ts', 'server/banner.ts'], rules: { 'no-console': 'off' } }
);
