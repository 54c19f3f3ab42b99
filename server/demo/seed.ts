// The demo: four rooms of invented children, made by the same functions as any other. They are what people look at
// first, and the fixtures of journeys, pictures and benchmarks.
import { seedProposals } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { showMap } from '#lib/voice/map/document.ts';
import type { Services } from '../services.ts';
import { aster } from './aster.ts';
import type { DemoCase } from './case.ts';
import { emil, thea } from './emilAndThea.ts';
import { fillCare, fillOwnMap, fillRoom, fillStaff, whereRoomHas, type People } from './fill.ts';
import { ylva } from './ylva.ts';

const password = 'landsby-demo';
const accounts = [
	{ email: 'kari@landsby.example', name: 'Kari Nygård', office: 'staff' },
	{ email: 'wenche@landsby.example', name: 'Wenche Dahl', office: 'staff' },
	{ email: 'jonas@landsby.example', name: 'Jonas Berg', office: 'staff' },
	{ email: 'mina@landsby.example', name: 'Mina Solli', office: 'staff' },
	{ email: 'leder@landsby.example', name: 'Leder for kontoret', office: 'leader' }
] as const;

/** A demo room, with links for those who come by link where it was made just now. */
export interface DemoRoom {
	readonly id: string;
	readonly child: string;
	readonly case: string;
	readonly links: readonly { readonly name: string; readonly role: string; readonly url: string }[];
}

/**
 * Makes accounts and rooms of the demo on an empty database.
 * @returns the demo rooms, also where they were made before; none where the database holds other rooms only
 */
export async function seedDemo(services: Services): Promise<DemoRoom[]> {
	const { sql } = services;
	const existing = await sql<DemoRoom[]>`
		select id, child_name as child, case_label as "case" from rooms
		where case_label in ('A', 'B', 'B2', 'C') order by case_label`;
	if (existing.length > 0) return existing.map((room) => ({ ...room, links: [] }));
	const [anything] = await sql`select 1 from users limit 1`;
	if (anything) return [];

	const now = new Date();
	const users = new Map<string, { id: string; name: string }>();
	for (const account of accounts)
		users.set(account.email, await services.users.addStaff(sql, { ...account, password }, now));
	const siblings = new Map<string, string>();
	const rooms: DemoRoom[] = [];
	for (const demo of [ylva, emil, thea, aster]) rooms.push(await makeRoom(services, demo, users, siblings));
	return rooms;
}

async function makeRoom(
	services: Services,
	demo: DemoCase,
	users: ReadonlyMap<string, { id: string; name: string }>,
	siblings: Map<string, string>
): Promise<DemoRoom> {
	const { sql, live, participants } = services;
	const caseworker = users.get(demo.caseworker);
	if (!caseworker) throw new Error(`no account ${demo.caseworker}`);
	const group = demo.siblings === undefined ? null : (siblings.get(demo.siblings) ?? newId());
	if (demo.siblings !== undefined && group !== null) siblings.set(demo.siblings, group);
	const first = demo.stages[0]?.meeting?.starts ?? new Date().toISOString();
	const made = await services.createRoom(sql, {
		child: demo.child,
		by: { user: caseworker.id, name: caseworker.name },
		caseLabel: demo.label,
		siblingGroup: group,
		now: new Date(first)
	});
	const [shared, corner, care, staff] = await Promise.all([
		documentId(services, made.roomId, 'room'),
		documentId(services, made.roomId, 'child'),
		documentId(services, made.roomId, 'care'),
		documentId(services, made.roomId, 'staff')
	]);

	const people: People = new Map([['child', made.childId]]);
	const places = new Map<string, string>();
	const links: { name: string; role: string; url: string }[] = [];
	const coordinator = demo.coordinator === undefined ? undefined : users.get(demo.coordinator);
	if (coordinator) {
		const id = newId();
		await live.edit(shared, made.participantId, (doc) => seedProposals(doc, id));
		await participants.add(
			sql,
			{
				id,
				room: made.roomId,
				user: coordinator.id,
				person: null,
				name: coordinator.name,
				role: 'coordinator',
				carer: false,
				hidden: false,
				state: 'admitted',
				madeBy: caseworker.id,
				own: []
			},
			new Date(first)
		);
	}
	const standing = await participants.standing(sql, caseworker.id, made.roomId);
	if (!standing) throw new Error('the caseworker has no place');

	for (const stage of demo.stages) {
		const at = stage.meeting?.starts ?? first;
		const author = { by: made.participantId, at };
		const child = { by: places.get('child') ?? made.participantId, at };
		const meeting = await live.edit(shared, made.participantId, (doc) =>
			fillRoom(doc, stage, people, author, child)
		);
		const { own } = stage;
		if (own) {
			const draws = { by: child.by, at: own.at };
			const begun = await live.edit(shared, child.by, whereRoomHas);
			const map = await live.edit(corner, child.by, (doc) => fillOwnMap(doc, own, begun, people, draws));
			if (own.isShown) await live.edit(shared, child.by, (doc) => showMap(doc, draws, map));
		}
		await live.edit(care, made.participantId, (doc) => fillCare(doc, stage, people, author));
		await live.edit(staff, made.participantId, (doc) => fillStaff(doc, stage, people, author));
		if (places.size === 0) {
			for (const { person, role, carer = false } of demo.participants) {
				const id = people.get(person);
				if (id === undefined) throw new Error(`nobody is called ${person}`);
				const invited = await services.inviting.invite(
					services,
					standing,
					{ room: made.roomId, person: { id }, role, carer, hidden: false },
					new Date()
				);
				places.set(person, invited.participant);
				links.push({ name: invited.name, role, url: `${services.config.origin}/join/${invited.token}` });
			}
		}
		const closed = stage.meeting?.closed;
		if (!closed || meeting === null) continue;
		await services.plan.publish(
			sql,
			standing,
			{
				meeting,
				requestId: newId(),
				tookPart: Object.fromEntries([
					[made.participantId, 'met' as const],
					...Object.entries(closed.tookPart).flatMap(([person, how]) => {
						const place = places.get(person);
						return place === undefined ? [] : [[place, how] as const];
					})
				]),
				childHeard: closed.childHeard,
				reviewBy: closed.reviewBy
			},
			new Date(closed.at)
		);
	}
	return { id: made.roomId, child: demo.child.name, case: demo.label, links };
}

async function documentId(services: Services, room: string, space: string): Promise<string> {
	const [row] = await services.sql<{ id: string }[]>`
		select id from documents where room_id = ${room} and space = ${space}`;
	if (!row) throw new Error(`the room has no document ${space}`);
	return row.id;
}
