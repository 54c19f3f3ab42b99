/** What an import says, in words. */
import { m } from '#lib/paraglide/messages.js';
import type { Person } from '../network.ts';
import { inAList, oneStop, whoIs } from '../words.svelte.ts';
import { lineMax } from '#lib/room/lengths.ts';
import { contactsMax, fileBytesMax, type LeftOut } from './contacts.ts';
import type { FileProblem } from './reading.svelte.ts';

/** What is wrong with a file, and where. */
export function problemInWords(problem: FileProblem): string {
	switch (problem.code) {
		case 'tooLarge':
			return m.adding_fault_too_large({ max: fileBytesMax / 1024 / 1024 });
		case 'unreadable':
			return m.adding_fault_unreadable();
		case 'empty':
			return m.adding_fault_empty();
		case 'notContacts':
			return m.adding_fault_not_contacts();
		case 'cutOff':
			return m.adding_fault_cut_off({ line: problem.line });
		case 'line':
			return m.adding_fault_line({ line: problem.line });
		case 'noNames':
			return m.adding_fault_no_names({ line: problem.line });
		case 'quotes':
			return m.adding_fault_quotes({ line: problem.line });
		case 'columns':
			return m.adding_fault_columns({ line: problem.line });
		case 'tooMany':
			return m.adding_fault_too_many({ max: contactsMax });
	}
}

/** How many lines are named of those where somebody was left out: a handful is looked up, more is another table. */
const linesNamed = 5;

/** “2 uten navn er utelatt (linje 4 og 9).” @returns nothing where nobody was left out */
export function leftOutInWords(leftOut: readonly LeftOut[]): string {
	const linesOf = (why: LeftOut['why']) =>
		leftOut.filter((each) => each.why === why).map(({ line }) => String(line));
	const named = (lines: readonly string[]) => {
		const more = lines.length - linesNamed;
		return inAList(more > 0 ? [...lines.slice(0, linesNamed), m.adding_more_lines({ count: more })] : lines);
	};
	const [nameless, tooLong] = [linesOf('nameless'), linesOf('tooLong')];
	return [
		nameless.length > 0 && m.adding_without_name({ count: nameless.length, lines: named(nameless) }),
		tooLong.length > 0 &&
			m.adding_name_too_long({ count: tooLong.length, max: lineMax, lines: named(tooLong) })
	]
		.filter(Boolean)
		.join(' ');
}

/** How many are named of those who came without a number; the others are as many as they are. */
const withoutNamed = 5;

/** “Uten nummer, eller uten alle: Arne og Mats.” @returns nothing where all numbers came along */
export function withoutNumbersInWords(names: readonly string[]): string {
	if (names.length === 0) return '';
	const more = names.length - withoutNamed;
	const named = more > 0 ? [...names.slice(0, withoutNamed), m.adding_more_lines({ count: more })] : names;
	return oneStop(m.adding_without_number({ names: inAList(named) }));
}

/** “Torill Ås, mormor, 999 00 011 og 22 00 00 12”. */
export function somebodyInWords(
	who: Pick<Person, 'name' | 'relation' | 'relationText'>,
	numbers: readonly string[]
): string {
	return [who.name, whoIs(who), inAList(numbers)].filter(Boolean).join(', ');
}
