// What the built server's pages refuse, and what their refusals tell: every form of the product sent by everybody who may
// not send it, rooms that are not there and rooms that are somebody else's, faults from inside, and the way of a link.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { newToken } from '../../server/access/secrets.ts';
import { people, type Who } from './canaryRoom.ts';
import { allRoutes } from './routes.ts';
import { openSwept, type Asked, type Swept } from './swept.ts';

let swept: Swept;
beforeAll(async () => (swept = await openSwept()));
afterAll(() => swept.close());

const leads: readonly Who[] = ['caseworker', 'coordinator'];
/** Who may write everybody on the map, by the table of roles. */
const writesPeople: readonly Who[] = [...leads, 'child', 'parent', 'parent who cares', 'fosterParent'];
const isAdmitted = people.slice(0, people.indexOf('hidden parent') + 1);
/** Of a form: who may send it, and something that it could be sent with. `null`: everybody, it is about oneself. */
type Form = readonly [may: readonly Who[] | null, filled: () => Record<string, string>];
const about = () => ({ participant: swept.made.parent });

/** Written from what the product promises: a form that stands here for nobody else is refused to everybody else. */
const forms: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
	'/rooms/[room]/people': {
		invite: [leads, () => ({ person: 'new', name: 'Zqny', role: 'relative' })],
		colleague: [leads, () => ({ email: 'ingen@landsby.example', role: 'coordinator' })],
		link: [leads, about],
		endLink: [leads, about],
		change: [leads, () => ({ ...about(), role: 'relative' })],
		rights: [['caseworker'], () => ({ ...about(), role: 'parent', watch: 'on', ...sections })],
		locks: [['caseworker'], () => ({ people: 'on' })],
		close: [['caseworker'], () => ({ closed: 'on' })],
		remove: [leads, about],
		restore: [leads, about]
	},
	'/rooms/[room]/network/siblings': {
		fetch: [['caseworker'], () => ({ from: swept.made.siblingRoom })]
	},
	'/rooms/[room]/lobby': {
		admit: [leads, () => ({ participant: swept.made.lobby })],
		admitAll: [leads, () => ({})],
		notNow: [leads, () => ({ participant: swept.made.lobby })],
		block: [leads, () => ({ participant: swept.made.lobby })]
	},
	'/rooms/[room]/screen': {
		find: [leads, () => ({ code: '000000' })],
		pair: [leads, () => ({ code: '000000', part: 'network' })],
		show: [leads, () => ({ screen: swept.made.screen, part: 'visits' })],
		end: [leads, () => ({ screen: swept.made.screen })]
	},
	'/rooms/[room]/network': {
		agree: [leads, () => ({ mayBeSeenBy: 'De som er i rommet', keptUntil: '2030-01-31' })],
		arrange: [writesPeople, () => ({ rings: '5', 'ring-1': 'Hjertet', 'sector-school': 'Barnehagen' })],
		exported: [isAdmitted, () => ({ kind: 'graphml' })],
		addPicture: [writesPeople, pictured],
		takePictureAway: [writesPeople, pictured],
		putPictureBack: [writesPeople, () => ({ ...pictured(), picture: swept.made.picture })]
	},
	'/rooms/[room]/staff/search': {
		reported: [['caseworker'], () => ({ kind: 'text' })]
	},
	'/rooms/[room]/meetings/[meeting]/close': {
		default: [leads, () => ({ childHeard: 'Hun sa det selv.', reviewBy: '', requestId: newId() })]
	},
	'/rooms/[room]/plan/[version]': {
		answer: [
			isAdmitted.filter((who) => who !== 'hidden parent'),
			() => ({ version: swept.made.version, answer: 'agree', reason: '' })
		]
	},
	'/rooms/[room]/child/corner': {
		open: [['child'], () => ({ reader: swept.made.parent })]
	},
	'/rooms/new': {
		default: [['caseworker', 'caseworker of another room'], () => ({ id: newId(), name: 'Zqnytt' })]
	},
	'/sign-in': { default: [null, () => ({})] },
	'/sign-in/[token]': { default: [null, () => ({})] },
	'/sign-out': { default: [null, () => ({})] },
	'/settings': { comfort: [null, () => ({})], language: [null, () => ({})], elsewhere: [null, () => ({})] },
	'/screen': { ask: [null, () => ({})], enter: [null, () => ({})] },
	'/join': {
		open: [null, () => ({})],
		no: [null, () => ({})],
		knock: [null, () => ({})],
		enter: [null, () => ({})]
	}
};
function pictured() {
	return { person: swept.made.person };
}
const sections = { people: 'read', ties: 'read', emergency: 'read', visits: 'read', meetings: 'read' };

