// The list of rooms somebody has been let into. A guest with one room goes straight in.
import { redirect } from '@sveltejs/kit';
import { ageOn } from './age.ts';
import { dayIn } from './when.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { session } = locals;
	if (!session) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
	const { rooms, sql } = locals.services;
	const listed = await rooms.listFor(sql, session.user.id);
	const [only, ...others] = listed;
	if (session.user.kind === 'guest' && only && others.length === 0)
		redirect(303, only.role === 'child' ? `/rooms/${only.id}/child` : `/rooms/${only.id}`);

	const now = new Date();
	const ids = listed.map((room) => room.id);
	const glances = new Map((await rooms.glanceAt(sql, ids, now)).map((glance) => [glance.room, glance]));
	const cards = listed.map((room) => {
		const glance = glances.get(room.id);
		return {
			id: room.id,
			href: room.role === 'child' ? `/rooms/${room.id}/child` : `/rooms/${room.id}`,
			name: room.childName,
			age: ageOn(room.childBorn, dayIn(room.timeZone, now)),
			timeZone: room.timeZone,
			closed: room.closedAt !== null,
			next: glance?.next ? { title: glance.next.title, starts: glance.next.starts.toISOString() } : null,
			contacts: glance?.contacts ?? 0,
			unanswered: glance?.unanswered ?? 0,
			filled: glance?.filled ?? null
		};
	});
	// What happens first stands first; rooms where nothing is planned follow by name, as they came.
	cards.sort((a, b) => (a.next?.starts ?? '9').localeCompare(b.next?.starts ?? '9'));
	return {
		user: { id: session.user.id, name: session.user.name },
		now: now.toISOString(),
		mayCreate: session.user.kind === 'staff',
		rooms: cards,
		query: url.searchParams.get('q')?.slice(0, 120) ?? ''
	};
};
