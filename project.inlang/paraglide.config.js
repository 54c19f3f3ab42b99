// One set of options for both ways of compiling: the Vite plugin and the command line. Without it a compile by
// hand writes a runtime with another cookie, and the language of a running development server falls back.
/** @type {import('@inlang/paraglide-js').ParaglideConfig} */
export default {
	outdir: './src/lib/paraglide',
	strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
	cookieName: 'locale',
	emitTsDeclarations: true
};
