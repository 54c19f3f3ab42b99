/** Step 2 of the road: edits of the search for a foster home, and reading it. */
import * as v from 'valibot';
import type * as Y from 'yjs';
import { AppError } from '#lib/errors.ts';
import { nameProblem, tidyName } from '#lib/network/network.ts';
import {
	createEntity,
	readSection,
	removeEntities,
	restoreEntity,
	textAt,
	type Author,
	type SectionOf
} from '#lib/room/document.ts';
import { textMax } from '#lib/room/lengths.ts';
import { CandidateOrStep, Step, type Candidate, type SearchStatus } from './search.ts';

export const SEARCH_ROOT = 'search';

/** What is put down of one step. */
export interface NewStep {
	readonly status: SearchStatus;
	/** YYYY-MM-DD */
	readonly day: string;
	/** The participant who asked. */
	readonly askedBy?: string | undefined;
	readonly reason: string;
}

const Fields = v.object({
	status: Step.entries.status,
	day: Step.entries.day,
	askedBy: v.optional(Step.entries.candidate),
	reason: v.pipe(v.string(), v.maxLength(textMax))
});

/** Everything that was put down, what was taken away too. */
export function readSearch(doc: Y.Doc): SectionOf<Candidate | Step> {
	return readSection(doc, SEARCH_ROOT, CandidateOrStep);
}

/**
 * Puts somebody down as considered.
 * @param person their place on the map, where they have one
 * @returns the candidate's id
 * @throws AppError `invalid`, field `name`
 */
export function createCandidate(
	doc: Y.Doc,
	author: Author,
	{ name, person }: { readonly name: string; readonly person?: string | undefined }
): string {
	const problem = nameProblem(name);
	if (problem) throw new AppError('invalid', `the name is ${problem}`, { field: 'name' });
	return createEntity(doc, SEARCH_ROOT, 'candidate', author, {
		fields: { name: tidyName(name), person }
	});
}

/**
 * Puts down one step with a candidate.
 * @returns the step's id
 * @throws AppError `invalid`, with the field
 */
export function createStep(doc: Y.Doc, author: Author, candidate: string, step: NewStep): string {
	const parsed = v.safeParse(Fields, step);
	if (!parsed.success) {
		const field = v.getDotPath(parsed.issues[0]);
		throw new AppError('invalid', v.summarize(parsed.issues), field === null ? {} : { field });
	}
	const { reason, ...fields } = parsed.output;
	return createEntity(doc, SEARCH_ROOT, 'step', author, {
		fields: { ...fields, candidate },
		texts: { text: reason.trim() }
	});
}

/** Takes entries away, in one step. */
export function removeFromSearch(doc: Y.Doc, ids: readonly string[], author: Author): void {
	removeEntities(doc, SEARCH_ROOT, ids, author);
}

/** Puts removed entries back. */
export function restoreInSearch(doc: Y.Doc, ids: readonly string[]): void {
	doc.transact(() => {
		for (const id of ids) restoreEntity(doc, SEARCH_ROOT, id);
	});
}

/** The shared text of a step's reason; null where it is missing. */
export function reasonText(doc: Y.Doc, step: string): Y.Text | null {
	return textAt(doc, SEARCH_ROOT, step, 'text');
}
