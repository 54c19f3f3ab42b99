// [L1] [L3] Random people do random things, one or two at a time, honest and forged, over real sockets into a real
// database: nothing changes but what each may change, all that they may change arrives, and nobody diverges.
// More of it: npm run fuzz -- --cases 100000 --seed 7
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { createContact } from '#lib/emergency/document.ts';
import { createMeeting } from '#lib/meetings/document.ts';
import { createPerson, createTie, personNote, signNote } from '#lib/network/document.ts';
import { removeEntity, restoreEntity, setFields, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createProposal, declineProposal } from '#lib/room/proposals/document.ts';
import { CLOSE, SYNC, encodeSync } from '#lib/room/protocol.ts';
import { SECTIONS, type Role, type Section } from '#lib/room/spaces.ts';
import { createStatement } from '#lib/voice/document.ts';
import { setLocks } from '../../server/access/locks.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import * as screens from '../../server/access/screens.ts';
import * as sessions from '../../server/access/sessions.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { bare, connect, until } from '../support/client.ts';
import {
	fuzzRoles,
	fuzzSpaces,
	mayChange,
	mayOpen,
	type FuzzName,
	type FuzzRole
} from '../support/mayChange.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

const cases = Number(process.env['LANDSBY_FUZZ_CASES'] ?? 2_000);
const seed = Number(process.env['LANDSBY_FUZZ_SEED'] ?? 20_260_901);
const lanes = 8;
const roomsEvery = 60;
const many = 1_000_000;
const valueBytes = 2_000;
/** A machine with other work to do is slow, not wrong. */
const patienceMs = 60_000;

let server: TestServer;
const uncaught: unknown[] = [];
const remember = (error: unknown) => uncaught.push(error);
beforeAll(async () => {
	process.on('uncaughtException', remember);
	server = await openServer({
		LANDSBY_LIMITS: JSON.stringify({
			socketsPerAddress: many,
			upgradesPerMinute: many,
			updateBytesPerMinute: 1_000 * many,
			refusalsPerMinute: many,
			valueBytes
		})
	});
});
afterAll(async () => {
	await server.close();
	process.off('uncaughtException', remember);
});

const roots = [...SECTIONS, 'answers', 'proposals', 'meta'];
const at = '2026-09-01T10:00:00.000Z';

