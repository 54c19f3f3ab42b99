// Photographs of people on the map, on a real database and with the real library: what is kept of a file, who may give
// and take one, and how it is gone with the right to it.
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Doc, Map as YMap } from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { createPerson, readPeople, removePerson, restorePerson } from '#lib/network/document.ts';
import type { Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import type { Role } from '#lib/room/spaces.ts';
import * as participants from '../../server/access/participants.ts';
import * as pictures from '../../server/access/pictures.ts';
import { pictureSidePx, recode } from '../../server/access/recode.ts';
import { standardLimits } from '../../server/limits.ts';
import { project } from '../../server/plan/projector.ts';
import { loadDocument } from '../../server/sync/load.ts';
import { connect, until } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const now = new Date('2026-11-24T12:00:00.000Z');
const limits = standardLimits;
const anyPixels = limits.picturePixels;

function photo(width = 640, height = 480) {
	return sharp({ create: { width, height, channels: 3, background: '#7a4a26' } });
}
/** As a telephone writes it: where it was taken, when, and with what. */
const fromTelephone = () =>
	photo()
		.jpeg()
		.withExif({
			IFD0: { Make: 'Zqkamera', Software: 'Zqprogram' },
			IFD2: { DateTimeOriginal: '2026:11:20 08:15:00' },
			IFD3: {
				GPSLatitudeRef: 'N',
				GPSLatitude: '59/1 54/1 30/1',
				GPSLongitudeRef: 'E',
				GPSLongitude: '10/1 44/1 0/1'
			}
		})
		.toBuffer();

async function room() {
	const made = await server.room();
	const document = await server.documentId(made.roomId);
	const author: Author = { by: made.participantId, at: now.toISOString() };
	const edit = <T>(change: (doc: Doc) => T): Promise<T> =>
		server.live.edit(document, made.participantId, change);
	const standing = async (user: string) => {
		const place = await participants.standing(server.sql, user, made.roomId);
		if (!place) throw new Error('nobody');
		return place;
	};
	const berit = await edit((doc) => createPerson(doc, author, { name: 'Berit' }));
	return {
		...made,
		document,
		author,
		edit,
		standing,
		berit,
		as: async (role: Role, more: { hidden?: boolean } = {}) =>
			standing((await server.guest(made.roomId, role, more)).user),
		shown: async () =>
			(await edit(readPeople)).entities.find(({ id }) => id === berit) as { picture?: string } | undefined
	};
}

describe('[T71] a photograph that is sent', () => {
	test('is drawn anew: small, round, and without a place, a time or a camera', async () => {
		const file = await fromTelephone();
		const before = await sharp(file).metadata();
		expect(before.exif?.includes('Zqkamera')).toBe(true);
		const drawn = await recode(file, anyPixels);
		const after = await sharp(drawn).metadata();
		expect(after).toMatchObject({
			format: 'webp',
			width: pictureSidePx,
			height: pictureSidePx,
			hasAlpha: true
		});
		expect([after.exif, after.xmp, after.iptc, after.icc, after.orientation]).toEqual(
			Array(5).fill(undefined)
		);
		for (const trace of ['Zqkamera', 'Zqprogram', '2026:11:20', 'Exif', 'GPS'])
			expect(drawn.includes(trace), trace).toBe(false);
		const { data } = await sharp(drawn).raw().toBuffer({ resolveWithObject: true });
		const alpha = (x: number, y: number) => data[(y * pictureSidePx + x) * 4 + 3];
		expect([alpha(0, 0), alpha(128, 128)]).toEqual([0, 255]);
	});

	test('stands upright, as it was held', async () => {
		// The upper half is white; the camera was turned, and only says so.
		const white = {
			input: { create: { width: 400, height: 200, channels: 3 as const, background: '#fff' } },
			top: 0,
			left: 0
		};
		const upright = await photo(400, 400).composite([white]).png().toBuffer();
		const turned = await sharp(upright).rotate(270).jpeg().withMetadata({ orientation: 6 }).toBuffer();
		const { data } = await sharp(await recode(turned, anyPixels))
			.raw()
			.toBuffer({ resolveWithObject: true });
		const red = (y: number) => data[(y * pictureSidePx + 128) * 4] ?? 0;
		expect([red(40) > 200, red(210) < 160]).toEqual([true, true]);
	});

	test.each([
		['words', () => Buffer.from('<!doctype html><title>Bilde</title>')],
		['nothing', () => Buffer.alloc(0)],
		[
			'an SVG, which can hold scripts',
			() =>
				Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>')
		],
		['a PDF', () => Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF')],
		['a GIF', async () => photo(20, 20).gif().toBuffer()],
		['a TIFF', async () => photo(20, 20).tiff().toBuffer()],
		['half a JPEG', async () => (await photo().jpeg().toBuffer()).subarray(0, 400)],
		[
			'words behind the first bytes of a JPEG',
			() => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<script>')])
		]
	])('is refused where it is %s', async (_what, file) => {
		await expect(recode(await file(), anyPixels)).rejects.toMatchObject({
			code: 'invalid',
			field: 'picture'
		});
	});

	test('is refused before it is unfolded where a small file holds a wall', async () => {
		const wall = bomb(50_000, 50_000);
		expect(wall.length).toBeLessThan(1_000_000);
		await expect(recode(wall, anyPixels)).rejects.toMatchObject({ code: 'tooLarge' });
	});
});

describe('a photograph of somebody', () => {
	test('is given by who may write them, stands in the document as an id, and is read by who is in the room', async () => {
		const { user, roomId, berit, standing, shown, document, as } = await room();
		const id = await pictures.add(server, limits, await standing(user), berit, await fromTelephone(), now);
		expect((await shown())?.picture).toBe(id);
		await project(server.sql, document);
		const [row] = await server.sql`select picture from people where entity_id = ${berit}`;
		expect(row?.['picture']).toBe(id);
		for (const role of ['relative', 'child', 'observer', 'interpreter'] as const)
			expect((await pictures.read(server, await as(role), berit, id))?.type, role).toBe('image/webp');
		const [log] = await server.sql`
			select subject, family_sees from audit where chain = ${roomId} and action = 'pictureAdded'`;
		expect(log).toMatchObject({ subject: { person: berit }, family_sees: true });
	});

	test('is not given by anybody else: a relative only to themself', async () => {
		const { roomId, berit, as, edit, author, standing } = await room();
		const file = await photo().jpeg().toBuffer();
		for (const role of ['relative', 'network', 'observer', 'interpreter', 'support'] as const)
			await expect(
				pictures.add(server, limits, await as(role), berit, file, now),
				role
			).rejects.toMatchObject({ code: 'forbidden' });
		await expect(
			pictures.add(server, limits, await as('parent', { hidden: true }), berit, file, now)
		).rejects.toMatchObject({ code: 'forbidden' });

		const { participant, user } = await server.guest(roomId, 'relative');
		const self = await edit((doc) => createPerson(doc, author, { name: 'Silje' }));
		await server.sql`insert into participant_entities (participant_id, entity_id) values (${participant}, ${self})`;
		const silje = await standing(user);
		await expect(pictures.add(server, limits, silje, self, file, now)).resolves.toBeTypeOf('string');
		await expect(pictures.add(server, limits, silje, berit, file, now)).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(pictures.takeAway(server, silje, berit, now)).rejects.toMatchObject({ code: 'forbidden' });
	});

	test('[T5] is not given, taken or put back by a right that ended while it was on its way', async () => {
		const { user, roomId, berit, standing, shown, edit, author } = await room();
		const file = await photo().jpeg().toBuffer();
		const kari = await standing(user);
		const first = await pictures.add(server, limits, kari, berit, file, now);
		const { participant, user: guest } = await server.guest(roomId, 'parent', { carer: true });
		const before = await standing(guest);
		const other = await edit((doc) => createPerson(doc, author, { name: 'Arne' }));
		const gone = await pictures.add(server, limits, before, other, file, now);
		await pictures.takeAway(server, before, other, now);

		await server.sql`
			update participants set state = 'removed', rights_version = rights_version + 1 where id = ${participant}`;
		const forbidden = { code: 'forbidden' };
		await expect(pictures.add(server, limits, before, berit, file, now)).rejects.toMatchObject(forbidden);
		await expect(pictures.takeAway(server, before, berit, now)).rejects.toMatchObject(forbidden);
		await expect(pictures.putBack(server, before, other, gone, now)).rejects.toMatchObject(forbidden);
		expect((await shown())?.picture).toBe(first);
	});

	test('is not given to the child in the middle, to nobody, while people are locked or the room is closed', async () => {
		const { user, roomId, childId, berit, standing, as } = await room();
		const file = await photo().jpeg().toBuffer();
		const kari = await standing(user);
		for (const nobody of [childId, newId()])
			await expect(pictures.add(server, limits, kari, nobody, file, now)).rejects.toMatchObject({
				code: 'notFound'
			});
		expect(await server.sql`select 1 from person_pictures where room_id = ${roomId}`).toHaveLength(0);
		await server.sql`insert into section_locks (room_id, section, by, at) values (${roomId}, 'people', ${kari.participant}, now())`;
		await expect(pictures.add(server, limits, await as('parent'), berit, file, now)).rejects.toMatchObject({
			code: 'forbidden'
		});
		await server.sql`update rooms set closed_at = now() where id = ${roomId}`;
		await expect(pictures.add(server, limits, await standing(user), berit, file, now)).rejects.toMatchObject({
			code: 'forbidden'
		});
	});

	test('is sent to nobody in another room, nor under another person, nor by a guessed id', async () => {
		const here = await room();
		const id = await pictures.add(
			server,
			limits,
			await here.standing(here.user),
			here.berit,
			await fromTelephone(),
			now
		);
		const there = await room();
		const stranger = await there.standing(there.user);
		const kari = await here.standing(here.user);
		expect(await pictures.read(server, stranger, here.berit, id)).toBeNull();
		expect(await pictures.read(server, stranger, there.berit, id)).toBeNull();
		expect(await pictures.read(server, kari, there.berit, id)).toBeNull();
		expect(await pictures.read(server, kari, here.berit, newId())).toBeNull();
		expect(await pictures.read(server, { ...kari, state: 'waiting' }, here.berit, id)).toBeNull();
		expect(await pictures.read(server, kari, here.berit, id)).not.toBeNull();
	});

	test('is gone when it is taken away, comes back when that is taken back, and is deleted a day later', async () => {
		const { user, berit, standing, shown } = await room();
		const kari = await standing(user);
		const id = await pictures.add(server, limits, kari, berit, await fromTelephone(), now);
		expect(await pictures.takeAway(server, kari, berit, now)).toBe(id);
		expect((await shown())?.picture).toBeUndefined();
		expect(await pictures.read(server, kari, berit, id)).toBeNull();
		await pictures.putBack(server, kari, berit, id, now);
		expect((await shown())?.picture).toBe(id);
		expect(await pictures.read(server, kari, berit, id)).not.toBeNull();

		const other = await pictures.add(server, limits, kari, berit, await photo().png().toBuffer(), now);
		expect(await pictures.read(server, kari, berit, id)).toBeNull();
		await expect(pictures.putBack(server, kari, berit, id, now)).rejects.toMatchObject({ code: 'gone' });
		const almost = new Date(now.getTime() + limits.pictureAwayMs - 1);
		await pictures.forget(server.sql, limits, almost);
		expect(await server.sql`select id from person_pictures where person_id = ${berit}`).toHaveLength(2);
		await pictures.forget(server.sql, limits, new Date(almost.getTime() + 2));
		expect(await server.sql`select id from person_pictures where person_id = ${berit}`).toEqual([
			{ id: other }
		]);
	});

	test('takes the place of those before it, so that nobody fills the room with their own', async () => {
		const { user, berit, standing } = await room();
		const kari = await standing(user);
		for (let n = 0; n < 4; n += 1)
			await pictures.add(
				server,
				limits,
				kari,
				berit,
				await photo(20, 20).png().toBuffer(),
				new Date(now.getTime() + n)
			);
		expect(await server.sql`select 1 from person_pictures where person_id = ${berit}`).toHaveLength(2);
	});

	test('[T5] of one person, given by two processes at the same moment, leaves one that stands and is shown', async () => {
		const { user, roomId, cookie, standing, document, edit, author } = await room();
		const kari = await standing(user);
		const file = await photo(20, 20).png().toBuffer();
		const beside = await openServer({}, undefined, server);
		// So that the other process has a copy of its own, which hears of nothing by itself.
		const page = connect(beside.ws, roomId, cookie, beside.origin);
		try {
			await page.until(() => page.saved);
			// Of two that are set side by side a copy would choose by chance: several have to come out right.
			for (const name of ['Arne', 'Berit', 'Cato', 'Dina', 'Egil', 'Frid']) {
				const person = await edit((doc) => createPerson(doc, author, { name }));
				let arrived = 0;
				// Both have their picture in the table before either is shown, unless one waits for the other.
				const slow = (of: TestServer) => ({
					sql: of.sql,
					live: {
						read: of.live.read.bind(of.live),
						edit: async <T>(id: string, by: string | null, change: (doc: Doc) => T) => {
							arrived += 1;
							await until(async () => arrived === 2 || (await whoWait()) === 1);
							return of.live.edit(id, by, change);
						}
					}
				});
				const given = await Promise.all(
					[server, beside].map((of) => pictures.add(slow(of), limits, kari, person, file, now))
				);
				const left = await server.sql<{ id: string }[]>`
					select id from person_pictures where person_id = ${person} and taken_away_at is null`;
				expect(left.map(({ id }) => given.includes(id))).toEqual([true]);
				const shown = (await loadDocument(server.sql, document))?.doc
					.getMap<YMap<unknown>>('people')
					.get(person);
				expect(shown?.get('picture')).toBe(left[0]?.id);
			}
		} finally {
			page.leave();
			await beside.close();
		}
	});

	test('[T5] two that are given at the same moment do not overtake the bound together', async () => {
		const { user, roomId, berit, standing, edit, author } = await room();
		const kari = await standing(user);
		const arne = await edit((doc) => createPerson(doc, author, { name: 'Arne' }));
		const file = await photo(20, 20).png().toBuffer();
		const beside = await openServer({}, undefined, server);
		try {
			const add = (of: TestServer, person: string) =>
				pictures.add(of, { ...limits, pictures: 1 }, kari, person, file, now).then(
					() => 'taken',
					(error: unknown) => (error instanceof AppError ? `${error.code} ${error.field}` : error)
				);
			let both: Promise<unknown[]> = Promise.resolve([]);
			// Whoever has been counted in waits here to be asked who they are; so does, or for the other, the second.
			await server.sql.begin(async (tx) => {
				await tx`lock table section_locks in access exclusive mode`;
				both = Promise.all([add(server, berit), add(beside, arne)]);
				await until(async () => (await whoWait()) === 2, 'both wait');
			});
			expect((await both).sort()).toEqual(['taken', 'tooMany room']);
			expect(await server.sql`select 1 from person_pictures where room_id = ${roomId}`).toHaveLength(1);
		} finally {
			await beside.close();
		}
	});

	test('is sent to nobody once the removal of whom it shows is committed, though no row has heard of it', async () => {
		const { user, roomId, cookie, berit, standing, document, edit, author } = await room();
		const kari = await standing(user);
		const id = await pictures.add(server, limits, kari, berit, await fromTelephone(), now);
		await project(server.sql, document);
		expect(await pictures.read(server, kari, berit, id)).not.toBeNull();
		// Another process, in which the document is open and which is told of nothing by itself.
		const beside = await openServer({}, undefined, server);
		const page = connect(beside.ws, roomId, cookie, beside.origin);
		try {
			await page.until(() => page.saved);
			await edit((doc) => removePerson(doc, berit, author));
			for (const process of [beside, server])
				expect(await pictures.read(process, kari, berit, id)).toBeNull();
			await edit((doc) => restorePerson(doc, berit));
			for (const process of [beside, server])
				expect(await pictures.read(process, kari, berit, id)).not.toBeNull();
		} finally {
			page.leave();
			await beside.close();
		}
	});

	test('is gone with whom it shows, and comes back with them', async () => {
		const { user, berit, standing, document, edit, author } = await room();
		const kari = await standing(user);
		const id = await pictures.add(server, limits, kari, berit, await fromTelephone(), now);
		await edit((doc) => removePerson(doc, berit, author));
		await project(server.sql, document);
		expect(await pictures.read(server, kari, berit, id)).toBeNull();
		await edit((doc) => restorePerson(doc, berit));
		await project(server.sql, document);
		expect(await pictures.read(server, kari, berit, id)).not.toBeNull();
	});
});

/** How many wait for a lock in this database. */
async function whoWait(): Promise<number> {
	const [row] = await server.sql<{ count: number }[]>`
		select count(*)::int as count from pg_locks l join pg_stat_activity a on a.pid = l.pid
		where not l.granted and a.datname = current_database()`;
	return row?.count ?? 0;
}

/** A PNG of one bit for each point, which is small however large it says it is: a single strip of blank lines. */
function bomb(width: number, height: number): Buffer {
	const chunk = (type: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(data.length);
		sum.writeUInt32BE(crc(body));
		return Buffer.concat([length, body, sum]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.writeUInt8(1, 8);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * 1_000), { level: 9 })),
		chunk('IEND', Buffer.alloc(0))
	]);
}

function crc(data: Buffer): number {
	let sum = 0xffffffff;
	for (const byte of data) {
		sum ^= byte;
		for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
	}
	return (sum ^ 0xffffffff) >>> 0;
}
