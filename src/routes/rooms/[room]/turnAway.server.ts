// Who has no place in a room is turned away. "Does not exist" and "not yours" look alike (T41); only who had a place
// is told that it has ended, as the socket tells them (4403).
import { error } from '@sveltejs/kit';

/** @throws always: 403 with the code `withdrawn` for whose place has ended, else 404 */
export async function turnAway({ services, session }: App.Locals, room: string): Promise<never> {
	const was =
		session !== null && (await services.participants.wasRemoved(services.sql, session.user.id, room));
	if (was) error(403, { message: 'withdrawn', code: 'withdrawn' });
	error(404);
}
