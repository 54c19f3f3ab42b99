/**
 * What somebody's place in a room may become, and who may decide it: the rules behind `participants.change`, without
 * the database. The page offers no more than this, but a form can be made by hand.
 */
import { AppError } from '#lib/errors.ts';
import { canCare, isFacilitator } from '#lib/room/rights.ts';
import type { ParticipantChanges, ParticipantStanding } from './participants.ts';

/**
 * A place as it is after a change.
 * @param actor the facilitator who does it, null for the operator
 * @throws AppError `forbidden`, `invalid` (field `role` or `carer`)
 */
export function placeAfter(
	actor: ParticipantStanding | null,
	before: ParticipantStanding,
	changes: ParticipantChanges
): ParticipantStanding {
	if (actor && !mayChange(actor, before, changes)) throw new AppError('forbidden', 'not theirs to change');
	if (changes.role === 'screen')
		throw new AppError('invalid', 'a screen is no participant', { field: 'role' });
	return { ...before, ...changes, carer: carerAfter(actor, before, changes) };
}

/** A coordinator may not give or take the caseworker's role, nor decide who is hidden. */
function mayChange(
	actor: ParticipantStanding,
	before: ParticipantStanding,
	changes: ParticipantChanges
): boolean {
	if (actor.state !== 'admitted' || !isFacilitator(actor.role)) return false;
	if (actor.role === 'caseworker') return true;
	return before.role !== 'caseworker' && changes.role !== 'caseworker' && changes.hidden === undefined;
}

/**
 * Whether they care for the child afterwards. That opens health, numbers and who must not fetch: only a caseworker
 * gives or takes it. The coordinator of a family council is independent and has no part in it, by no detour either: not
 * by a role to which a forgotten flag would come back, and not by letting in again who was taken out.
 */
function carerAfter(
	actor: ParticipantStanding | null,
	before: ParticipantStanding,
	changes: ParticipantChanges
): boolean {
	const role = changes.role ?? before.role;
	const cares = before.carer && canCare(before.role);
	const decides = actor === null || actor.role === 'caseworker';
	if (!decides && ((changes.carer ?? cares) !== cares || (cares && !canCare(role))))
		throw new AppError('forbidden', 'only caseworkers decide who cares for the child', { field: 'carer' });
	if (changes.carer === true && !canCare(role))
		throw new AppError('invalid', 'parents and foster parents care, nobody else', { field: 'carer' });
	if (decides) return (changes.carer ?? cares) && canCare(role);
	return cares && !(before.state === 'removed' && changes.state === 'admitted');
}
