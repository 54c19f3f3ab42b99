/** What may be proposed in the emergency plan: somebody new who can come, or a contact’s tasks, hours, words or place. */
import * as v from 'valibot';
import type { EntityAsPlain } from '#lib/room/document.ts';
import type { NewProposal } from '#lib/room/proposals/document.ts';
import {
	differing,
	type OpenProposal,
	type RefusedEntity,
	type Values
} from '#lib/room/proposals/proposals.ts';
import { Id } from '#lib/room/ids.ts';
import { Hours, hoursMax, TASKS } from './emergency.ts';

/** Longest words of a contact that can be proposed. */
export const wordsMax = 1_000;

const changes = {
	can: v.exactOptional(v.pipe(v.array(v.picklist(TASKS)), v.maxLength(TASKS.length))),
	availability: v.exactOptional(v.pipe(v.array(Hours), v.maxLength(hoursMax))),
	words: v.exactOptional(v.pipe(v.string(), v.maxLength(wordsMax)))
};
/** `place`: in the calling order, from 1. */
const ContactChanges = v.pipe(
	v.strictObject({
		...changes,
		place: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)))
	}),
	v.check((fields) => Object.keys(fields).length > 0, 'changes nothing')
);
export type ContactChanges = v.InferOutput<typeof ContactChanges>;

const NewContact = v.strictObject({ kind: v.literal('emergencyContact'), person: Id, ...changes });

export type ProposedContact =
	| { readonly kind: 'change'; readonly contact: string; readonly changes: ContactChanges }
	| { readonly kind: 'new'; readonly contact: v.InferOutput<typeof NewContact> };

/** What a proposal says here; null where it is nothing that this part knows. */
export function proposedContact({
	target,
	fields
}: Pick<OpenProposal, 'target' | 'fields'>): ProposedContact | null {
	if (target.section !== 'emergency') return null;
	if (target.entity === undefined) {
		const contact = v.safeParse(NewContact, fields);
		return contact.success ? { kind: 'new', contact: contact.output } : null;
	}
	const parsed = v.safeParse(ContactChanges, fields);
	return parsed.success ? { kind: 'change', contact: target.entity, changes: parsed.output } : null;
}

/** What was refused in the emergency plan, as a proposal; null where it holds nothing that can be proposed. */
export function proposalOfRefused({ id, mine, now }: RefusedEntity): NewProposal | null {
	const { kind, person } = mine;
	if (kind !== 'emergencyContact' || !v.is(Id, person) || ('removed' in mine && now !== null)) return null;
	const proposal: NewProposal =
		now === null
			? { target: { section: 'emergency' }, fields: { kind, person, ...proposable(mine) } }
			: { target: { section: 'emergency', entity: id }, ...differing(proposable(mine), proposable(now)) };
	return proposedContact(proposal) ? proposal : null;
}

function proposable({ can, availability, words }: EntityAsPlain): Values {
	const tasks = v.is(v.record(v.string(), v.boolean()), can) ? TASKS.filter((task) => can[task]) : null;
	const hours = v.safeParse(v.array(Hours), availability);
	return {
		...(tasks ? { can: tasks } : {}),
		...(hours.success ? { availability: hours.output.map((one) => ({ ...one })) } : {}),
		...(typeof words === 'string' ? { words: words.trim() } : {})
	};
}
