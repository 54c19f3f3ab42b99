/** What an import says, in words. */
import { m } from '#lib/paraglide/messages.js';
import type { Person } from '../network.ts';
import { inAList, whoIs } from '../words.svelte.ts';
import { fileBytesMax } from './contacts.ts';
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
		case 'nameless':
			return m.adding_fault_nameless({ line: problem.line });
	}
}

/** “Torill Ås, mormor, 999 00 011 og 22 00 00 12”. */
export function somebodyInWords(
	who: Pick<Person, 'name' | 'relation' | 'relationText'>,
	numbers: readonly string[]
): string {
	return [who.name, whoIs(who), inAList(numbers)].filter(Boolean).join(', ');
}
