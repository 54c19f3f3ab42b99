/** What may be proposed of the network map: somebody new, or who somebody is for the child and how near. */
import * as v from 'valibot';
import type { EntityAsPlain } from '#lib/room/document.ts';
import type { NewProposal } from '#lib/room/proposals/document.ts';
import {
	differing,
	type OpenProposal,
	type RefusedEntity,
	type Values
} from '#lib/room/proposals/proposals.ts';
import { nameProblem, RELATIONS, RINGS } from './network.ts';

const PersonProposal = v.strictObject({
	name: v.exactOptional(
		v.pipe(
			v.string(),
			v.check((name) => nameProblem(name) === null, 'not a name')
		)
	),
	relation: v.exactOptional(v.picklist(RELATIONS)),
	ring: v.exactOptional(v.picklist(RINGS))
});
export type PersonProposal = v.InferOutput<typeof PersonProposal>;

export type ProposedPerson =
	| { readonly kind: 'change'; readonly person: string; readonly changes: PersonProposal }
	| { readonly kind: 'new'; readonly person: PersonProposal & { readonly name: string } };

/** What a proposal says here; null where it is nothing that this part knows. */
export function proposedPerson({
	target,
	fields
}: Pick<OpenProposal, 'target' | 'fields'>): ProposedPerson | null {
	if (target.section !== 'people') return null;
	const { kind, ...rest } = fields;
	const parsed = v.safeParse(PersonProposal, rest);
	if (!parsed.success || Object.keys(parsed.output).length === 0) return null;
	if (target.entity !== undefined)
		return kind === undefined ? { kind: 'change', person: target.entity, changes: parsed.output } : null;
	const { name } = parsed.output;
	return kind === 'person' && name !== undefined ? { kind: 'new', person: { ...parsed.output, name } } : null;
}

/** What was refused on the map, as a proposal; null where it holds nothing that can be proposed. */
export function proposalOfRefused({ id, mine, now }: RefusedEntity): NewProposal | null {
	if (mine['kind'] !== 'person' || ('removed' in mine && now !== null)) return null;
	const proposal: NewProposal =
		now === null
			? { target: { section: 'people' }, fields: { kind: 'person', ...proposable(mine) } }
			: { target: { section: 'people', entity: id }, ...differing(proposable(mine), proposable(now)) };
	return proposedPerson(proposal) ? proposal : null;
}

const Placed = v.object({ ring: v.picklist(RINGS) });

function proposable({ name, relation, placement }: EntityAsPlain): Values {
	const { entries } = PersonProposal;
	return {
		...(v.is(entries.name, name) ? { name } : {}),
		...(v.is(entries.relation, relation) ? { relation } : {}),
		...(v.is(Placed, placement) ? { ring: placement.ring } : {})
	};
}