const step = fc.record({
	what: fc.constantFrom(
		...(['person', 'tie', 'contact', 'meeting', 'said', 'propose', 'answer'] as const),
		...(['field', 'field', 'words', 'long', 'remove', 'restore', 'erase', 'plain'] as const)
	),
	root: fc.constantFrom(...roots),
	pick: fc.nat(20),
	/** Of what is theirs, where they have something. */
	ofTheirOwn: fc.boolean()
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const writer = fc.record({
	who: fc.constantFrom(...(Object.keys(fuzzRoles) as FuzzName[])), // the keys of that very object
	steps: fc.array(step, { minLength: 1, maxLength: 5 }),
	/** One by one as they are made, in one frame, or as offline work when the page comes back. */
	manner: fc.constantFrom('live', 'together', 'offline'),
	/** One byte of a frame, otherwise than an honest page writes it. */
	forged: fc.option(fc.record({ at: fc.nat(400), byte: fc.integer({ min: 0, max: 255 }) }), { freq: 2 }),
	/** At another document of the room, too: what is sent there before it is known whether they may. */
	elsewhere: fc.option(
		fc.record({ space: fc.constantFrom(...fuzzSpaces), frame: fc.uint8Array({ maxLength: 40 }) }),
		{ freq: 2 }
	)
});
type Writer = typeof writer extends fc.Arbitrary<infer T> ? T : never;
const aCase = fc.array(writer, { minLength: 1, maxLength: 2 });

interface Member {
	readonly participant: string;
	readonly cookie: string;
	readonly own: ReadonlySet<string>;
}

interface FuzzRoom {
	readonly name: string;
	readonly document: string;
	readonly locked: readonly Section[];
	readonly members: ReadonlyMap<FuzzName, Member>;
}

/** A room with somebody of every kind; whoever may own something has a person and a contact. */
async function makeRoom(locked: readonly Section[]): Promise<FuzzRoom> {
	const { roomId, cookie, participantId } = await server.room();
	const members = new Map<FuzzName, Member>([
		['caseworker', { participant: participantId, cookie, own: new Set<string>() }]
	]);
	const kari = connect(server.ws, roomId, cookie, server.origin);
	await until(() => kari.saved);
	for (const name of Object.keys(fuzzRoles) as FuzzName[]) {
		if (name === 'caseworker') continue;
		const { role, own, hidden, exceptions }: FuzzRole = fuzzRoles[name];
		if (name === 'screen') {
			members.set(name, await screenOf(roomId, participantId));
			continue;
		}
		const guest = await server.guest(roomId, role as Role, { hidden: hidden === true });
		if (exceptions) await changeParticipant(server.sql, null, guest.participant, { exceptions }, new Date());
		const theirs = new Set<string>();
		if (own) {
			const person = createPerson(kari.doc, { by: participantId, at }, { name });
			theirs.add(person).add(createContact(kari.doc, { by: participantId, at }, { person }));
			await participants.addOwn(server.sql, guest.participant, [...theirs]);
		}
		members.set(name, { participant: guest.participant, cookie: guest.cookie, own: theirs });
	}
	await until(() => kari.saved);
	kari.leave();
	const standing = await participants.byId(server.sql, participantId);
	if (!standing) throw new Error('no caseworker');
	await setLocks(server.sql, standing, locked, new Date());
	return { name: roomId, document: await server.documentId(roomId), locked, members };
}

/** A machine that was let in to show the room. */
async function screenOf(room: string, caseworker: string): Promise<Member> {
	const now = new Date();
	const kari = await participants.byId(server.sql, caseworker);
	const token = await screens.ask(server.sql, 'Chrome, Windows', now);
	const asking = await screens.progress(server.sql, token, now);
	if (!kari || asking.step !== 'code') throw new Error('no screen asks');
	await screens.pair(server.sql, 'a secret of the fuzzer', kari, { code: asking.code, part: 'network' }, now);
	const cookie = sessions.cookieHeader(await screens.enter(server.sql, token, now));
	const shown = (await screens.listFor(server.sql, kari)).at(-1);
	if (!shown) throw new Error(`no screen in ${room}`);
	return { participant: shown.id, cookie, own: new Set() };
}

/** Opens a document that is not theirs and sends a frame at once. @returns how it ended, and all that came of it */
async function tryElsewhere(room: FuzzRoom, { who, elsewhere }: Writer) {
	const member = room.members.get(who);
	if (!member || !elsewhere || mayOpen(who, elsewhere.space)) return null;
	const { space, frame } = elsewhere;
	const name = `${room.name}.${space}${space === 'letter' ? `.${member.participant}` : ''}`;
	const tried = bare(`${server.ws}/${name}`, { Cookie: member.cookie, Origin: server.origin });
	tried.socket.on('open', () => tried.socket.send(frame));
	const ended = await tried.closed;
	return { ended, asExpected: space === 'letter' ? CLOSE.notFound : CLOSE.notYours, frames: tried.frames };
}

/** What Postgres replays, path by path. */
async function stored(room: FuzzRoom): Promise<Map<string, string>> {
	const loaded = await loadDocument(server.sql, room.document);
	if (!loaded) throw new Error('no document');
	expect(loaded.doc.store.pendingStructs).toBe(null);
	expect(loaded.doc.store.pendingDs).toBe(null);
	return contents(loaded.doc);
}

/**
 * Everything in a document by `root/key`, of proposals by `proposals/whose/id`, and what the child says about somebody by
 * `people/key/words`, as others write that than the rest of an entry.
 */
function contents(doc: Y.Doc): Map<string, string> {
	const paths = new Map<string, string>();
	for (const root of roots)
		for (const [key, value] of Object.entries(doc.getMap(root).toJSON()))
			if (root === 'people') {
				const { note, noteBy, ...rest } = { note: '', ...(value as object & { noteBy?: unknown }) }; // a map, as plain values
				paths.set(`${root}/${key}`, typeof value === 'object' ? sorted(rest) : sorted(value));
				if (note !== '' || noteBy !== undefined) paths.set(`${root}/${key}/words`, sorted({ note, noteBy }));
			} else if (root !== 'proposals') paths.set(`${root}/${key}`, sorted(value));
			else
				for (const [id, one] of Object.entries(value as Record<string, unknown>))
					// places are maps, by the server
					paths.set(`${root}/${key}/${id}`, sorted(one));
	return paths;
}

/** Keys of a Y.Map come in another order in another copy. */
function sorted(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner
	);
}

function changedBetween(
	before: ReadonlyMap<string, string>,
	after: ReadonlyMap<string, string>
): readonly string[] {
	return [...new Set([...before.keys(), ...after.keys()])].filter(
		(path) => before.get(path) !== after.get(path)
	);
}

function act(doc: Y.Doc, { what, root, pick, ofTheirOwn }: Step, { participant, own }: Member): void {
	const author: Author = { by: participant, at };
	const keys = [...doc.getMap(root).keys()].sort();
	const theirs = ofTheirOwn ? keys.filter((key) => own.has(key)) : [];
	const among = theirs.length > 0 ? theirs : keys;
	const key = among[pick % Math.max(1, among.length)] ?? newId();
	if (what === 'person') createPerson(doc, author, { name: `Person ${pick}` });
	else if (what === 'tie')
		createTie(doc, author, {
			from: newId(),
			to: newId(),
			type: 'family',
			quality: 'close',
			direction: 'both',
			saidBy: 'meeting'
		});
	else if (what === 'contact') createContact(doc, author, { person: newId() });
	else if (what === 'meeting')
		createMeeting(doc, author, { type: 'networkMeeting', title: `Meeting ${pick}`, starts: at });
	else if (what === 'said') createStatement(doc, author, { text: 'Ord' });
	else if (what === 'propose') {
		const section = SECTIONS[pick % SECTIONS.length] ?? 'visits';
		// Whoever may propose nothing has no place for it.
		if (doc.getMap('proposals').has(participant))
			createProposal(doc, author, { target: { section }, fields: { purpose: `${pick}` } });
	} else if (what === 'answer') {
		const proposals = [...contents(doc).keys()].filter((path) => path.startsWith('proposals/')).sort();
		const id = proposals[pick % Math.max(1, proposals.length)]?.split('/')[2];
		if (id !== undefined) declineProposal(doc, id, author, `No ${pick}`);
	} else if (what === 'erase') doc.getMap(root).delete(key);
	else if (what === 'plain') doc.getMap(root).set(newId(), pick);
	else if (['meta', 'answers', 'proposals'].includes(root)) return;
	else if (what === 'words') {
		personNote(doc, key)?.insert(0, `Word ${pick} `);
		signNote(doc, key, { ...author, at: `2026-09-01T10:00:${10 + pick}.000Z` });
	} else if (what === 'field') setFields(doc, root, key, { name: `Name ${pick}` });
	// Larger than a value may be: it is refused, and nothing beside it.
	else if (what === 'long') setFields(doc, root, key, { language: `${pick}`.repeat(valueBytes) });
	else if (what === 'remove') removeEntity(doc, root, key, author);
	else restoreEntity(doc, root, key);
}

/**
 * No page of ours sends it: the connection may be ended for it, and what comes behind it is lost. Of a value that is too
 * large its whole entity is refused, whatever else was written in it.
 */
function isHostile({ forged, steps }: Writer): boolean {
	return forged !== null || steps.some(({ what }) => what === 'erase' || what === 'plain' || what === 'long');
}

/** A writer with their page, and which paths they have changed in their own copy. */
function begin(room: FuzzRoom, { who, steps, manner, forged }: Writer) {
	const member = room.members.get(who);
	if (!member) throw new Error(`nobody is ${who}`);
	const page = connect(server.ws, room.name, member.cookie, server.origin);
	return {
		who,
		member,
		page,
		write: () => {
			// Its own updates go out by the provider; a forged one is sent beside them, first.
			if (forged)
				page.doc.on('update', (update, origin) => {
					if (origin === page.provider) return;
					const bytes = Uint8Array.from(update);
					bytes[forged.at % bytes.length] = forged.byte;
					page.provider.ws?.send(Uint8Array.from(encodeSync(SYNC.update, bytes)));
				});
			const before = contents(page.doc);
			const all = () => steps.forEach((one) => act(page.doc, one, member));
			if (manner === 'offline') page.provider.disconnect();
			if (manner === 'together') page.doc.transact(all);
			else all();
			if (manner === 'offline') page.provider.connect();
			const own = contents(page.doc);
			return new Map(changedBetween(before, own).map((path) => [path, own.get(path)]));
		}
	};
}

async function run(room: FuzzRoom, writers: readonly Writer[]) {
	const kari = room.members.get('caseworker');
	const watcher = connect(server.ws, room.name, kari?.cookie ?? '', server.origin);
	const pages = writers.map((one) => begin(room, one));
	try {
		await until(
			() => watcher.saved && pages.every(({ page }) => page.saved),
			'all are in the room',
			patienceMs
		);
		const before = await stored(room);
		const may = ({ who, member }: (typeof pages)[number], path: string) =>
			mayChange(who, path, {
				...member,
				locked: room.locked,
				stood: (at) => before.has(at),
				proposal: (id) => proposalIn(before, id)
			});
		const written = pages.map((one) => one.write());
		for (const tried of await Promise.all(writers.map((one) => tryElsewhere(room, one))))
			if (tried) expect(tried).toEqual({ ended: tried.asExpected, asExpected: tried.asExpected, frames: [] });
		await until(
			() => pages.every(({ page }) => page.closed !== null || page.saved),
			'every frame met its fate',
			patienceMs
		);
		const isRefused = pages.map(({ page }) => page.notices.some(({ type }) => type === 'refused'));
		// What came before a forged frame may still be on its way to the log when the close arrives.
		let after = before;
		// A page that has forged its own words, or was refused some, has others in its copy until it fetches ours.
		const isTrue = (index: number) =>
			pages[index]?.page.closed === null && !isRefused[index] && writers[index]?.forged === null;
		const others = [watcher, ...pages.filter((_, index) => isTrue(index)).map(({ page }) => page)];
		await until(
			async () => {
				after = await stored(room);
				return others.every(({ doc }) => changedBetween(contents(doc), after).length === 0);
			},
			'every page shows what is stored',
			patienceMs
		);

		const changed = changedBetween(before, after);
		expect(changed.filter((path) => !pages.some((one) => may(one, path)))).toEqual([]);
		expect([...after.values()].filter((one) => one.length > valueBytes)).toEqual([]);
		for (const [index, one] of pages.entries()) {
			const honest = writers[index];
			if (!honest || isHostile(honest)) continue;
			expect(one.page.closed).toBe(null);
			const theirs = [...(written[index] ?? [])].filter(([path]) => may(one, path));
			const alone = theirs.filter(([path]) => written.filter((paths) => paths.has(path)).length === 1);
			expect(alone.filter(([path, value]) => after.get(path) !== value)).toEqual([]);
		}
		for (const { doc } of others) expect(doc.store.pendingStructs).toBe(null);
		expect(uncaught).toEqual([]);
	} finally {
		for (const { page } of pages) page.leave();
		watcher.leave();
	}
}

function proposalIn(paths: ReadonlyMap<string, string>, id: string) {
	const path = [...paths.keys()].find((one) => one.startsWith('proposals/') && one.endsWith(`/${id}`));
	if (path === undefined) return null;
	const stands = JSON.parse(paths.get(path) ?? '') as { target?: { section?: string } }; // the test's own, see `act`
	const section = stands.target?.section;
	return section === undefined ? null : { section, answered: paths.has(`answers/${id}`) };
}

test(
	`[L1] [L3] whatever ${cases} clients send, what they may change arrives, nothing else does, and nobody diverges`,
	{ timeout: 60_000 + cases * 100 },
	async () => {
		await Promise.all(
			Array.from({ length: lanes }, async (_, lane) => {
				let room = await makeRoom([]);
				let tried = 0;
				await fc.assert(
					fc.asyncProperty(aCase, async (one) => {
						tried += 1;
						if (tried % roomsEvery === 0) {
							const turn = lane + tried / roomsEvery;
							room = await makeRoom(SECTIONS.filter((_section, index) => turn % (index + 2) === 0));
						}
						await run(room, one);
					}),
					{ numRuns: Math.ceil(cases / lanes), seed: seed + lane, endOnFailure: true }
				);
			})
		);
	}
);
