/**
 * Proposals: a change that somebody may not make themselves, for whoever may to take along or to answer. Schema and
 * rules only; what a part lets people propose, its words and how it is carried out belong to the part.
 */
import * as v from 'valibot';
import { entityEntries, type EntityAsPlain, type Plain } from '../document.ts';
import { Id } from '../ids.ts';
import { SECTIONS } from '../spaces.ts';

/** Longest a proposal's values may be, as JSON: an arrangement with all its words fits many times. */
const valuesMax = 8_000;
/** Longest reason, of the proposal or of the answer. */
export const whyMax = 1_000;

/** What a proposal would change: an entity of a section, or without `entity` something new in it. */
export const Target = v.object({ section: v.picklist(SECTIONS), entity: v.exactOptional(Id) });
export type Target = v.InferOutput<typeof Target>;

export const Values = v.pipe(
	v.record(v.pipe(v.string(), v.maxLength(40)), v.unknown()),
	v.check((values) => JSON.stringify(values).length <= valuesMax, 'too much'),
	// Whatever stands in a document is plain: Yjs holds nothing else in a single value.
	v.transform((values) => values as Readonly<Record<string, Plain>>)
);
export type Values = v.InferOutput<typeof Values>;

export const Proposal = v.object({
	...entityEntries,
	kind: v.literal('proposal'),
	target: Target,
	/** The values as they would be. */
	fields: Values,
	/** The same values as they were when it was proposed: so it is seen whether they have changed since. */
	was: v.fallback(Values, {}),
	why: v.string()
});
type StoredProposal = v.InferOutput<typeof Proposal>;

export const Answer = v.object({
	status: v.picklist(['accepted', 'declined']),
	reason: v.fallback(v.string(), ''),
	at: v.string(),
	/** Who answered, as their page says; for display. */
	by: v.string()
});
export type Answer = v.InferOutput<typeof Answer>;

/** A proposal with whose it is, by the place in which it stands, and what became of it. */
export interface OpenProposal extends StoredProposal {
	/** The participant whose proposal it is: told by where it stands, which only they can write. */
	readonly by: string;
	readonly answer: Answer | null;
	/** `unreadable`: it is answered, by something that is no answer. */
	readonly state: 'waiting' | 'accepted' | 'declined' | 'withdrawn' | 'unreadable';
}

/** What a proposal has come to. An answer counts also where it was withdrawn at the same moment. */
export function stateOf(
	{ removed }: Pick<StoredProposal, 'removed'>,
	answer: Answer | null,
	isAnswered: boolean
): OpenProposal['state'] {
	if (answer) return answer.status;
	if (isAnswered) return 'unreadable';
	return removed === undefined ? 'waiting' : 'withdrawn';
}

/** Whether what a proposal builds on is otherwise now: somebody has changed it since. */
export function hasChanged(
	{ was }: Pick<StoredProposal, 'was'>,
	now: Readonly<Record<string, unknown>>
): boolean {
	return Object.entries(was).some(([name, value]) => canonical(value) !== canonical(now[name]));
}

/** Values as text, whatever order their keys are in; absent and null are the same. */
function canonical(value: unknown): string {
	return JSON.stringify(value ?? null, (_key, inner: unknown) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner
	);
}

/** What somebody wrote in an entity and was refused, beside what stands there; `now` is null where nothing does. */
export interface RefusedEntity {
	readonly id: string;
	readonly mine: EntityAsPlain;
	readonly now: EntityAsPlain | null;
}

/** Of two readings of an entity the values that are otherwise, as a proposal holds them. */
export function differing(mine: Values, now: Values): { readonly fields: Values; readonly was: Values } {
	const names = Object.keys(mine).filter((name) => canonical(mine[name]) !== canonical(now[name]));
	const of = (values: Values) =>
		Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
	return { fields: of(mine), was: of(now) };
}
