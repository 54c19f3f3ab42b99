/**
 * The report for the case file: what was considered, from the professionals' document and names of the map. It is plain
 * lines, which the page prints and saves. Numbers, health and addresses are in other documents and never come here.
 */
import type { Person } from '#lib/network/network.ts';
import { lacksReason, wasAsked, type Considered } from './considered.ts';
import type { SearchStatus, Step } from './search.ts';

/** Somebody in the report. */
export interface ReportEntry {
	readonly heading: string;
	readonly lines: readonly string[];
}

export interface ReportPart {
	readonly heading: string;
	/** Stands where there is nobody. */
	readonly none: string;
	readonly entries: readonly ReportEntry[];
}

export interface Report {
	readonly title: string;
	readonly intro: readonly string[];
	readonly parts: readonly ReportPart[];
}

/** The sentences of the report, in the reader's language. */
export interface ReportWords {
	readonly title: string;
	readonly intro: readonly string[];
	readonly headings: Readonly<Record<'asked' | 'notAsked' | 'left', { heading: string; none: string }>>;
	readonly status: (status: SearchStatus) => string;
	/** Name and, where the map says it, who they are. */
	readonly who: (name: string, person: string | null) => string;
	/** When somebody was added, and by whom. */
	readonly added: (made: Considered['made']) => string;
	/** One step: day, status, who asked. */
	readonly step: (step: Pick<Step, 'day' | 'status' | 'askedBy'>) => string;
	readonly reason: (text: string) => string;
	readonly noReason: string;
}

/**
 * Puts the report together.
 * @param left those of the map whom nobody has considered
 */
export function reportOf(
	considered: readonly Considered[],
	left: readonly Pick<Person, 'id' | 'name'>[],
	words: ReportWords
): Report {
	const entryOf = (one: Considered): ReportEntry => ({
		heading: `${words.who(one.name, one.person)}: ${words.status(one.status)}`,
		lines: [words.added(one.made), ...stepLines(one, words)]
	});
	const { asked, notAsked, left: nobody } = words.headings;
	return {
		title: words.title,
		intro: words.intro,
		parts: [
			{ ...asked, entries: considered.filter(wasAsked).map(entryOf) },
			{ ...notAsked, entries: considered.filter((one) => !wasAsked(one)).map(entryOf) },
			{
				...nobody,
				entries: left.map(({ id, name }) => ({ heading: words.who(name, id), lines: [] }))
			}
		]
	};
}

function stepLines(one: Considered, words: ReportWords): string[] {
	const lines = one.steps.flatMap((step) => [
		words.step(step),
		...(step.text.trim() === '' ? [] : [words.reason(step.text.trim())])
	]);
	return lacksReason(one) || one.steps.length === 0 ? [...lines, words.noReason] : lines;
}

/** The report as a plain text file: lines end as the programs of an office expect it. */
export function reportText({ title, intro, parts }: Report): string {
	const lines = [title, '', ...intro];
	for (const { heading, none, entries } of parts) {
		lines.push('', heading.toUpperCase());
		if (entries.length === 0) lines.push(none);
		for (const entry of entries)
			// A line that somebody broke in the reason stays under whom it is about.
			lines.push(`- ${entry.heading}`, ...entry.lines.map((line) => `  ${line.replace(/\r?\n/g, '\n  ')}`));
	}
	return `${lines.join('\n')}\n`.replaceAll('\n', '\r\n');
}

/** How the report is taken along: a closed list, which the record of the room knows. */
export const REPORT_KINDS = ['text', 'print'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];