/** Names of the forms that a route takes, read from its source. */
function formsOf(id: string): string[] {
	const path = join(import.meta.dirname, '..', '..', 'src', 'routes', id, '+page.server.ts');
	let source: string;
	try {
		source = readFileSync(path, 'utf8');
	} catch {
		return [];
	}
	const [, body = ''] = /\nexport const actions[^{]*\{\n(.*?)\n\}/s.exec(source) ?? [];
	return [...body.matchAll(/^\t(?:async )?(\w+)(?=[:(])/gm)].map(([, name]) => name ?? '');
}

function addressOf(id: string, name: string): string {
	const { roomId, meetings, signInToken } = swept.made;
	const path = id
		.replace('[room]', roomId)
		.replace('[meeting]', meetings[1] ?? '')
		.replace('[version]', '1')
		.replace('[token]', signInToken);
	return name === 'default' ? path : `${path}?/${name}`;
}

/** All that a form could change, as it is now. */
async function everything(): Promise<string> {
	const { sql } = swept.base;
	const tables = await Promise.all([
		sql`select id, user_id, role, carer, hidden, state, rights, family_time, keeps_copy, rights_version
			from participants order by id`,
		sql`select id, revoked_at, other_device from invitations order by id`,
		sql`select id, corner_open_to, closed_at from rooms order by id`,
		sql`select room_id, section from section_locks order by 1, 2`,
		sql`select id from versions order by id`,
		sql`select id from version_answers order by id`,
		sql`select id, room_id, part, paired_at, ended_at from screens order by id`,
		sql`select id, head_seq from documents order by id`,
		sql`select id from audit where action in ('mapAgreed', 'mapArranged', 'mapExported', 'searchReported') order by id`,
		sql`select id, taken_away_at from person_pictures order by id`
	]);
	return JSON.stringify(tables);
}

describe('[T43] a photograph', () => {
	const address = (room: string, person: string, picture: string) =>
		`/rooms/${room}/pictures/${person}/${picture}`;
	const get = async (who: Who, path: string) => {
		const answer = await swept.ask(who, path);
		return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
	};

	test('is sent to those who are in the room and to nobody else, and is kept nowhere', async () => {
		const { roomId, person, picture } = swept.made;
		for (const who of people) {
			const { answer, bytes } = await get(who, address(roomId, person, picture));
			const isSent = bytes.subarray(0, 4).toString() === 'RIFF';
			expect(isSent, who).toBe(isAdmitted.includes(who));
			if (!isSent) {
				expect([403, 404], who).toContain(answer.status);
				continue;
			}
			expect(answer.status).toBe(200);
			expect(answer.headers.get('content-type')).toBe('image/webp');
			expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
			expect(answer.headers.get('cache-control')).toBe('private, no-store');
			expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; sandbox");
		}
	});

	test('is not found by guessing, nor in another room, nor under somebody else', async () => {
		const { roomId, otherRoom, person, picture } = swept.made;
		for (const path of [
			address(roomId, person, newId()),
			address(roomId, newId(), picture),
			address(otherRoom, person, picture),
			address(roomId, person, 'x'),
			address(roomId, person, `${picture}.webp`)
		])
			for (const who of ['caseworker', 'caseworker of another room'] as const)
				expect((await get(who, path)).answer.status, `${who} ${path}`).toBe(404);
	});

	test('is not read from who may give none, however large it is', async () => {
		const body = new FormData();
		body.append('person', swept.made.person);
		body.append('picture', new File([new Uint8Array(9 * 1024 * 1024)], 'bilde.jpg', { type: 'image/jpeg' }));
		const answer = await fetch(`${swept.landsby.origin}/rooms/${swept.made.roomId}/network?/addPicture`, {
			method: 'POST',
			redirect: 'manual',
			headers: {
				Cookie: swept.made.cookies.observer,
				Origin: swept.landsby.origin,
				'x-sveltekit-action': 'true'
			},
			body
		});
		expect(await answer.text()).toContain('forbidden');
		const { sql } = swept.base;
		expect(await sql`select 1 from person_pictures`).toHaveLength(1);
	});

	test('is gone with the session, with the place in the room, and when it is taken away', async () => {
		const { base, made } = swept;
		const path = address(made.roomId, made.person, made.picture);
		const status = async (who: Who) => (await get(who, path)).answer.status;
		expect([await status('support'), await status('observer'), await status('parent')]).toEqual([
			200, 200, 200
		]);
		const userOf = async (who: Who) => {
			const [row] = await base.owner<{ user: string }[]>`
				select p.user_id as user from participants p where p.room_id = ${made.roomId} and p.role = ${who}`;
			return row?.user ?? '';
		};
		const [support, observer] = [await userOf('support'), await userOf('observer')];
		const ended = await base.owner<{ id_hash: Buffer }[]>`
			delete from sessions where user_id = ${support} returning *`;
		await base.owner`update participants set state = 'removed' where user_id = ${observer}`;
		try {
			expect([await status('support'), await status('observer')]).toEqual([404, 403]);
		} finally {
			for (const row of ended) await base.owner`insert into sessions ${base.owner(row)}`;
			await base.owner`update participants set state = 'admitted' where user_id = ${observer}`;
		}
		await swept
			.post('parent', addressOf('/rooms/[room]/network', 'takePictureAway'), pictured())
			.then((answer) => answer.text());
		expect([await status('parent'), await status('caseworker')]).toEqual([404, 404]);
		await swept
			.post('parent', addressOf('/rooms/[room]/network', 'putPictureBack'), {
				...pictured(),
				picture: made.picture
			})
			.then((answer) => answer.text());
		expect(await status('caseworker')).toBe(200);
	});
});

describe('[T43] a form', () => {
	test('that nobody has said who may send it fails here', () => {
		const said = Object.entries(forms).flatMap(([id, all]) =>
			Object.keys(all).map((name) => `${id} ${name}`)
		);
		const there = allRoutes().flatMap(({ id }) => formsOf(id).map((name) => `${id} ${name}`));
		expect(there.length).toBeGreaterThan(20);
		expect(there.toSorted(), 'add it to the table of forms, with who may send it').toEqual(said.toSorted());
	});

	test('that was begun before its sender signed out does nothing when it has come, nor does a photograph', async () => {
		const { base, made, landsby } = swept;
		const picture = new FormData();
		picture.append('person', made.person);
		picture.append('picture', new File([new Uint8Array(500)], 'bilde.jpg', { type: 'image/jpeg' }));
		const agreed = new URLSearchParams({ mayBeSeenBy: 'Zqsentute', keptUntil: '2027-06-01' });
		const begun = await Promise.all([begin('agree', agreed), begin('addPicture', picture)]);
		// Answered behind them: by now they have been asked who they are, if that is asked before they have come.
		await (await swept.ask('coordinator', `/rooms/${made.roomId}/network`)).text();
		const ended = await base.owner<{ id_hash: Buffer }[]>`
			delete from sessions where user_id in (
				select user_id from participants where room_id = ${made.roomId} and role = 'coordinator') returning *`;
		const before = await everything();
		try {
			expect(ended.length).toBeGreaterThan(0);
			const [form, photograph] = await Promise.all(begun.map((finish) => finish()));
			expect(form).toContain('"error"');
			expect(photograph).toContain('forbidden');
			expect(await everything()).toBe(before);
		} finally {
			for (const row of ended) await base.owner`insert into sessions ${base.owner(row)}`;
		}

		/** Sends the first bytes of a form. @returns how to send the rest, and what is answered */
		async function begin(name: string, form: URLSearchParams | FormData): Promise<() => Promise<string>> {
			const whole = new Response(form);
			const body = Buffer.from(await whole.clone().arrayBuffer());
			const sent = request(landsby.origin + addressOf('/rooms/[room]/network', name), {
				method: 'POST',
				headers: {
					Cookie: made.cookies.coordinator,
					Origin: landsby.origin,
					Accept: 'application/json',
					'x-sveltekit-action': 'true',
					'Content-Type': whole.headers.get('content-type') ?? '',
					'Content-Length': body.length
				}
			});
			await new Promise<void>((resolve) => sent.write(body.subarray(0, 10), () => resolve()));
			return () =>
				new Promise((resolve, reject) => {
					sent.on('error', reject);
					sent.on('response', (response) => {
						let text = '';
						response.setEncoding('utf8').on('data', (part: string) => (text += part));
						response.on('end', () => resolve(text));
					});
					sent.end(body.subarray(10));
				});
		}
	});

	test('is refused to everybody whose it is not, changes nothing, and reaches those whose it is', async () => {
		const before = await everything();
		const taken: string[] = [];
		const limited = Object.entries(forms).flatMap(([id, all]) =>
			Object.entries(all).flatMap(([name, [may, filled]]) => (may ? [{ id, name, may, filled }] : []))
		);
		for (const { id, name, may, filled } of limited)
			for (const who of people.filter((one) => !may.includes(one))) {
				const answer = await swept.post(who, addressOf(id, name), filled());
				await answer.text();
				// Sent back to where they may be: to sign in, to wait, to the start of the room.
				const to = answer.headers.get('location') ?? '';
				const sentBack = /^\/(sign-in|lobby\/)/.test(to) || to === `/rooms/${swept.made.roomId}`;
				if (answer.status < 400 && !sentBack) taken.push(`${who} sends ${name} of ${id}: ${answer.status}`);
			}
		expect(taken).toEqual([]);
		expect(await everything()).toBe(before);
		// A closed room takes nothing more: it is closed last, and opened again for the tests below.
		const inOrder = limited.toSorted((a, b) => Number(a.name === 'close') - Number(b.name === 'close'));
		for (const { id, name, may, filled } of inOrder) {
			const answer = await swept.post(may[0] ?? 'nobody', addressOf(id, name), filled());
			await answer.text();
			// Found and allowed; whether it can be done just now is the form's own affair.
			// Nobody has this code, nor this address.
			const isUnknown = ['find', 'pair', 'colleague'].includes(name) ? [404] : [];
			expect([200, 303, 400, 409, ...isUnknown], `${name} of ${id}`).toContain(answer.status);
		}
		expect(await everything()).not.toBe(before);
		await swept
			.post('caseworker', addressOf('/rooms/[room]/people', 'close'), {})
			.then((answer) => answer.text());
	}, 60_000);
});

/** An answer without what is fresh in each: the date, the nonce and what is reckoned from it, what the asker said. */
async function plain(answer: Response, asked: string): Promise<string> {
	const headers = [...answer.headers]
		.filter(([name]) => name !== 'date' && name !== 'etag')
		.map((pair) => pair.join(': '));
	const text = `${answer.status}\n${headers.join('\n')}\n\n${await answer.text()}`;
	const nonce = /'nonce-([^']+)'/.exec(text)?.[1];
	return (nonce === undefined ? text : text.replaceAll(nonce, 'nonce')).replaceAll(asked, 'room');
}

