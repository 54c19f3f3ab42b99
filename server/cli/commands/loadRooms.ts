/**
 * For load tests on one's own machine: a room for each name of a JSON list, and a session that may write in every
 * section of it. The same name gives the same room again.
 */
import type { ISql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '#lib/errors.ts';
import { nameProblem, tidyName } from '#lib/network/network.ts';
import { newId } from '#lib/room/ids.ts';
import type { Services } from '../../services.ts';
import { createRoomWithin } from '../../sync/createRoom.ts';
import { read, UsageError, type Command } from '../command.ts';

/** Marks rooms of load tests; they are found again by it and their name. */
const label = 'load test';
const atOnce = 4;
const batchSize = 50;

const Names = v.pipe(v.string(), v.parseJson(), v.pipe(v.array(v.string()), v.maxLength(10_000)));

export const loadRooms: Command = {
	name: 'load-rooms',
	usage: '< names.json',
	about: 'make rooms and sessions for a load test (refused unless HOST is loopback)',
	help: ['Reads a JSON list of names on standard input; prints {"<name>": {"url", "cookie"}}.'],
	async run(args, cli) {
		read(args, {}, 0);
		const parsed = v.safeParse(Names, await cli.input());
		if (!parsed.success) throw new UsageError('standard input is no JSON list of at most 10,000 names');
		const names = [...new Set(parsed.output.map(tidyName))];
		const wrong = names.find((name) => nameProblem(name) !== null);
		if (wrong !== undefined) throw new UsageError(`a name has 1 to 120 characters: "${wrong.slice(0, 40)}"`);
		const services = await cli.open();
		if (!['127.0.0.1', '::1', 'localhost'].includes(services.config.host))
			throw new AppError('forbidden', 'load-rooms runs only where HOST is a loopback address');
		const rooms = await roomsOf(services, names);
		const socket = services.config.origin.replace(/^http/, 'ws');
		const answer = await inBatches(names, (batch) =>
			// All of a batch at once on one connection: its queries are sent without waiting for each other.
			services.sql.begin((tx) =>
				Promise.all(
					batch.map(async (name): Promise<[string, { url: string; cookie: string }]> => {
						const room = rooms.get(name) ?? (await makeRoom(tx, name));
						const { id } = await services.sessions.start(tx, room.user, new Date());
						return [name, { url: `${socket}/ws/${room.id}`, cookie: services.sessions.cookieHeader(id) }];
					})
				)
			)
		);
		const json = Object.fromEntries(answer);
		return { json, text: JSON.stringify(json, null, 2) };
	}
};

interface LoadRoom {
	readonly id: string;
	readonly user: string;
}

/** Rooms that an earlier run made, by name. */
async function roomsOf({ sql }: Services, names: readonly string[]): Promise<Map<string, LoadRoom>> {
	const found = await sql<(LoadRoom & { name: string })[]>`
		select r.id, r.child_name as name, p.user_id as "user"
		from rooms r join participants p on p.room_id = r.id and p.user_id = r.made_by
		where r.case_label = ${label} and r.child_name = any(${[...names]})`;
	return new Map(found.map(({ name, id, user }) => [name, { id, user }]));
}

async function makeRoom(tx: ISql, name: string): Promise<LoadRoom> {
	const [user, now] = [newId(), new Date()];
	await tx`
		insert into users (id, kind, office, name, made_at) values (${user}, 'staff', 'staff', 'Load test', ${now})`;
	const made = await createRoomWithin(tx, {
		child: { name },
		by: { user, name: 'Load test' },
		caseLabel: label,
		now
	});
	// A caseworker writes everything but the child's words; for a load test that as well.
	await tx`
		update participants set rights = ${tx.json({ voice: 'write' })}, rights_version = rights_version + 1
		where id = ${made.participantId}`;
	return { id: made.roomId, user };
}

/** Works through a list in batches, a few at once: one commit for each batch, the results in the list's order. */
async function inBatches<T, R>(
	list: readonly T[],
	work: (batch: readonly T[]) => Promise<readonly R[]>
): Promise<R[]> {
	const batches = Array.from({ length: Math.ceil(list.length / batchSize) }, (_, index) =>
		list.slice(index * batchSize, (index + 1) * batchSize)
	);
	const results: (readonly R[])[] = [];
	let next = 0;
	const worker = async (): Promise<void> => {
		for (let index = next++; index < batches.length; index = next++)
			results[index] = await work(batches[index] ?? []);
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	return results.flat();
}
