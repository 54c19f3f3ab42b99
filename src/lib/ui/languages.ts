/** The languages of the interface, each in its own words, in the order they are offered. */
export const languages = [
	{ locale: 'nb', name: 'Bokmål' },
	{ locale: 'nn', name: 'Nynorsk' },
	{ locale: 'en', name: 'English' },
	{ locale: 'se', name: 'Davvisámegiella' }
] as const;

export type Locale = (typeof languages)[number]['locale'];

/** Whether a text names one of our languages. */
export function isLocale(text: unknown): text is Locale {
	return languages.some(({ locale }) => locale === text);
}
