// [T39] The canary sweep. Everybody asks the built server for everything: every route, the data of every page, every
// document by its socket, what machines ask, and what the server writes to its log. Every byte of every answer is
// searched for the words that stand in one document, or that only some may know. The two tables below are written from
// what the product promises, a second time and by hand; they are compared in both directions, so that a sweep that
// finds nothing at all is red, too.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentName } from '#lib/room/spaces.ts';
import { bare, presenceFrame, until, type Bare } from '../support/client.ts';
import type { Landsby } from '../support/landsby.ts';
import {
	alone,
	numberIn,
	people,
	written,
	type Canary,
	type CanaryRoom,
	type DocumentOf,
	type Who
} from './canaryRoom.ts';
import { addressesOf, allRoutes, dataOf, type Fillings } from './routes.ts';
import { openSwept, type Asked, type Swept } from './swept.ts';

const room = ['firstName', 'surname', 'room', 'caseworkerName', 'coordinatorName', 'guestNames'];

/** What each must find somewhere on the pages, and nothing else. Live documents come by sockets only. */
const onPages: Readonly<Record<Who, readonly string[]>> = {
	caseworker: [
		...room,
		'care',
		'hiddenName',
		'hiddenId',
		'lobbyName',
		'hiddenLobbyName',
		'hiddenLobbyId',
		'removedName',
		'hiddenRemovedName',
		'hiddenRemovedId',
		'invitedHidden',
		'screenDevice',
		'ownDevice',
		'siblingChild'
	],
	coordinator: [...room, 'lobbyName', 'removedName', 'screenDevice'],
	child: room,
	parent: room,
	'parent who cares': [...room, 'care'],
	fosterParent: room,
	relative: room,
	'adult chosen by the child': room,
	network: room,
	interpreter: room,
	support: room,
	observer: room,
	'hidden parent': [...room, 'hiddenName', 'hiddenId'],
	'waits in the lobby': ['firstName', 'lobbyName', 'caseworkerName', 'coordinatorName'],
	'hidden, waits in the lobby': ['firstName', 'hiddenLobbyName', 'caseworkerName'],
	// Their own name, and nothing of the room.
	'taken out': ['removedName'],
	'caseworker of another room': ['otherChild', 'other'],
	'guest without a room': [],
	nobody: [],
	'shared screen': ['firstName', 'surname', 'caseworkerName', 'screenDevice'],
	'screen that asks': ['screenCode'],
	'holder of a link': ['invitedHidden']
};

/** Which documents each is sent, with all that stands in them. */
const bySocket: Readonly<Record<Who, readonly DocumentOf[]>> = {
	caseworker: ['room', 'care', 'staff', 'letter', 'sibling'],
	coordinator: ['room'],
	child: ['room', 'child', 'family'],
	parent: ['room', 'family'],
	'parent who cares': ['room', 'care', 'family'],
	fosterParent: ['room'],
	relative: ['room', 'family'],
	'adult chosen by the child': ['room', 'child', 'family'],
	network: ['room', 'family'],
	interpreter: ['room'],
	support: ['room'],
	observer: ['room'],
	'hidden parent': ['room', 'letter'],
	'waits in the lobby': [],
	'hidden, waits in the lobby': [],
	'taken out': [],
	'caseworker of another room': ['other'],
	'guest without a room': [],
	nobody: [],
	'shared screen': ['room'],
	'screen that asks': [],
	'holder of a link': []
};
/** Whose presence nobody is ever told of. */
const unseen: readonly Who[] = ['hidden parent', 'shared screen'];
/** In a letterbox nobody is seen at all: that somebody reads it would tell that somebody writes in it. */
const withoutPresence: readonly DocumentOf[] = ['letter'];
/** What may stand in a document besides its own words: names of those on the map and of those who are there. */
const besides: Readonly<Partial<Record<DocumentOf, readonly string[]>>> = {
	room,
	care: ['caseworkerName', 'guestNames'],
	child: ['guestNames'],
	family: ['guestNames'],
	staff: ['caseworkerName'],
	letter: ['hiddenId'],
	other: ['otherChild'],
	sibling: ['siblingChild', 'caseworkerName']
};

