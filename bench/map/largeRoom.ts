// A room as large as one gets: 150 people and 300 ties, written into its document as a page would write them.
import { createPeople, createTie } from '#lib/network/document.ts';
import {
	DIRECTIONS,
	QUALITIES,
	SECTORS,
	TIE_TYPES,
	type Placement,
	type Ring
} from '#lib/network/network.ts';
import { freePlace } from '#lib/network/freePlaces.ts';
import { connect } from '../../tests/support/client.ts';
import type { Landsby } from '../../tests/support/landsby.ts';
import type { Pair } from '../../tests/support/movingTies.ts';

export const size = { people: 150, ties: 300, tiesOfDragged: 8 } as const;

export interface LargeRoom {
	readonly id: string;
	/** Address of its map. */
	readonly url: string;
	/** `name=value` of two people's sessions: a caseworker, and somebody else who may move everybody. */
	readonly cookies: readonly [string, string];
	/** Whom each of the two drags. */
	readonly dragged: readonly [string, string];
	/** The ties of both. */
	readonly tiesOfDragged: readonly Pair[];
}

/** The same choices in every run. */
function chooser(): (below: number) => number {
	let state = 1;
	return (below) => {
		state = (state * 48_271) % 2_147_483_647;
		return state % below;
	};
}

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T; // the lists are not empty

/** Makes the room by the operator's command, and fills it over its socket. */
export async function largeRoom(landsby: Landsby): Promise<LargeRoom> {
	const email = 'kari@landsby.example';
	const { id } = landsby.cli('room', 'create', '--child', 'Ylva', '--by', email) as { id: string };
	const { cookie } = landsby.cli('session', email) as { cookie: string };
	const { participant } = landsby.cli('invite', id, '--name', 'Silje Strand', '--role', 'coordinator') as {
		participant: string;
	};
	const { cookie: second } = landsby.cli('session', '--participant', participant) as { cookie: string };
	const client = connect(`ws://localhost:${landsby.port}/ws`, id, cookie, landsby.origin);
	try {
		await client.until(() => client.saved, 'the room opens');
		const author = { by: participant, at: new Date().toISOString() };
		const ids = createPeople(client.doc, author, people());
		const made = ties(ids);
		made.forEach((tie) => createTie(client.doc, author, tie));
		await client.until(() => client.saved, 'everybody is saved');
		// Who was added last lies on top where it is crowded.
		const dragged = [at(ids, size.people - 1), at(ids, size.people - 2)] as const;
		return {
			id,
			url: `${landsby.origin}/rooms/${id}/network?view=map`,
			cookies: [cookie, second],
			dragged,
			tiesOfDragged: made
				.filter(({ from, to }) => dragged.includes(from) || dragged.includes(to))
				.map(({ from, to }) => [from, to] as const)
		};
	} finally {
		client.leave();
	}
}

function people(): Parameters<typeof createPeople>[2] {
	const first = [
		'Ada',
		'Birk',
		'Dina',
		'Eirik',
		'Frøya',
		'Gard',
		'Hedda',
		'Isak',
		'Jorunn',
		'Kåre',
		'Live',
		'Mons'
	];
	const last = [
		'Aas',
		'Berge',
		'Dahl',
		'Eide',
		'Foss',
		'Gran',
		'Hagen',
		'Lien',
		'Moe',
		'Nes',
		'Rud',
		'Sund',
		'Vik'
	];
	const taken: Placement[] = [];
	return Array.from({ length: size.people }, (_, index) => {
		const sector = at(SECTORS, index);
		const placement = freePlace(taken, ringOf(index), sector);
		taken.push(placement);
		return {
			name: `${at(first, index)} ${at(last, index)}`,
			kind: index % 25 === 12 ? ('animal' as const) : ('person' as const),
			sector,
			placement
		};
	});
}

/** Few are very near, most are farther out. */
function ringOf(index: number): Ring {
	return at([3, 4, 2, 4, 3, 1, 4, 3, 2, 4], index); // rings 1 to 4 of them
}

function ties(ids: readonly string[]): Parameters<typeof createTie>[2][] {
	const choose = chooser();
	const pairs = new Set<string>();
	const pair = (from: number, to: number) => {
		if (from !== to && !pairs.has(`${to} ${from}`)) pairs.add(`${from} ${to}`);
	};
	const others = size.people - 2;
	for (const dragged of [0, 1])
		for (let index = 0; index < size.tiesOfDragged; index += 1)
			pair(others + dragged, dragged * 70 + index * 8);
	while (pairs.size < size.ties) pair(choose(others), choose(others));
	return [...pairs].map((key, index) => {
		const [from = 0, to = 0] = key.split(' ').map(Number);
		return {
			from: at(ids, from),
			to: at(ids, to),
			type: at(TIE_TYPES, index),
			quality: at(QUALITIES, index),
			direction: at(DIRECTIONS, Math.floor(index / QUALITIES.length)),
			saidBy: index % 3 === 0 ? ('child' as const) : ('meeting' as const)
		};
	});
}
