// What stands in documents, and what one frame may cost: an honest page writes up to the bound, and one past it.
import * as Y from 'yjs';
import { createMeeting } from '#lib/meetings/document.ts';
import { createPerson, createTie, personNote } from '#lib/network/document.ts';
import { fragmentAt, textAt } from '#lib/room/document.ts';
import { connect, until } from '../../support/client.ts';
import type { TestServer } from '../../support/openServer.ts';
import { beside, on, type Case, type LimitName } from './case.ts';

type Limits = Parameters<typeof on>[0];

interface Written {
	readonly doc: Y.Doc;
	readonly author: { by: string; at: string };
	/** Somebody who stands on the map already. */
	readonly person: string;
	readonly meeting: string;
}

/** What comes of an edit by a page: `taken`, the reason it is refused for, or the code of the close. */
async function write(
	limits: Limits,
	edit: (written: Written) => void,
	{ clock, offline = false }: { clock?: () => number; offline?: boolean } = {}
): Promise<unknown> {
	const run = async (server: TestServer) => {
		const { roomId, cookie, participantId } = await server.room();
		const author = { by: participantId, at: new Date().toISOString() };
		const [person, meeting] = await server.live.edit(await server.documentId(roomId), null, (doc) => [
			createPerson(doc, author, { name: 'Gunnvor', note: 'a'.repeat(5) }),
			createMeeting(doc, author, { type: 'networkMeeting', title: 'Møte', starts: author.at })
		]);
		const page = connect(server.ws, roomId, cookie, server.origin);
		const over: { code: number | null } = { code: null };
		page.provider.on('connection-close', (event) => (over.code ??= event?.code ?? 0));
		await until(() => page.saved);
		if (offline) page.provider.disconnect();
		over.code = null;
		edit({ doc: page.doc, author, person, meeting });
		page.provider.connect();
		const told = () => page.notices.find((notice) => notice.type === 'refused' || notice.type === 'filling');
		await until(() => page.saved || told() !== undefined || over.code !== null);
		const [notice, closed] = [told(), over.code];
		page.leave();
		if (notice?.type === 'refused') return notice.reason;
		return notice?.type ?? closed ?? 'taken';
	};
	return clock ? on(limits, run, clock) : beside(limits, run);
}

/** The same at a bound and past it. */
function written(
	limit: LimitName,
	limits: Limits,
	[at, past]: readonly [number, number],
	edit: (count: number) => (written: Written) => void,
	refused: unknown,
	words: readonly string[]
): Case {
	return { limit, words, refused, at: () => write(limits, edit(at)), past: () => write(limits, edit(past)) };
}

const field =
	(name: string, value: unknown) =>
	({ doc, person }: Written) => {
		const entity = doc.getMap<Y.Map<unknown>>('people').get(person);
		entity?.set(name, value);
	};
/** Letters in front of each other, which Yjs cannot take together. */
const structs =
	(count: number) =>
	({ doc, person }: Written) =>
		doc.transact(() => {
			for (let n = 0; n < count; n += 1) personNote(doc, person)?.insert(0, 'b');
		});
const nested = (depth: number): unknown[] => (depth === 0 ? [] : [nested(depth - 1)]);
const tooLong = ['room_refused_too_long'];
const tooMuch = ['room_refused_too_much'];

/** A clock that stands at nothing when it is first asked, and then at this. */
function clockAt(ms: number): () => number {
	let asked = 0;
	return () => ((asked += 1) === 1 ? 0 : ms);
}
const dear = { noteCharacters: 5_000 };