let swept: Swept;
let made: CanaryRoom;
let landsby: Landsby;
/** Everything that is searched for, by what it is. */
let canaries: Record<string, readonly Canary[]>;

beforeAll(async () => {
	swept = await openSwept();
	({ made, landsby } = swept);
	canaries = Object.fromEntries(
		Object.entries({ ...made.canaries, ...written }).map(([name, words]) => [
			name,
			(typeof words === 'string' || words instanceof RegExp ? [words] : words).map((word) =>
				typeof word === 'string' && /^\+?\d+$/.test(word) ? numberIn(word) : word
			)
		])
	);
});
afterAll(() => swept.close());

/** Names of what stands in a text. */
function foundIn(text: string): string[] {
	return Object.keys(canaries).filter((name) => canaries[name]?.some((word) => stands(word, text)));
}

function stands(word: Canary, text: string): boolean {
	return typeof word === 'string' ? text.includes(word) : word.test(text);
}

/** All of an answer: status line, headers, body; and what of it the asker had said themselves. */
async function ask(who: Who, address: string, init: Asked = {}) {
	const response = await swept.ask(who, address, init);
	const headers = [...response.headers].map((pair) => pair.join(': ')).join('\n');
	const text = `${headers}\n\n${await response.text()}`;
	const own = foundIn(`${address} ${made.cookies[who]}`);
	return { status: response.status, found: foundIn(text).filter((name) => !own.includes(name)), text };
}

/** What was found, and where it was found first. */
class Sightings {
	readonly #seen = new Map<string, string>();

