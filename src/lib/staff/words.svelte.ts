/** The codes of the caseworkers' own document in words. */
import { m } from '#lib/paraglide/messages.js';
import type { InvitationStatus } from './staff.ts';

const invitations: Record<InvitationStatus, () => string> = {
	invited: m.staff_invitation_invited,
	consented: m.staff_invitation_consented,
	declined: m.staff_invitation_declined,
	notToBeContacted: m.staff_invitation_not_to_be_contacted
};
export const invitationWord = (status: InvitationStatus): string => invitations[status]();
