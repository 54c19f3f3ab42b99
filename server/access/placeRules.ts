/**
 * What somebody's place in a room may become, and who may decide it: the rules behind `changeParticipant`, without
 * the database. The page offers no more than this, but a form can be made by hand.
 */
import { AppError } from '#lib/errors.ts';
import { canCare, canTakeFamilyTime, isFacilitator } from '#lib/room/rights.ts';
import type { Role } from '#lib/room/spaces.ts';
import type { ParticipantChanges, ParticipantStanding } from './place.ts';

/**
 * A place as it is after a change.
 * @param actor the facilitator who does it, null for the operator
 * @param hasAccount they sign in as staff; false for guests and for whom nobody has come yet
 * @throws AppError `forbidden`, `invalid` (field `role`, `carer`, `hidden`, `familyTime` or `keepsCopy`),
 *   `conflict` (field `state`)
 */
export function placeAfter(
	actor: ParticipantStanding | null,
	before: ParticipantStanding,
	changes: ParticipantChanges,
	hasAccount: boolean
): ParticipantStanding {
	if (actor && !mayChange(actor, before, changes)) throw new AppError('forbidden', 'not theirs to change');
	checkRole(actor, before, changes.role ?? before.role, hasAccount);
	// Staff have nothing to hide in a room, and a colleague is found by e-mail: that would tell who is hidden.
	if (changes.hidden === true && !before.hidden && hasAccount)
		throw new AppError('invalid', 'staff are not hidden', { field: 'hidden' });
	if (changes.familyTime === true && !canTakeFamilyTime(changes.role ?? before.role))
		throw new AppError('invalid', 'the family’s own time is the family’s', { field: 'familyTime' });
	if (changes.keepsCopy === true && (changes.role ?? before.role) !== 'child')
		throw new AppError('invalid', 'only the child’s device keeps a copy', { field: 'keepsCopy' });
	return {
		...before,
		...changes,
		carer: carerAfter(actor, before, changes),
		state: stateAfter(before, changes)
	};
}

/**
 * The child's place is the child's from the invitation on: nobody else comes to write the child's words by a change of
 * role, and nothing makes the child somebody else. Who leads a room has an account; only the operator may say otherwise.
 */
function checkRole(
	actor: ParticipantStanding | null,
	before: ParticipantStanding,
	role: Role,
	hasAccount: boolean
): void {
	if (role === before.role) return;
	if (role === 'screen') throw new AppError('invalid', 'a screen is no participant', { field: 'role' });
	if (role === 'child' || before.role === 'child')
		throw new AppError('invalid', 'the child, and only the child, is the child', { field: 'role' });
	if (actor && isFacilitator(role) && !hasAccount)
		throw new AppError('invalid', 'nobody leads a room by a link', { field: 'role' });
}

/**
 * Who waits in the lobby is let in; who was taken out is let in again, to what they had: where nobody had come, somebody
 * is still invited.
 */
function stateAfter(
	before: ParticipantStanding,
	{ state }: ParticipantChanges
): ParticipantStanding['state'] {
	if (state !== 'admitted' || before.state === 'admitted') return state ?? before.state;
	if (before.state === 'waiting') return 'admitted';
	if (before.state !== 'removed')
		throw new AppError('conflict', 'they come by their link', { field: 'state' });
	return before.user === null ? 'invited' : 'admitted';
}

/** A coordinator may not give or take the caseworker's role, nor decide who is hidden. */
function mayChange(
	actor: ParticipantStanding,
	before: ParticipantStanding,
	changes: ParticipantChanges
): boolean {
	if (actor.state !== 'admitted' || !isFacilitator(actor.role)) return false;
	if (actor.role === 'caseworker') return true;
	// What one person may do beyond or short of their role, and what a device keeps, is the caseworker's to decide, too.
	const isDecided = [changes.hidden, changes.exceptions, changes.keepsCopy].some(
		(change) => change !== undefined
	);
	return before.role !== 'caseworker' && changes.role !== 'caseworker' && !isDecided;
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
