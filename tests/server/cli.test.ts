// The command line as an operator and scripts meet it: real processes on a real database.
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson, readPeople } from '#lib/network/document.ts';
import * as participants from '../../server/access/participants.ts';
import * as rooms from '../../server/access/rooms.ts';
import * as sessions from '../../server/access/sessions.ts';
import * as signInLinks from '../../server/access/signInLinks.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => {
	server = await openServer();
	const added = await landsby(['user', 'add', 'kari@landsby.example', '--name', 'Kari Nygård', '--json']);
	expect(added.code).toBe(0);
});
afterAll(() => server.close());

/** What the commands print, as documented; each prints some of it. */
interface Printed {
	readonly id: string;
	readonly childId: string;
	readonly participant: string;
	readonly password: string;
	readonly cookie: string;
	readonly url: string;
	readonly link: string;
	readonly expiresAt: string;
	readonly chains: number;
	readonly heads: readonly unknown[];
	readonly migrations: readonly string[];
	readonly ranNow: readonly string[];
}
type Loaded = Readonly<Record<string, { readonly url: string; readonly cookie: string }>>;

interface Run {
	code: number | null;
	out: string;
	err: string;
}

/** Runs a command beside the server of this file. */
function landsby(
	args: readonly string[],
	options: { input?: string; env?: Record<string, string> } = {}
): Promise<Run> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['server/cli/main.ts', ...args], {
			env: {
				PATH: process.env['PATH'],
				DATABASE_URL: server.config.databaseUrl ?? '',
				LANDSBY_SECRET: server.config.secret,
				LANDSBY_DEMO: 'off',
				ORIGIN: 'https://landsby.example',
				...options.env
			}
		});
		const run: Run = { code: null, out: '', err: '' };
		child.stdout.on('data', (data: Buffer) => (run.out += data.toString()));
		child.stderr.on('data', (data: Buffer) => (run.err += data.toString()));
		child.on('error', reject);
		child.on('close', (code) => resolve({ ...run, code }));
		child.stdin.end(options.input ?? '');
	});
}

/** Runs a command with `--json` and gives its one document. */
async function json<T = Printed>(
	args: readonly string[],
	options: Parameters<typeof landsby>[1] = {}
): Promise<T> {
	const run = await landsby([...args, '--json'], options);
	expect(run.err).toBe('');
	expect(run.code).toBe(0);
	// Exactly one document: one line, and nothing else on standard output.
	expect(run.out.endsWith('\n')).toBe(true);
	expect(run.out.trimEnd()).not.toContain('\n');
	return JSON.parse(run.out) as T; // what each command is documented to print
}

async function makeRoom(child: string): Promise<{ id: string; childId: string; participant: string }> {
	return json(['room', 'create', '--child', child, '--by', 'kari@landsby.example', '--case', child]);
}

describe('the command line', () => {
	test('shows help for itself and for each command, without a database', async () => {
		const none = { env: { DATABASE_URL: 'postgres://localhost:1/nowhere' } };
		const all = await landsby(['--help'], none);
		expect(all.code).toBe(0);
		for (const command of ['demo', 'user add', 'room create', 'invite', 'load-rooms', 'migrate'])
			expect(all.out).toContain(`  ${command} `);
		const one = await landsby(['invite', '--help'], none);
		expect(one.code).toBe(0);
		expect(one.out).toContain('invite <roomId> --name <name> --role <role>');
	});

	test.each([
		[[]],
		[['what']],
		[['user']],
		[['user', 'add']],
		[['user', 'add', 'a@landsby.example']],
		[['user', 'add', 'a@landsby.example', '--name', 'A', '--office', 'king']],
		[['room', 'create', '--child', 'Ylva', '--born', '2017-02-30']],
		[['room', 'list', 'more']],
		[['room', 'list', '--no-such-option']],
		[['participant', 'set', 'x', '--carer', 'perhaps']],
		[['session']],
		[['session', 'a@landsby.example', '--participant', 'x']],
		[['plan', 'show', 'x', '--version', '0']]
	])('answers wrong usage with its usage and 2: %j', async (args) => {
		const run = await landsby(args);
		expect(run).toMatchObject({ code: 2, out: '' });
		expect(run.err).toContain('Usage: npm run landsby --');
	});

	test.each([
		[['user', 'disable', 'nobody@landsby.example']],
		[['user', 'add', 'kari@landsby.example', '--name', 'Kari']],
		[['user', 'add', 'not an address', '--name', 'Kari']],
		[['user', 'add', 'b@landsby.example', '--name', 'B', '--password', 'short']],
		[['room', 'create', '--child', 'å'.repeat(10_000)]],
		[['room', 'create', '--child', 'Ylva', '--by', 'nobody@landsby.example']],
		[['invite', 'x', '--name', 'Gunnvor', '--role', 'relative']],
		[['participant', 'set', '018f0000-0000-7000-8000-000000000001', '--carer', 'on']],
		[['session', '--participant', 'x']],
		[['sign-in-link', 'nobody@landsby.example']],
		[['plan', 'show', '018f0000-0000-7000-8000-000000000001']]
	])('answers what cannot be done with one line and 1: %j', async (args) => {
		const run = await landsby([...args, '--json']);
		expect(run).toMatchObject({ code: 1, out: '' });
		expect(run.err.trimEnd()).not.toBe('');
		expect(run.err.trimEnd()).not.toContain('\n');
	});

	test('says in one line that the database does not answer', async () => {
		const run = await landsby(['room', 'list', '--json'], {
			env: { DATABASE_URL: 'postgres://localhost:1/nowhere' }
		});
		expect(run).toMatchObject({ code: 1, out: '' });
		expect(run.err).toMatch(/^The database does not answer .*\n$/);
	});
});

