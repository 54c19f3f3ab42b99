/** Who somebody is, as people write it: “mormor”, “kontaktlærer”, “katten”. Read from lines and from files. */
import type { Relation, Side } from './network.ts';

/** What a word says of somebody; `relationText` where the word says more than the relation does. */
export interface ReadRelation {
	readonly relation?: Relation;
	readonly relationText?: string;
	readonly side?: Side;
}

/** The words of each relation, in Norwegian and English. Those before the bar say no more than the relation itself. */
const words: Record<Relation, string> = {
	mother: 'mamma mother | mor mum mom mummy mammaen moren',
	father: 'pappa father | far dad daddy pappaen faren',
	stepParent: 'steforelder step-parent | stemor stefar bonusmor bonusfar bonusforelder stepmother stepfather',
	fosterParent: 'fosterforelder foster_parent | fostermor fosterfar foster_mother foster_father',
	sibling: 'søsken sibling | søster bror storesøster storebror lillesøster lillebror tvilling sister brother',
	halfSibling: 'halvsøsken half-sibling | halvsøster halvbror half-sister half-brother',
	stepSibling: 'stesøsken step-sibling | stesøster stebror bonussøster bonusbror stepsister stepbrother',
	fosterSibling: 'fostersøsken foster_sibling | fostersøster fosterbror foster_sister foster_brother',
	grandparent:
		'besteforelder grandparent | mormor morfar farmor farfar bestemor bestefar besta besten oldemor oldefar ' +
		'grandma grandpa granny grandmother grandfather',
	aunt: 'tante aunt | auntie moster faster',
	uncle: 'onkel uncle | morbror farbror',
	auntOrUncle: 'tante/onkel aunt/uncle |',
	cousin: 'søskenbarn cousin | fetter kusine',
	relative: 'slektning relative | slekt familie tremenning niese nevø gudmor gudfar',
	friend: 'venn friend | venninne bestevenn bestevenninne kompis kamerat',
	classmate: 'klassevenn classmate | klassekamerat',
	friendsParent: 'forelder_til_en_venn friend’s_parent |',
	neighbour: 'nabo neighbour | neighbor nabokone nabokona',
	teacher: 'lærer teacher | kontaktlærer barnehagelærer assistent rektor sosiallærer',
	coach: 'trener coach | korleder speiderleder leder dirigent',
	healthWorker:
		'helsepersonell health_worker | helsesykepleier lege fastlege psykolog tannlege fysioterapeut doctor nurse',
	caseworker: 'kontaktperson_i_barnevernet caseworker | saksbehandler kontaktperson',
	professional: 'fagperson professional | miljøterapeut advokat tolk familieterapeut støttekontakt',
	pet: 'dyr pet animal | hund katt kanin hest hamster marsvin fugl hunden katten dog cat rabbit horse',
	group:
		'gruppe group | lag laget fotballag fotballaget håndballag håndballaget idrettslag idrettslaget kor koret korps korpset ' +
		'klasse klassen klubb klubben fritidsklubb fritidsklubben speidergruppe speidergruppa vennegjeng gjengen team ' +
		'football_team choir band class club',
	place:
		'sted place | hytte hytta kolonihage kolonihagen gård gården barnehage barnehagen bibliotek biblioteket lekeplass ' +
		'lekeplassen svømmehall svømmehallen kirke kirka kirken moské moskeen cabin library playground allotment mosque church',
	other: 'en_annen annen other |'
};

/** What a trade ends with in Norwegian, whatever stands in front of it: “fotballtrener”, “musikklærer”. */
const trades: Readonly<Record<string, Relation>> = {
	trener: 'coach',
	lærer: 'teacher',
	psykolog: 'healthWorker'
};

const maternal = ['mormor', 'morfar', 'moster', 'morbror'];
const paternal = ['farmor', 'farfar', 'faster', 'farbror'];

const known = new Map<string, { readonly relation: Relation; readonly saysMore: boolean }>();
for (const [relation, text] of Object.entries(words) as [Relation, string][]) {
	const [plain = '', more = ''] = text.split('|');
	for (const word of split(plain)) known.set(word, { relation, saysMore: false });
	for (const word of split(more)) known.set(word, { relation, saysMore: true });
}

/**
 * Reads who somebody is. What is no known word is kept as own words; that is never more than was written.
 * @param text one line without blanks around it
 */
export function readRelation(text: string): ReadRelation {
	const word = text.toLocaleLowerCase('nb').replace(/\s+/gu, ' ').trim();
	if (word === '') return {};
	const trade = Object.entries(trades).find(([end]) => word.endsWith(end));
	const found = known.get(word) ?? (trade && { relation: trade[1], saysMore: true });
	if (!found) return { relationText: text.trim() };
	const side = maternal.includes(word) ? 'maternal' : paternal.includes(word) ? 'paternal' : undefined;
	return {
		relation: found.relation,
		...(found.saysMore ? { relationText: word } : {}),
		...(side === undefined ? {} : { side })
	};
}

function split(text: string): string[] {
	return text
		.split(' ')
		.filter(Boolean)
		.map((word) => word.replaceAll('_', ' '));
}
