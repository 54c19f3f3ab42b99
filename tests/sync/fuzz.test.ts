// [L3] Random people do random things, honest and forged, over real sockets into a real database.
// More of it: npm run fuzz -- --cases 100000 --seed 7
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { createContact } from '#lib/emergency/document.ts';
import { createPerson, createTie } from '#lib/network/document.ts';
import { removeEntity, restoreEntity, setFields } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { SYNC } from '#lib/room/protocol.ts';
import { createStatement } from '#lib/voice/document.ts';
import { encodeSync } from '../../server/sync/broadcast.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

const cases = Number(process.env['LANDSBY_FUZZ_CASES'] ?? 2_000);
const seed = Number(process.env['LANDSBY_FUZZ_SEED'] ?? 20_260_901);
const lanes = 8;
const roomsEvery = 60;
const many = 1_000_000;

let server: TestServer;
const uncaught: unknown[] = [];
const remember = (error: unknown) => uncaught.push(error);
beforeAll(async () => {
	process.on('uncaughtException', remember);
	server = await openServer({
		LANDSBY_LIMITS: JSON.stringify({
			socketsPerAddress: many,
			upgradesPerMinute: many,
			updateBytesPerMinute: 1_000 * many
		})
	});
});
afterAll(async () => {
	await server.close();
	process.off('uncaughtException', remember);
});

/** The table of who may write what, said here a second time on purpose: nobody here owns an entry. */
const full: Record<string, readonly string[]> = {
	caseworker: ['people', 'ties', 'emergency', 'visits', 'meetings', 'answers'],
	coordinator: ['people', 'ties', 'emergency', 'meetings', 'answers'],
	child: ['people', 'ties', 'meetings', 'voice'],
	parent: ['people', 'ties', 'meetings'],
	fosterParent: ['people', 'ties', 'meetings'],
	relative: ['meetings'],
	network: ['meetings'],
	interpreter: [],
	support: [],
	observer: [],
	hidden: []
};
const guests = ['coordinator', 'child', 'parent', 'fosterParent', 'relative', 'network'] as const;
const readers = ['interpreter', 'support', 'observer'] as const;
const roots = ['people', 'ties', 'emergency', 'visits', 'meetings', 'voice', 'answers', 'proposals', 'meta'];

const step = fc.record({
	what: fc.constantFrom('person', 'tie', 'contact', 'said', 'field', 'remove', 'restore', 'erase', 'plain'),
	root: fc.constantFrom(...roots),
	pick: fc.nat(20)
});
const aCase = fc.record({
	who: fc.constantFrom(...Object.keys(full)),
	steps: fc.array(step, { minLength: 1, maxLength: 5 }),
	/** One byte of a frame, otherwise than an honest page writes it. */
	forged: fc.option(fc.record({ at: fc.nat(400), byte: fc.integer({ min: 0, max: 255 }) }))
});

interface FuzzRoom {
	readonly name: string;
	readonly document: string;
	readonly cookies: ReadonlyMap<string, string>;
}

async function makeRoom(): Promise<FuzzRoom> {
	const { roomId, cookie } = await server.room();
	const cookies = new Map([['caseworker', cookie]]);
	for (const role of [...guests, ...readers]) cookies.set(role, (await server.guest(roomId, role)).cookie);
	cookies.set('hidden', (await server.guest(roomId, 'parent', { hidden: true })).cookie);
	return { name: roomId, document: await server.documentId(roomId), cookies };
}

/** What Postgres replays, root by root. */
async function stored(room: FuzzRoom): Promise<Map<string, string>> {
	const loaded = await loadDocument(server.sql, room.document);
	if (!loaded) throw new Error('no document');
	expect(loaded.doc.store.pendingStructs).toBe(null);
	expect(loaded.doc.store.pendingDs).toBe(null);
	return contents(loaded.doc);
}

function contents(doc: Y.Doc): Map<string, string> {
	return new Map(roots.map((root) => [root, sorted(doc.getMap(root).toJSON())]));
}

/** Keys of a Y.Map come in another order in another copy. */
function sorted(value: unknown): string {
	return JSON.stringify(value, (_key, at: unknown) =>
		at !== null && typeof at === 'object' && !Array.isArray(at)
			? Object.fromEntries(Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1)))
			: at
	);
}

function act(doc: Y.Doc, { what, root, pick }: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
	const author = { by: newId(), at: '2026-09-01T10:00:00.000Z' };
	const keys = [...doc.getMap(root).keys()].sort();
	const key = keys[pick % Math.max(1, keys.length)] ?? newId();
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
	else if (what === 'said') createStatement(doc, author, { text: 'Ord' });
	else if (what === 'erase') doc.getMap(root).delete(key);
	else if (what === 'plain') doc.getMap(root).set(newId(), pick);
	else if (['meta', 'answers', 'proposals'].includes(root)) return;
	else if (what === 'field') setFields(doc, root, key, { name: `Name ${pick}` });
	else if (what === 'remove') removeEntity(doc, root, key, author);
	else restoreEntity(doc, root, key);
}

async function run(
	room: FuzzRoom,
	{ who, steps, forged }: typeof aCase extends fc.Arbitrary<infer T> ? T : never
) {
	const page = (as: string) => connect(server.ws, room.name, room.cookies.get(as) ?? '', server.origin);
	const watcher = page('caseworker');
	const writer = page(who);
	try {
		await until(() => watcher.saved && writer.saved, 'both are in the room');
		const before = await stored(room);
		// Its own updates go out by the provider; a forged one is sent beside them, first.
		if (forged) {
			const send = (update: Uint8Array, origin: unknown) => {
				if (origin === writer.provider) return;
				const bytes = Uint8Array.from(update);
				bytes[forged.at % bytes.length] = forged.byte;
				writer.provider.ws?.send(Uint8Array.from(encodeSync(SYNC.update, bytes)));
			};
			writer.doc.on('update', send);
		}
		for (const one of steps) act(writer.doc, one);
		await until(() => writer.closed !== null || writer.saved, 'every frame met its fate');
		writer.provider.disconnect();
		// What came before a forged frame may still be on its way to the log when the close arrives.
		let after = before;
		await until(async () => {
			after = await stored(room);
			return sorted([...contents(watcher.doc)]) === sorted([...after]);
		}, 'the others see what is stored');
		const changed = roots.filter((root) => before.get(root) !== after.get(root));
		expect(changed.filter((root) => !full[who]?.includes(root))).toEqual([]);
		expect(watcher.doc.store.pendingStructs).toBe(null);
		expect(uncaught).toEqual([]);
	} finally {
		writer.leave();
		watcher.leave();
	}
}

test(
	`[L3] whatever ${cases} clients send, nothing changes but what the table lets them write, and nobody diverges`,
	{ timeout: 60_000 + cases * 100 },
	async () => {
		await Promise.all(
			Array.from({ length: lanes }, async (_, lane) => {
				let room = await makeRoom();
				let tried = 0;
				await fc.assert(
					fc.asyncProperty(aCase, async (one) => {
						tried += 1;
						if (tried % roomsEvery === 0) room = await makeRoom();
						await run(room, one);
					}),
					{ numRuns: Math.ceil(cases / lanes), seed: seed + lane, endOnFailure: true }
				);
			})
		);
	}
);