describe('[T41] a refusal', () => {
	test.each(['', '/people', '/plan/1', '/staff', '/emergency/now', '/plan/1.json', '/__data.json', '/lobby'])(
		'says the same of a room that is somebody else’s as of one that is not there: %s',
		async (page) => {
			for (const who of ['caseworker of another room', 'guest without a room', 'shared screen'] as const) {
				const answers = [];
				for (const room of [who === 'shared screen' ? swept.made.otherRoom : swept.made.roomId, newId()])
					answers.push(await plain(await swept.ask(who, `/rooms/${room}${page}`), room));
				expect(answers[0], who).toBe(answers[1]);
			}
		}
	);

	test('says the same of a letterbox as of none, to everybody but its owner and the caseworkers', async () => {
		for (const who of ['parent', 'coordinator', 'child', 'observer'] as const) {
			const answers = [];
			for (const owner of [swept.made.hidden, newId()])
				answers.push(await plain(await swept.ask(who, `/rooms/${swept.made.roomId}/letter/${owner}`), owner));
			expect(answers[0], who).toBe(answers[1]);
		}
	});

	test('because of a fault inside holds a code and an id, and nothing from inside', async () => {
		await swept.base.owner`alter table version_answers rename to version_answers_away`;
		try {
			const answer = await swept.ask('caseworker', `/rooms/${swept.made.roomId}/plan/1`);
			expect(answer.status).toBe(500);
			const text = await answer.text();
			expect(text).toMatch(/[0-9a-f]{4}-[0-9a-f]{4}/);
			expect(text).not.toMatch(
				/version_answers|select|relation|\.ts|\.js:\d|\bat \w+ \(|postgres|zqrom|Zqskjult/i
			);
		} finally {
			await swept.base.owner`alter table version_answers_away rename to version_answers`;
		}
	});
});

describe('[T49] a link', () => {
	test('leaves the address with the first answer, and no page or header holds it afterwards', async () => {
		const { made, landsby } = swept;
		const shown = await swept.post('caseworker', `/rooms/${made.roomId}/people?/invite`, {
			person: 'new',
			name: 'Zqny',
			role: 'relative'
		});
		const [, token = ''] = /\/join\/([\w-]{43})/.exec(await shown.text()) ?? [];
		const arrived = await swept.ask('nobody', `/join/${token}`);
		expect(arrived.status).toBe(303);
		expect(arrived.headers.get('location')).toBe('/join');
		expect(arrived.headers.get('referrer-policy')).toBe('same-origin');
		expect(arrived.headers.getSetCookie().find((one) => one.startsWith('join='))).toMatch(
			/^join=[\w-]{43}; Max-Age=600; Path=\/join; HttpOnly; SameSite=(Lax|Strict)$/
		);
		for (const page of ['/join', '/join?yes']) {
			const answer = await swept.ask('nobody', page, { headers: { Cookie: `join=${token}` } });
			expect(answer.status).toBe(200);
			expect(`${JSON.stringify([...answer.headers])} ${await answer.text()}`).not.toContain(token);
		}
		expect(landsby.said()).not.toContain(token);
	});
});

test('[T48] programs that open a link use nothing up; of two who say yes at the same instant one comes in', async () => {
	const { made, landsby } = swept;
	const shown = await swept.post('caseworker', `/rooms/${made.roomId}/people?/invite`, {
		person: 'new',
		name: 'Zqlenke',
		role: 'relative',
		straight: 'on'
	});
	const [, token = ''] = /\/join\/([\w-]{43})/.exec(await shown.text()) ?? [];
	const links = () =>
		swept.base.sql`select used_at, last_used_at, device_hash, p.state, p.user_id from invitations i
			join participants p on p.id = i.participant_id where p.name = 'Zqlenke'`;
	const before = await links();
	const carried = { Cookie: `join=${token}` };
	const looks: readonly (readonly [string, Asked])[] = [
		['GET', {}],
		['HEAD', { method: 'HEAD' }],
		['prefetch', { headers: { 'Sec-Purpose': 'prefetch', Purpose: 'prefetch' } }],
		['scanner', { headers: { 'User-Agent': 'Link scanner', Accept: '*/*' } }]
	];
	for (let round = 0; round < 5; round += 1)
		for (const [, { headers, ...init }] of looks)
			for (const address of [`/join/${token}`, '/join', '/join?yes', '/join/__data.json']) {
				const answer = await swept.ask('nobody', address, { ...init, headers: { ...headers, ...carried } });
				await answer.text();
				expect(answer.status, address).toBeLessThan(400);
			}
	expect(await links()).toEqual(before);

	const yes = () =>
		swept.ask('nobody', '/join?/enter', {
			method: 'POST',
			headers: { Origin: landsby.origin, ...carried },
			body: new URLSearchParams()
		});
	const answers = await Promise.all([yes(), yes(), yes()]);
	const sessions = answers.map((answer) =>
		answer.headers.getSetCookie().some((one) => one.startsWith('session='))
	);
	expect(sessions.filter(Boolean)).toHaveLength(1);
	// Who was later, or says yes once more on another device, reads that it is in use.
	const late = await yes();
	expect(late.headers.getSetCookie().some((one) => one.startsWith('session='))).toBe(false);
	const page = await swept.ask('nobody', '/join', { headers: carried });
	expect(await page.text()).toContain('Denne lenken er i bruk på en annen enhet');
});

test('[T47] a link that is guessed is looked up ten times for an address, by whatever way it is asked', async () => {
	const guess = () => ({ headers: { Cookie: `join=${newToken()}; device=${newToken()}` } });
	const statuses: number[] = [];
	for (let n = 0; n < 11; n += 1) {
		const answer = await swept.ask('nobody', '/join', guess());
		await answer.text();
		statuses.push(answer.status);
	}
	expect(statuses).toEqual([...Array.from({ length: 10 }, () => 410), 429]);
	for (const form of ['enter', 'knock']) {
		const answer = await swept.ask('nobody', `/join?/${form}`, {
			method: 'POST',
			headers: { ...guess().headers, Origin: swept.landsby.origin },
			body: new URLSearchParams()
		});
		await answer.text();
		expect(answer.status, form).toBe(429);
	}
});
