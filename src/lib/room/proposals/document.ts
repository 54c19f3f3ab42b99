/**
 * Step 2 of the road: where proposals and their answers lie in the room's shared document. Each proposal stands in the
 * place that the server made for its author, which nobody else may write; answers stand beside, set once.
 */
import * as v from 'valibot';
import * as Y from 'yjs';
import {
	createEntity,
	EDIT,
	readNested,
	readValues,
	removeEntity,
	setValueOnce,
	type Author,
	type Malformed
} from '../document.ts';
import { newId } from '../ids.ts';
import type { KnownProposal } from '../rights.ts';
import { Answer, Proposal, stateOf, Target, whyMax, type OpenProposal, type Values } from './proposals.ts';

const proposals = 'proposals';
const answers = 'answers';

/** What a new proposal is made of. */
export interface NewProposal {
	readonly target: Target;
	readonly fields: Values;
	readonly was?: Values;
	readonly why?: string;
}

/** Every proposal with its answer, withdrawn ones too, in the order they were made; and what cannot be read (law L5). */
export function readProposals(doc: Y.Doc): {
	readonly proposals: readonly OpenProposal[];
	readonly malformed: readonly Malformed[];
} {
	const { entities, malformed } = readNested(doc, proposals, Proposal);
	const given = readValues(doc, answers, Answer);
	const answered = doc.getMap(answers);
	return {
		proposals: entities
			.map(({ under, entity }) => {
				const answer = given.get(entity.id) ?? null;
				return { ...entity, by: under, answer, state: stateOf(entity, answer, answered.has(entity.id)) };
			})
			.sort((a, b) => (a.id < b.id ? -1 : 1)),
		malformed
	};
}

/**
 * Proposes a change.
 * @param author whose place it is put in
 * @returns its id
 * @throws Error where the server has made no place for them
 */
export function createProposal(
	doc: Y.Doc,
	author: Author,
	{ target, fields, was = {}, why = '' }: NewProposal
): string {
	const id = newId();
	const content = {
		fields: { target: { ...target }, fields, was },
		texts: { why: why.trim().slice(0, whyMax) }
	};
	createEntity(doc, proposals, 'proposal', author, content, `${author.by}/${id}`);
	return id;
}

/** Takes one's own proposal back. */
export function withdrawProposal(doc: Y.Doc, id: string, author: Author): void {
	removeEntity(doc, proposals, `${author.by}/${id}`, author);
}

/**
 * Takes a proposal along: an ordinary edit by whoever accepts, which they can undo, and the answer, which stands.
 * @param apply makes the edit
 * @returns false where it was answered meanwhile: nothing is changed then
 */
export function acceptProposal(
	doc: Y.Doc,
	proposal: OpenProposal,
	author: Author,
	apply: () => void
): boolean {
	if (doc.getMap(answers).has(proposal.id)) return false;
	const accept = () => {
		apply();
		setValueOnce(doc, answers, proposal.id, answerOf('accepted', '', author));
	};
	// A new entity is made in two transactions of its own, or undoing it would delete what others wrote in it since.
	if (proposal.target.entity === undefined) accept();
	else doc.transact(accept, EDIT);
	return true;
}

/** Says no to a proposal, and why. @returns false where it was answered meanwhile */
export function declineProposal(doc: Y.Doc, id: string, author: Author, reason: string): boolean {
	return setValueOnce(doc, answers, id, answerOf('declined', reason.trim().slice(0, whyMax), author));
}

/**
 * What the document holds of the proposal that a path of `proposals` or `answers` is about, for whoever judges; null
 * where there is none, and for every other root.
 */
export function knownProposal(doc: Y.Doc, root: string, key: string): KnownProposal | null {
	if (root !== proposals && root !== answers) return null;
	const id = key.split('/').at(-1) ?? '';
	for (const theirs of doc.getMap(proposals).values()) {
		const found: unknown = theirs instanceof Y.Map ? theirs.get(id) : undefined;
		if (found === undefined) continue;
		const target = found instanceof Y.Map ? v.safeParse(Target, found.get('target')) : null;
		return {
			section: target?.success === true ? target.output.section : null,
			isAnswered: doc.getMap(answers).has(id)
		};
	}
	return null;
}

function answerOf(status: Answer['status'], reason: string, { at, by }: Author) {
	return { status, reason, at, by };
}
