/**
 * What a browser says it is, in two words for whoever must know it again: “Chrome, Windows”. A browser can say what it
 * likes, so nothing hangs on it.
 * @param userAgent the header, or null
 */
export function deviceWords(userAgent: string | null): string {
	const browser = firstIn(userAgent, [
		['Edg', 'Edge'],
		['OPR', 'Opera'],
		['SamsungBrowser', 'Samsung'],
		['Firefox', 'Firefox'],
		['FxiOS', 'Firefox'],
		['Chrome', 'Chrome'],
		['CriOS', 'Chrome'],
		['Safari', 'Safari']
	]);
	const system = firstIn(userAgent, [
		['iPad', 'iPad'],
		['iPhone', 'iPhone'],
		['Android', 'Android'],
		['Windows', 'Windows'],
		['CrOS', 'Chromebook'],
		['Macintosh', 'Mac'],
		['Tizen', 'TV'],
		['Web0S', 'TV'],
		['Linux', 'Linux']
	]);
	return [browser, system].filter((word) => word !== null).join(', ') || '?';
}

function firstIn(text: string | null, words: readonly (readonly [string, string])[]): string | null {
	return words.find(([sign]) => text?.includes(sign))?.[1] ?? null;
}