export const writing: readonly Case[] = [
	written('lineCharacters', {}, [120, 121], (n) => field('name', 'x'.repeat(n)), 'tooLong', tooLong),
	written(
		'noteCharacters',
		{},
		[9_995, 9_996],
		(n) =>
			({ doc, person }) =>
				personNote(doc, person)?.insert(5, 'x'.repeat(n)),
		'tooLong',
		tooLong
	),
	written(
		'textCharacters',
		{},
		[2_000, 2_001],
		(n) =>
			({ doc, meeting }) =>
				textAt(doc, 'meetings', meeting, 'purpose')?.insert(0, 'x'.repeat(n)),
		'tooLong',
		tooLong
	),
	written(
		'meetingNotesCharacters',
		{ meetingNotesCharacters: 100 },
		[50, 51],
		(n) =>
			({ doc, meeting }) => {
				const notes = fragmentAt(doc, 'meetings', meeting, 'notes');
				for (const words of ['y'.repeat(50), 'x'.repeat(n)]) {
					const paragraph = new Y.XmlElement('paragraph');
					paragraph.insert(0, [new Y.XmlText(words)]);
					notes?.insert(0, [paragraph]);
				}
			},
		'tooLong',
		tooLong
	),
	// To the byte only the reader knows: well below, and well above, in values that each are small.
	written(
		'entityBytes',
		{ entityBytes: 4_000 },
		[5, 50],
		(n) =>
			({ doc, person }) => {
				const entity = doc.getMap<Y.Map<unknown>>('people').get(person);
				doc.transact(() => {
					for (let key = 0; key < n; key += 1) entity?.set(`k${key}`, ['x'.repeat(100)]);
				});
			},
		'tooLong',
		tooLong
	),
	written(
		'meetingBytes',
		{ entityBytes: 100, meetingBytes: 4_000 },
		[5, 200],
		(n) =>
			({ doc, meeting }) =>
				doc.transact(() => {
					const notes = fragmentAt(doc, 'meetings', meeting, 'notes');
					for (let made = 0; made < n; made += 1) notes?.insert(0, [new Y.XmlElement('paragraph')]);
				}),
		'tooLong',
		tooLong
	),
	written(
		'nestingDepth',
		{},
		[12, 13],
		(n) =>
			({ doc, meeting }) => {
				const elements = Array.from({ length: n }, () => new Y.XmlElement('blockquote'));
				elements.reduce((outer, inner) => (outer.insert(0, [inner]), inner));
				fragmentAt(doc, 'meetings', meeting, 'notes')?.insert(0, elements.slice(0, 1));
			},
		'tooLong',
		tooLong
	),
	written(
		'people',
		// The child and whoever stands there already.
		{ people: 5 },
		[3, 4],
		(n) =>
			({ doc, author }) => {
				for (let made = 0; made < n; made += 1) createPerson(doc, author, { name: `Person ${made}` });
			},
		'full',
		['room_refused_full']
	),
	written(
		'ties',
		{ ties: 2 },
		[2, 3],
		(n) =>
			({ doc, author, person }) => {
				const to = createPerson(doc, author, { name: 'Otto' });
				const tie = { from: person, to, type: 'family', quality: 'close', direction: 'both' } as const;
				for (let made = 0; made < n; made += 1) createTie(doc, author, { ...tie, saidBy: 'meeting' });
			},
		'full',
		['room_refused_full']
	),
	// One byte says that it is a text, two how long it is.
	written(
		'valueBytes',
		{ valueBytes: 900 },
		[897, 898],
		(n) => field('language', 'x'.repeat(n)),
		'tooLong',
		tooLong
	),
	written('keyBytes', {}, [200, 201], (n) => field('k'.repeat(n), true), 'tooLong', tooLong),
	written('valueDepth', {}, [8, 9], (n) => field('language', nested(n)), 'tooLong', tooLong),
	written('structsPerUpdate', { structsPerUpdate: 40 }, [40, 41], structs, 'tooMuch', tooMuch),
	written(
		'deleteRangesPerUpdate',
		{ deleteRangesPerUpdate: 3 },
		[3, 4],
		(n) =>
			({ doc, person }) => {
				const note = personNote(doc, person);
				note?.insert(0, 'abcdefghij');
				doc.transact(() => {
					for (let at = 0; at < n; at += 1) note?.delete(at, 1);
				});
			},
		'tooMuch',
		tooMuch
	),
	{
		limit: 'judgeMs',
		words: tooMuch,
		refused: 'tooMuch',
		at: () => write(dear, structs(600), { clock: clockAt(50) }),
		past: () => write(dear, structs(600), { clock: clockAt(51) })
	},
	{
		limit: 'firstJudgeMs',
		words: tooMuch,
		refused: 'tooMuch',
		at: () => write(dear, structs(600), { clock: clockAt(500), offline: true }),
		past: () => write(dear, structs(600), { clock: clockAt(501), offline: true })
	},
	// How large a document is, Yjs alone knows to the byte: well below, and well above.
	written(
		'documentWarnBytes',
		{ documentWarnBytes: 8_000, documentBytes: 50_000 },
		[2_000, 9_000],
		(n) =>
			({ doc, person }) =>
				personNote(doc, person)?.insert(0, 'x'.repeat(n)),
		'filling',
		['room_filling']
	),
	written(
		'documentBytes',
		{ documentBytes: 8_000 },
		[2_000, 9_000],
		(n) =>
			({ doc, person }) =>
				personNote(doc, person)?.insert(0, 'x'.repeat(n)),
		'tooLarge',
		['room_refused_too_large']
	),
	written(
		'updateBytesPerMinute',
		{ updateBytesPerMinute: 2_000 },
		[1_900, 2_001],
		(n) =>
			({ doc, person }) =>
				personNote(doc, person)?.insert(0, 'x'.repeat(n)),
		4529,
		['room_too_many_bar', 'room_too_many']
	)
];
