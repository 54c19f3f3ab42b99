/** The map as two tables: people, and ties between them. What stands in them is what the reader has on the screen. */
import type {
	Child,
	Direction,
	HelpTag,
	Kinship,
	Person,
	Quality,
	SaidBy,
	Sector,
	Tie,
	TieType
} from '../network.ts';
import { sectorOf } from '../relations.ts';
import { shownEnd } from '../ties.ts';

/** What of a map is taken along. */
export interface MapContent {
	readonly child: Pick<Child, 'id' | 'name' | 'kind'>;
	readonly people: readonly Person[];
	readonly ties: readonly Tie[];
}

/** What the tables of the child's own map need besides: whose map it is and when it was shown, which stands in every row. */
export interface ChildsMap {
	readonly heading: string;
	readonly words: string;
}

/** The map's codes in the reader's language. */
export interface TableWords {
	readonly headings: Readonly<Record<'name' | 'who' | 'ring' | 'sector' | 'helps', string>>;
	readonly tieHeadings: Readonly<
		Record<'from' | 'to' | 'type' | 'quality' | 'direction' | 'saidBy' | 'kin', string>
	>;
	/** What else is known of people, a column each. */
	readonly more: readonly { readonly heading: string; of(person: Person): string }[];
	readonly someone: string;
	who(person: Person): string;
	/** @param ring undefined: they have no place on the map yet */
	ring(ring: number | undefined): string;
	sector(sector: Sector): string;
	helps(helps: readonly HelpTag[]): string;
	type(type: TieType): string;
	quality(quality: Quality): string;
	direction(direction: Direction): string;
	saidBy(saidBy: SaidBy): string;
	/** @param kin undefined: nobody said that they are kin */
	kin(kin: Kinship | undefined, from: string, to: string): string;
}

/** Everybody on the map but the child, with a row of headings. */
export function peopleTable({ people }: MapContent, words: TableWords): string[][] {
	const { name, who, ring, sector, helps } = words.headings;
	return [
		[name, who, ring, sector, helps, ...words.more.map(({ heading }) => heading)],
		...people.map((person) => {
			const belongs = sectorOf(person);
			return [
				person.name,
				words.who(person),
				words.ring(person.placement?.ring),
				belongs === undefined ? '' : words.sector(belongs),
				words.helps(person.helps),
				...words.more.map((column) => column.of(person))
			];
		})
	];
}

/** Whom the child has put where on their own map, and nothing that others have said of them; with a row of headings. */
export function childsPeopleTable({ people }: MapContent, words: TableWords, childs: ChildsMap): string[][] {
	const { name, who, ring } = words.headings;
	return [
		[childs.heading, name, who, ring],
		...people.map((person) => [
			childs.words,
			person.name,
			words.who(person),
			words.ring(person.placement?.ring)
		])
	];
}

/** The ties that the child has drawn on their own map, with a row of headings. What kind of tie it is the child is not asked. */
export function childsTieTable(map: MapContent, words: TableWords, childs: ChildsMap): string[][] {
	const { from, to, quality, direction } = words.tieHeadings;
	const nameOf = namesOn(map, words.someone);
	return [
		[childs.heading, from, to, quality, direction],
		...map.ties.map((tie) => [
			childs.words,
			nameOf(tie.from),
			nameOf(tie.to),
			words.quality(tie.quality),
			words.direction(tie.direction)
		])
	];
}

/** Every tie with its two ends, with a row of headings. An end that is not on the map any more is “someone”. */
export function tieTable(map: MapContent, words: TableWords): string[][] {
	const { from, to, type, quality, direction, saidBy, kin } = words.tieHeadings;
	const nameOf = namesOn(map, words.someone);
	return [
		[from, to, type, quality, direction, saidBy, kin],
		...map.ties.map((tie) => [
			nameOf(tie.from),
			nameOf(tie.to),
			words.type(tie.type),
			words.quality(tie.quality),
			words.direction(tie.direction),
			words.saidBy(tie.saidBy),
			words.kin(tie.kin, nameOf(tie.from), nameOf(tie.to))
		])
	];
}

/** The name of an end of a tie; of one that is not on the map any more a word for somebody. */
function namesOn({ child, people }: MapContent, someone: string): (id: string) => string {
	return (id) => (id === child.id ? child.name : (shownEnd(id, people)?.name ?? someone));
}
