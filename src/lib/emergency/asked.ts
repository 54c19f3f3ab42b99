/** What has become of a child’s question whether somebody can be in the emergency plan. */
import type { OpenProposal } from '#lib/room/proposals/proposals.ts';
import type { EmergencyContact } from './emergency.ts';
import { proposedContact } from './proposals.ts';

/**
 * - `canAsk`: not in the plan, and nothing that waits or was answered
 * - `waits`: asked, not answered yet
 * - `declined`: asked, and it was said why not now; may be asked again
 * - `talking`: in the plan, but they have not said yes themselves; `accepted` where this child’s question put them there
 * - `saidNo`: in the plan, and they said no: the adults tell that, not a screen
 * - `inPlan`: they are in the plan and have said yes
 */
export type Asked =
	| { readonly state: 'canAsk' | 'saidNo' | 'inPlan' }
	| { readonly state: 'waits'; readonly proposal: OpenProposal }
	| { readonly state: 'declined'; readonly proposal: OpenProposal }
	| { readonly state: 'talking'; readonly accepted: OpenProposal | null };

/**
 * @param person id of somebody on the map
 * @param contacts the plan as it stands, without who was taken out
 * @param own the child’s own proposals for this plan, newest first
 */
export function askedAbout(
	person: string,
	contacts: readonly Pick<EmergencyContact, 'person' | 'consent'>[],
	own: readonly OpenProposal[]
): Asked {
	const latest =
		own.find((proposal) => {
			const proposed = proposedContact(proposal);
			return proposed?.kind === 'new' && proposed.contact.person === person;
		}) ?? null;
	const contact = contacts.find((one) => one.person === person);
	if (contact) {
		const consent = contact.consent?.status;
		if (consent === 'yes' || consent === 'yesButNotNights') return { state: 'inPlan' };
		if (consent === 'no' || consent === 'withdrawn') return { state: 'saidNo' };
		return { state: 'talking', accepted: latest?.state === 'accepted' ? latest : null };
	}
	if (latest?.state === 'waiting') return { state: 'waits', proposal: latest };
	if (latest?.state === 'declined') return { state: 'declined', proposal: latest };
	return { state: 'canAsk' };
}