	add(who: Who, found: readonly string[], where: string): void {
		for (const name of found) {
			const key = `${who} finds ${name}`;
			if (!this.#seen.has(key)) this.#seen.set(key, where);
		}
	}

	/** Holds them to the table: a line for each sight that should not be, and for each that should. */
	compare(table: Readonly<Record<Who, readonly string[]>>): string[] {
		const wanted = new Set(people.flatMap((who) => table[who].map((name) => `${who} finds ${name}`)));
		return [
			...[...this.#seen]
				.filter(([key]) => !wanted.has(key))
				.map(([key, where]) => `LEAK: ${key} at ${where}`),
			...[...wanted].filter((key) => !this.#seen.has(key)).map((key) => `NOT FOUND: ${key}`)
		];
	}
}

/** A few at a time, as browsers do. */
async function inTurn<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
	const rest = [...all];
	const work = async (): Promise<void> => {
		for (let one = rest.shift(); one !== undefined; one = rest.shift()) await each(one);
	};
	await Promise.all(Array.from({ length: 8 }, work));
}

describe('[T39] what stands in one document, and what only some may know', () => {
	test('is on no page of those whose it is not, in no data and in no error', async () => {
		const link = await invite();
		canaries['link'] = [link.token];
		canaries['spokenCode'] = [alone(link.code)];
		canaries['invitedHidden'] = ['Zqinvitert'];
		made.cookies['holder of a link'] = `join=${link.token}`;

		const fillings: Fillings = {
			room: [made.roomId, made.otherRoom],
			meeting: made.meetings,
			participant: [made.hidden, made.parent],
			version: ['1', '2'],
			person: [made.person],
			picture: [made.picture],
			token: [made.signInToken, 'x'.repeat(43)],
			frame: ['simple', 'screen']
		};
		const routes = allRoutes();
		/** The same pages, asked for in another way. */
		const more = [
			`/rooms/${made.roomId}/emergency/now?choose`,
			`/rooms/${made.roomId}/plan/1?published`,
			`/rooms/${made.roomId}/plan/1/diff?since=1`,
			`/rooms/${made.roomId}/people?person=${made.hidden}`,
			'/rooms?q=Zq',
			'/join?yes',
			'/nowhere',
			`/rooms/${made.roomId}/nowhere`,
			`/rooms/${made.hidden}`,
			'/_app/nowhere.js',
			'/healthz',
			'/readyz',
			'/metrics',
			'/csp-report'
		];
		// A page is made of nothing but its data: so the whole page once, and with every other value its data alone.
		const addresses = [
			...routes.flatMap((route) =>
				addressesOf(route, fillings).flatMap((address, index) => [
					...(index === 0 || !route.isPage ? [{ route: route.id, address }] : []),
					...(route.isPage ? [{ route: route.id, address: dataOf(address) }] : [])
				])
			),
			...more.map((address) => ({ route: null, address }))
		];
		const sightings = new Sightings();
		const answered = new Set<string>();
		await inTurn(
			people.flatMap((who) => addresses.map((one) => ({ who, ...one }))),
			async ({ who, route, address }) => {
				const { status, found } = await ask(who, address);
				expect(status, address).not.toBe(500);
				// Data comes with 200 also where it says that there is no such page.
				if (route !== null && status < 404 && !address.includes('__data.json')) answered.add(route);
				sightings.add(who, found, address);
			}
		);
		// A method that no page knows: 405, with a page of its own.
		await inTurn(
			(['caseworker', 'parent', 'nobody'] as const).flatMap((who) => routes.map((route) => ({ who, route }))),
			async ({ who, route }) => {
				const [address = ''] = addressesOf(route, fillings);
				const { status, found } = await ask(who, address, {
					method: 'PUT',
					headers: { Origin: landsby.origin }
				});
				expect(status, address).toBe(405);
				sightings.add(who, found, `PUT ${address}`);
			}
		);
		expect(sightings.compare(onPages)).toEqual([]);
		// A route that nobody can reach was asked for wrongly, and was not swept.
		const unreached = routes.filter(({ id }) => !answered.has(id)).map(({ id }) => id);
		expect(unreached).toEqual([]);
	}, 120_000);

	test('of the child’s own map nothing is taken along that the child does not show, whatever is asked for', async () => {
		const file = `/rooms/${made.roomId}/plan/1.json`;
		const told = await Promise.all(
			people.flatMap((who) => [
				ask(who, file),
				...(['room', 'child'] as const).map((map) =>
					ask(who, `/rooms/${made.roomId}/network?/exported`, {
						method: 'POST',
						headers: { Origin: landsby.origin },
						body: new URLSearchParams({ kind: 'svg', map })
					})
				)
			])
		);
		expect(
			told.flatMap(({ found }) => found.filter((name) => ['child', 'takenBackMap'].includes(name)))
		).toEqual([]);
		// The version holds the map that was shown when it was published, for whoever reads the room: it was asked for.
		const { text } = await ask('relative', file);
		expect(text).toContain(`"placed":[{"angle":30,"person":"${made.person}","ring":1}]`);
	});

	test('of a sibling’s room only the map is told, and only to who is a caseworker of both rooms', async () => {
		const fetchAs = (who: Who, room: string, from: string) =>
			ask(who, `/rooms/${room}/network/siblings?/fetch`, {
				method: 'POST',
				headers: { Origin: landsby.origin },
				body: new URLSearchParams({ from })
			});
		const { roomId, siblingRoom, otherRoom } = made;
		const told = await fetchAs('caseworker', roomId, siblingRoom);
		expect(told.status).toBe(200);
		expect(told.text).toContain(written.sibling[0]);
		expect(told.text).not.toContain(written.sibling[1]);
		expect(told.found.filter((name) => ['siblingCare', 'siblingStaff'].includes(name))).toEqual([]);

		// A caseworker of one of the two only, the rooms being those of siblings all the same.
		const refused = [
			['caseworker', roomId, otherRoom],
			['caseworker of another room', otherRoom, siblingRoom],
			['caseworker of another room', otherRoom, roomId],
			['caseworker of another room', roomId, siblingRoom],
			['coordinator', roomId, siblingRoom],
			['parent who cares', roomId, siblingRoom],
			['child', roomId, siblingRoom]
		] as const;
		for (const [who, room, from] of refused) {
			const { status, text } = await fetchAs(who, room, from);
			expect(status, `${who} of ${from}`).toBe(404);
			for (const word of [...written.sibling, 'Zqsosken']) expect(text).not.toContain(word);
		}
		const recorded = await swept.base.sql<{ chain: string; action: string }[]>`
			select chain, action from audit where action in ('siblingsPeopleFetched', 'peopleShownToSiblingsRoom')
			and not family_sees order by action`;
		expect([...recorded]).toEqual([
			{ chain: siblingRoom, action: 'peopleShownToSiblingsRoom' },
			{ chain: roomId, action: 'siblingsPeopleFetched' }
		]);
	});

	test('comes by no socket to those whose it is not, and nobody is told who is there', async () => {
		const documents: Record<DocumentOf, string> = {
			sibling: made.siblingRoom,
			room: made.roomId,
			care: documentName(made.roomId, 'care'),
			child: documentName(made.roomId, 'child'),
			family: documentName(made.roomId, 'family'),
			staff: documentName(made.roomId, 'staff'),
			letter: documentName(made.roomId, 'letter', made.hidden),
			other: made.otherRoom
		};
		const spaces = Object.keys(documents) as DocumentOf[]; // the keys of that very object
		const sockets = people.flatMap((who) =>
			spaces.map((space, index) => {
				const headers = { Cookie: made.cookies[who], Origin: landsby.origin };
				const socket = bare(`${landsby.origin.replace('http', 'ws')}/ws/${documents[space]}`, headers);
				return new Visit(who, space, socket, 1000 * (people.indexOf(who) + 1) + index);
			})
		);
		await Promise.all(sockets.map((visit) => visit.whole()));
		for (const visit of sockets) {
			const theirs = bySocket[visit.who].includes(visit.space);
			expect(visit.isOpen, `${visit.who} may read ${visit.space}`).toBe(theirs);
			if (!theirs) expect(visit.bytes.length, `bytes of ${visit.space} to ${visit.who}`).toBe(0);
		}
		const open = sockets.filter(({ isOpen }) => isOpen);

		// First those who must not be seen; that the server has read it is known by a later answer.
		const hidden = open.filter(({ who, space }) => unseen.includes(who) || withoutPresence.includes(space));
		await Promise.all(hidden.map((visit) => visit.appear('zqskjulther')));
		const seen = open.filter((visit) => !hidden.includes(visit));
		await Promise.all(seen.map((visit) => visit.appear(placeOf(visit))));
		await until(() =>
			open
				.filter(({ space }) => !withoutPresence.includes(space))
				.every((visit) =>
					seen
						.filter((other) => other !== visit && other.space === visit.space)
						.every((other) => visit.text.includes(`"${placeOf(other)}"`))
				)
		);

		const problems = open.flatMap((visit) => {
			const { who, space, text } = visit;
			const allowed = [space, ...(besides[space] ?? [])];
			const missing = written[space].filter((word) => !text.includes(word));
			const places = seen.filter((other) => other.space !== space).map(placeOf);
			return [
				...foundIn(text)
					.filter((name) => !allowed.includes(name))
					.map((name) => `LEAK: ${who} finds ${name} in ${space}`),
				...missing.map((word) => `NOT FOUND: ${who} does not find ${word} in ${space}`),
				...[...places, 'zqskjulther']
					.filter((place) => text.includes(`"${place}"`))
					.map((place) => `LEAK: ${who} is told of ${place} in ${space}`)
			];
		});
		expect(problems).toEqual([]);
		for (const visit of sockets) visit.socket.socket.close();
	}, 60_000);

	test('[T42] is not in what the server writes to its outputs, nor in what it counts', async () => {
		const report = {
			'csp-report': {
				'document-uri': `${landsby.origin}/join/${String(canaries['link']?.[0])}`,
				'effective-directive': 'img-src',
				'script-sample': 'zqromord'
			}
		};
		const { status } = await ask('parent', '/csp-report', {
			method: 'POST',
			headers: { Origin: landsby.origin, 'Content-Type': 'application/csp-report' },
			body: JSON.stringify(report)
		});
		expect(status).toBe(204);
		await until(() => landsby.said().includes('csp.violation'));
		// What the database says of a value that it does not take holds the value; the address of a page may be a key.
		const { owner } = swept.base;
		await owner`alter table version_answers alter column reason type integer using null`;
		await owner`alter table sign_in_links rename to sign_in_links_away`;
		const form = { version: made.version, answer: 'agree', reason: 'zqromord' };
		for (const answer of [
			await swept.post('relative', `/rooms/${made.roomId}/plan/1?/answer`, form),
			await swept.ask('nobody', `/sign-in/${made.signInToken}`)
		]) {
			await answer.text();
			expect(answer.status).toBe(500);
		}
		await until(() => landsby.said().split('page.failed').length > 2);
		expect(landsby.said()).not.toContain(made.signInToken);
		// Ids are opaque, and by them an operator finds what a line is about.
		const words = foundIn(landsby.said()).filter((name) => !name.endsWith('Id'));
		expect(words).toEqual([]);
		for (const address of ['/metrics', '/healthz', '/readyz'])
			expect((await ask('nobody', address)).found, address).toEqual([]);
	});
});

/** Where somebody says they are: tells who, and in which document. */
function placeOf({ who, space }: Visit): string {
	return `zqher-${space}-${people.indexOf(who)}`;
}

/** Somebody at a document, with everything they were sent. */
class Visit {
	readonly who: Who;
	readonly space: DocumentOf;
	readonly socket: Bare;
	readonly #client: number;
	#closed = false;

	constructor(who: Who, space: DocumentOf, socket: Bare, client: number) {
		this.who = who;
		this.space = space;
		this.socket = socket;
		this.#client = client;
		void socket.closed.then(() => (this.#closed = true));
	}

	get isOpen(): boolean {
		return !this.#closed;
	}

	get bytes(): Buffer {
		return Buffer.concat(this.socket.frames);
	}

	get text(): string {
		return this.bytes.toString('utf8');
	}

	/** Asks for everything, and waits until it is there or the socket is closed. */
	async whole(): Promise<void> {
		await this.socket.opened.catch(() => (this.#closed = true));
		await this.#answered();
	}

	/** Says where they are, and waits until the server has read it. */
	async appear(place: string): Promise<void> {
		this.socket.socket.send(presenceFrame([this.#client, 1, JSON.stringify({ place })]));
		await this.#answered();
	}

	/**
	 * Sync step 1 of a page that holds next to nothing; what came before it has been read when it is answered. (Who holds
	 * nothing at all is answered before they ask.)
	 */
	async #answered(): Promise<void> {
		const answers = () => this.socket.frames.filter(([kind, step]) => kind === 0 && step === 1).length;
		const before = answers();
		if (!this.#closed) this.socket.socket.send(new Uint8Array([0, 0, 3, 1, 1, 0]));
		await until(() => this.#closed || answers() > before, `${this.who} is answered at ${this.space}`);
	}
}

/** The caseworker invites somebody who is hidden, with a code: link and code stand in this one answer. */
async function invite(): Promise<{ token: string; code: string }> {
	const { text } = await ask('caseworker', `/rooms/${made.roomId}/people?/invite`, {
		method: 'POST',
		headers: { Origin: landsby.origin },
		body: new URLSearchParams({
			person: 'new',
			name: 'Zqinvitert',
			role: 'relative',
			hidden: 'on',
			code: 'on'
		})
	});
	const [, token] = /\/join\/([\w-]{43})/.exec(text) ?? [];
	const [, one, two] = /data-testid="spoken-code"[^>]*>(\d{3}) (\d{3})</.exec(text) ?? [];
	if (token === undefined || one === undefined || two === undefined) throw new Error('no link was shown');
	return { token, code: one + two };
}