describe('accounts', () => {
	test('are made with a password of their own, listed, and closed', async () => {
		const added = await json([
			'user',
			'add',
			' Mina@landsby.example',
			'--name',
			'Mina Solli',
			'--office',
			'leader'
		]);
		expect(added).toMatchObject({ email: 'mina@landsby.example', name: 'Mina Solli', office: 'leader' });
		expect(added.password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
		expect(await json(['user', 'list'])).toContainEqual({
			id: added.id,
			email: 'mina@landsby.example',
			name: 'Mina Solli',
			office: 'leader',
			disabled: false
		});
		const { cookie } = await json(['session', 'mina@landsby.example']);
		expect(await json(['user', 'disable', 'mina@landsby.example'])).toEqual({
			email: 'mina@landsby.example',
			sessionsEnded: 1
		});
		expect(await sessions.fromCookie(server.sql, cookie, new Date())).toBe(null);
		expect((await landsby(['session', 'mina@landsby.example'])).code).toBe(1);
	});

	test('take a password from standard input, and do not print it', async () => {
		const args = ['user', 'add', 'jonas@landsby.example', '--name', 'Jonas', '--password-stdin'];
		const added = await json(args, { input: 'kjøkkenbord i lampelys\n' });
		expect(added).not.toHaveProperty('password');
		const [row] = await server.sql<{ password: string }[]>`select password from users where id = ${added.id}`;
		expect(row?.password).toMatch(/^\$argon2id\$/);
	});

	test('get a link that signs in once', async () => {
		const { url, expiresAt } = await json(['sign-in-link', 'kari@landsby.example']);
		const [, token = ''] = /^https:\/\/landsby\.example\/sign-in\/([\w-]{43})$/.exec(url) ?? [];
		expect(await signInLinks.works(server.sql, token, new Date())).toBe(true);
		expect(new Date(expiresAt).getTime()).toBeGreaterThan(Date.now());
	});
});

describe('rooms', () => {
	test('are made and listed with child and case', async () => {
		const room = await makeRoom('Ylva');
		expect(await json(['room', 'list'])).toContainEqual({ id: room.id, child: 'Ylva', case: 'Ylva' });
		const place = await participants.byId(server.sql, room.participant);
		expect(place).toMatchObject({
			room: room.id,
			role: 'caseworker',
			state: 'admitted',
			name: 'Kari Nygård'
		});
	});

	test.each(['2017', '2017-03', '2017-03-14'])(
		'keep of a birth what is known and no more: %s',
		async (born) => {
			const { id } = await json(['room', 'create', '--child', 'Ylva', '--born', born]);
			expect((await rooms.byId(server.sql, id))?.childBorn).toBe(born);
		}
	);

	test('let somebody in by a link; a session for them needs no browser', async () => {
		const room = await makeRoom('Emil');
		const invited = await json([
			'invite',
			room.id,
			'--name',
			'Gunnvor',
			'--role',
			'relative',
			'--relation',
			'grandparent'
		]);
		expect(invited.link).toMatch(/^https:\/\/landsby\.example\/join\/[\w-]{43}$/);
		expect(await participants.byId(server.sql, invited.participant)).toMatchObject({
			name: 'Gunnvor',
			state: 'invited'
		});
		const { cookie } = await json(['session', '--participant', invited.participant]);
		expect(cookie).toMatch(/^session=[a-z0-9]+$/);
		const session = await sessions.fromCookie(server.sql, cookie, new Date());
		expect(await participants.standing(server.sql, session?.user.id ?? '', room.id)).toMatchObject({
			participant: invited.participant,
			state: 'admitted'
		});
		// A second session is of the same person.
		const again = await json(['session', '--participant', invited.participant]);
		expect((await sessions.fromCookie(server.sql, again.cookie, new Date()))?.user.id).toBe(session?.user.id);
	});

	test('invite the person of that name who stands on the map, instead of a second one', async () => {
		const room = await makeRoom('Thea');
		const first = await json(['invite', room.id, '--name', 'Turid', '--role', 'relative']);
		const second = await json(['invite', room.id, '--name', 'Turid', '--role', 'relative']);
		const child = await json(['invite', room.id, '--name', 'Thea', '--role', 'child']);
		const persons = await Promise.all(
			[first, second, child].map(
				async ({ participant }) => (await participants.byId(server.sql, participant))?.personId
			)
		);
		expect(new Set(persons).size).toBe(3);
		expect(persons[2]).toBe(room.childId);
	});

	test('change rights, and a server that runs beside hears of it at once', async () => {
		const room = await makeRoom('Aster');
		const guest = await server.guest(room.id, 'relative');
		const heard = new Promise<string>((resolve) => {
			void server.owner.listen('landsby', resolve);
		});
		const set = ['participant', 'set', guest.participant, '--carer', 'on', '--role', 'fosterParent'];
		expect(await json(set)).toEqual({
			id: guest.participant,
			role: 'fosterParent',
			carer: true,
			hidden: false,
			state: 'admitted'
		});
		expect(JSON.parse(await heard)).toEqual({ rightsChanged: [guest.participant] });
		expect(await json(['participant', 'set', guest.participant, '--state', 'removed'])).toMatchObject({
			state: 'removed'
		});
		expect(await participants.standing(server.sql, guest.user, room.id)).toBe(null);
	});

	test('written to by the command line are fetched again by the server that has them open', async () => {
		const room = await makeRoom('Ida');
		const document = await server.documentId(room.id);
		const author = { by: room.participant, at: new Date().toISOString() };
		await server.live.edit(document, null, (doc) => createPerson(doc, author, { name: 'Berit' }));
		await json(['invite', room.id, '--name', 'Solveig', '--role', 'network']);
		const names = () =>
			server.live.edit(document, null, (doc) =>
				readPeople(doc)
					.entities.map(({ name }) => name)
					.sort()
			);
		await expect.poll(names).toEqual(['Berit', 'Ida', 'Solveig']);
	});
});

describe('a name', () => {
	const made = async () => {
		const [counted] = await server.sql<{ rooms: number; people: number; users: number }[]>`
			select (select count(*)::int from rooms) as rooms, (select count(*)::int from participants) as people,
				(select count(*)::int from users) as users`;
		return counted;
	};

	test.each([
		['empty', ''],
		['of blanks', ' \n '],
		['of 10,000 characters', 'å'.repeat(10_000)]
	])('that is %s is refused with one line by every command, and nothing is made', async (_kind, name) => {
		const { roomId } = await server.room();
		const before = await made();
		for (const args of [
			['room', 'create', '--child', name],
			['invite', roomId, '--name', name, '--role', 'relative'],
			['user', 'add', 'new@landsby.example', '--name', name]
		]) {
			const run = await landsby([...args, '--json']);
			expect(run.code, args.join(' ').slice(0, 60)).toBeGreaterThan(0);
			expect(run.out).toBe('');
			expect(run.err.split('\n')[0]).toMatch(/name|child/i);
			expect(run.err).not.toContain(' at ');
		}
		expect(await made()).toEqual(before);
	});

	test('with a script in it stands as it was written, in the list as on the map', async () => {
		const name = `<script>alert('1')</script>'; drop table rooms; --`;
		const room = await json(['room', 'create', '--child', name]);
		await json(['invite', room.id, '--name', name, '--role', 'relative']);
		const list = await json<{ id: string; child: string }[]>(['room', 'list']);
		expect(list.find(({ id }) => id === room.id)?.child).toBe(name);
		const people = await server.live.edit(await server.documentId(room.id), null, (doc) => readPeople(doc));
		expect(people.entities.map((person) => person.name)).toEqual([name, name]);
	});
});

describe('rooms for a load test', () => {
	test('are made once for each name, with a session that opens them', async () => {
		const input = JSON.stringify(['en', 'to', 'tre', 'to']);
		const first = await json<Loaded>(['load-rooms'], { input });
		expect(Object.keys(first)).toEqual(['en', 'to', 'tre']);
		const second = await json<Loaded>(['load-rooms'], { input });
		for (const name of Object.keys(first)) {
			expect(second[name]!.url).toBe(first[name]!.url);
			expect(first[name]!.url).toMatch(/^wss:\/\/landsby\.example\/ws\/[0-9a-f-]{36}$/);
			const session = await sessions.fromCookie(server.sql, second[name]!.cookie, new Date());
			const place = await participants.standing(
				server.sql,
				session?.user.id ?? '',
				first[name]!.url.slice(-36)
			);
			expect(place).toMatchObject({ role: 'caseworker', state: 'admitted' });
		}
	});

	test.each([['{'], ['"en"'], ['[1]'], ['[""]'], [JSON.stringify(['å'.repeat(121)])]])(
		'are refused for input that is no list of names: %s',
		async (input) => {
			expect((await landsby(['load-rooms', '--json'], { input })).code).toBe(2);
		}
	);

	test('are refused where others could reach the server', async () => {
		const run = await landsby(['load-rooms', '--json'], { input: '["en"]', env: { HOST: '0.0.0.0' } });
		expect(run).toMatchObject({ code: 1, out: '' });
		expect(run.err).toContain('loopback');
	});
});

describe('the record', () => {
	test('is checked with one command, which fails when a row was changed', async () => {
		const whole = await json(['audit', 'verify']);
		expect(whole).toMatchObject({ ok: true, broken: null });
		expect(whole.heads.length).toBe(whole.chains);
		const [row] = await server.owner<
			{ chain: string; n: number }[]
		>`select chain, n from audit order by at limit 1`;
		await server.owner`alter table audit disable trigger all`;
		await server.owner`update audit set action = 'signIn' where chain = ${row!.chain} and n = ${row!.n}`;
		const broken = await landsby(['audit', 'verify', '--json']);
		await server.owner`alter table audit enable trigger all`;
		expect(broken.code).toBe(1);
		expect(JSON.parse(broken.out)).toMatchObject({ ok: false, broken: { ...row, reason: 'changed' } });
	});
});

describe('a damaged document', () => {
	test('is found by one command, which fails, and mended by another, which must be told so', async () => {
		const { roomId } = await server.room();
		const id = await server.documentId(roomId);
		const seq = 2;
		await server.owner`
			insert into updates (document_id, seq, id, data) values (${id}, ${seq}, gen_random_uuid(), ${Buffer.from([7, 7, 7])})`;
		await server.owner`update documents set head_seq = ${seq} where id = ${id}`;
		const found = await landsby(['documents', 'check', '--json']);
		expect(found.code).toBe(1);
		expect(JSON.parse(found.out)).toMatchObject({
			ok: false,
			damaged: [{ document: id, unreadable: [{ seq, bytes: 3 }] }]
		});
		expect((await landsby(['documents', 'mend', id])).code).toBe(2);
		const mended = await landsby(['documents', 'mend', id, '--leave-out-unreadable']);
		expect(mended).toMatchObject({ code: 0, err: '' });
		expect(mended.out).toContain('update 2, 3 bytes');
		expect(await landsby(['documents', 'check'])).toMatchObject({
			code: 0,
			out: 'All documents can be read in full.\n'
		});
	});
});

describe('a restored database', () => {
	test('is told to every document, so that nothing newer is merged', async () => {
		const { roomId } = await server.room();
		const epoch = async () => {
			const [row] = await server.sql<{ epoch: number }[]>`
				select epoch from documents where id = ${await server.documentId(roomId)}`;
			return row?.epoch ?? 0;
		};
		const before = await epoch();
		expect((await landsby(['documents', 'restored'])).code).toBe(0);
		expect(await epoch()).toBe(before + 1);
	});
});

describe('migrating', () => {
	test('says what there is and that nothing is left to do', async () => {
		const answer = await json(['migrate']);
		expect(answer.migrations).toContain('0001_rooms.sql');
		expect(answer.ranNow).toEqual([]);
	});
});
