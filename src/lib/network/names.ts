/** What stands under somebody on the map: as short as it can be without meaning somebody else. */
import { tidyName } from './network.ts';

/** Words that are no name by themselves: what follows belongs to them. */
const titles = new Set(
	(
		'mamma pappa mor far mormor morfar farmor farfar bestemor bestefar besta besten tante onkel fetter kusine ' +
		'søster bror storesøster storebror lillesøster lillebror stemor stefar ' +
		'gammelmormor oldemor oldefar fru herr dr dr. doktor lærer trener ' +
		'mum mom dad mummy daddy grandma grandpa granny auntie aunt uncle cousin miss mr mrs ms mr. mrs. ms. ' +
		'eadni áhčči áhkku áddjá siessá eahki'
	).split(' ')
);
/** Given names that often stand second and are seldom a family's: “Nils Petter”, “Anne Marie”. */
const seconds = new Set(
	(
		'petter erik andré ante anders andreas arne arild ole olav johan jakob joakim kristian kristoffer henrik magnus martin ' +
		'morten einar eivind emil filip fredrik gunnar harald helge ivar jens kåre mathias nikolai oskar terje tore ' +
		'tobias vegard øyvind ' +
		'marie maria mari marit margrethe margit kristin kristine katrine karin karine louise lovise sofie helene elise elisabeth ' +
		'lise line linn beate benedikte berit bente cecilie charlotte christine eline grete hege heidi ingrid irene ' +
		'johanne julie kaja lill malene mette ragnhild rebekka solveig sunniva synnøve therese tone unni wenche ' +
		'máret ánne ingá'
	).split(' ')
);
const longestOnMap = 16;

/**
 * The name of each person as it stands on the map: the first name, with the first letter of the last where
 * two share it. Names that are not made of a first and a last one (“Noras mamma”) stay as they are.
 */
export function shortNames(
	people: readonly { readonly id: string; readonly name: string }[]
): ReadonlyMap<string, string> {
	const firsts = new Map<string, number>();
	for (const { name } of people) {
		const first = firstName(name);
		firsts.set(first, (firsts.get(first) ?? 0) + 1);
	}
	return new Map(
		people.map(({ id, name }) => {
			const first = firstName(name);
			const last = tidyName(name).slice(first.length).trim();
			const short =
				last !== '' && (firsts.get(first) ?? 0) > 1 ? `${first} ${lettersOf(last)[0] ?? ''}.` : first;
			return [id, cut(short)];
		})
	);
}

/** The name one is called by: the first, or both of two that belong together. */
export function firstName(name: string): string {
	const words = tidyName(name).split(' ');
	const capital = (word: string) => word !== word.toLocaleLowerCase();
	if (words.length < 2 || !words.every(capital)) return words.join(' ');
	const [first = '', second = ''] = words;
	const isTwo = titles.has(first.toLocaleLowerCase()) || seconds.has(second.toLocaleLowerCase());
	return isTwo ? `${first} ${second}` : first;
}

/** The letter in somebody's disc. */
export function initialOf(name: string): string {
	return (lettersOf(tidyName(name))[0] ?? '?').normalize('NFC').toLocaleUpperCase();
}

/** Letters as people count them: an accent or a skin colour belongs to what it stands on. */
function lettersOf(text: string): string[] {
	return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

function cut(name: string): string {
	const letters = lettersOf(name);
	return letters.length > longestOnMap
		? `${letters
				.slice(0, longestOnMap - 1)
				.join('')
				.trimEnd()}…`
		: name;
}

const orders = new Map<string, Intl.Collator>();

/**
 * How names are put in order: for `sort`.
 * @param locale of the reader: Æ, Ø and Å come last in Norwegian, and Å is among A in English
 */
export function nameOrder(locale: string): (one: string, other: string) => number {
	// eslint-disable-next-line no-restricted-syntax -- the one place where an order is made
	const order = orders.get(locale) ?? new Intl.Collator(locale);
	orders.set(locale, order);
	return order.compare;
}
