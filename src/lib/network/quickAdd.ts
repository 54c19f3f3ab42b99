/** Many names in a row: what somebody types or pastes, one on each line, “Torill, mormor”. */
import { lineMax } from '#lib/room/lengths.ts';
import { tidyName } from './network.ts';
import { readRelation, type ReadRelation } from './relationWords.ts';

/** Somebody as a line says it. */
export interface WrittenPerson extends ReadRelation {
	readonly name: string;
}

/** What stands before a name where a list was copied: “- ”, “• ”, “3. ”. */
const bullet = /^\s*(?:[-–—•*·]|\d{1,3}[.)])\s+/u;

/**
 * People from lines. What stands after a comma, a semicolon or a tab says who they are.
 * @returns what is too long for a name or for own words as it was written, so that nothing typed is thrown away
 */
export function peopleFromLines(text: string): { people: WrittenPerson[]; tooLong: string[] } {
	const people: WrittenPerson[] = [];
	const tooLong: string[] = [];
	for (const line of text.split(/\r\n|\r|\n/u)) {
		const [first = '', ...rest] = line.replace(bullet, '').split(/[,;\t]/u);
		const [name, who] = [tidyName(first), tidyName(rest.filter((part) => part.trim() !== '').join(', '))];
		if (name === '' && who === '') continue;
		if (name.length > lineMax || who.length > lineMax) tooLong.push(line.trim());
		// “, mormor”: somebody is called by what they are.
		else if (name === '') people.push({ name: who, ...withoutText(readRelation(who)) });
		else people.push({ name, ...readRelation(who) });
	}
	return { people, tooLong };
}

function withoutText({ relation, side }: ReadRelation): ReadRelation {
	return { ...(relation ? { relation } : {}), ...(side ? { side } : {}) };
}
