// Proposals on real sockets: each stands in the place of its author, is answered once by somebody who may write what it
// would change, and nothing a page invents gets past that.
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact, readEmergency } from '#lib/emergency/document.ts';
import { createPerson } from '#lib/network/document.ts';
import { EDIT, seedProposals, setFields, textAt, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import {
	acceptProposal,
	createProposal,
	declineProposal,
	readProposals,
	withdrawProposal
} from '#lib/room/proposals/document.ts';
import type { Role } from '#lib/room/spaces.ts';
import { createSeries, readVisits, setRule } from '#lib/visits/document.ts';
import type { Rule } from '#lib/visits/visits.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import { connect, until, type Client } from '../support/client.ts';
import { openServer, type TestServer } from '../support/openServer.ts';

let server: TestServer;
beforeAll(async () => (server = await openServer()));
afterAll(() => server.close());

const by = (participant: string): Author => ({ by: participant, at: '2026-12-10T15:00:00.000Z' });
const rule: Rule = { every: 'week', start: '2026-12-09', n: 1, weekdays: [3], time: '17:00', minutes: 60 };
const longer: Rule = { ...rule, time: '16:00', minutes: 120 };

/**
 * A room with an arrangement and a contact; its caseworker and one or two others, each with a place for proposals.
 * Where there is no second one, `beside` is the first one’s own connection.
 */
async function roomWith(role: Role, other: Role | null = null) {
	const made = await server.room();
	const document = await server.documentId(made.roomId);
	const roles = other === null ? [role] : [role, other];
	const guests = await Promise.all(roles.map((one) => server.guest(made.roomId, one)));
	const [first, second = first] = guests;
	if (!first || !second) throw new Error('no guests');
	await server.live.edit(document, null, (doc) => {
		for (const { participant } of guests) seedProposals(doc, participant);
	});
	const join = (cookie: string): Client => connect(server.ws, made.roomId, cookie, server.origin);
	const [kari, page] = [join(made.cookie), join(first.cookie)];
	const beside = other === null ? page : join(second.cookie);
	await until(() => kari.saved && page.saved && beside.saved);
	const author = by(made.participantId);
	const isak = createPerson(kari.doc, author, { name: 'Isak' });
	const series = createSeries(kari.doc, author, { with: [isak], type: 'visit', rule });
	const contact = createContact(kari.doc, author, { person: isak });
	await until(() => readVisits(page.doc).entities.length === 1 && kari.saved);
	await until(() => readEmergency(page.doc).entities.some(({ id }) => id === contact));
	const proposal = { target: { section: 'visits' as const, entity: series }, fields: { rule: longer } };
	return {
		...{ room: made.roomId, kari, page, beside, series, contact, proposal },
		caseworker: author,
		author: by(first.participant),
		besideAuthor: by(second.participant),
		/** Makes one and waits until the caseworker has it. */
		proposes: async () => {
			const id = createProposal(page.doc, by(first.participant), { ...proposal, why: 'Toget kommer 15.40.' });
			await until(() => [kari, beside].every(({ doc }) => of(doc, id)?.state === 'waiting'));
			return id;
		},
		refusals: (client: Client) => client.notices.filter((notice) => notice.type === 'refused'),
		stored: async () => {
			const rows = await server.sql<{ data: Buffer }[]>`
				select data from updates where document_id = ${document} order by seq`;
			const doc = new Y.Doc();
			for (const { data } of rows) Y.applyUpdate(doc, data);
			return doc;
		},
		leave: () => new Set([kari, page, beside]).forEach((client) => client.leave())
	};
}
const of = (doc: Y.Doc, id: string) => readProposals(doc).proposals.find((one) => one.id === id);
const place = (doc: Y.Doc, participant: string) => doc.getMap<Y.Map<unknown>>('proposals').get(participant);
const seriesIn = (doc: Y.Doc) => readVisits(doc).entities.find(({ kind }) => kind === 'series');

describe('what somebody may not change, they may propose', () => {
	test('a parent proposes a longer visit, the caseworker takes it along, and both have it', async () => {
		const { kari, page, author, caseworker, series, proposes, refusals, stored, leave } =
			await roomWith('parent');
		const id = await proposes();
		const proposal = of(kari.doc, id);
		expect(proposal).toMatchObject({ by: author.by, why: 'Toget kommer 15.40.', state: 'waiting' });
		if (!proposal) throw new Error('no proposal');
		expect(acceptProposal(kari.doc, proposal, caseworker, () => setRule(kari.doc, series, longer))).toBe(
			true
		);
		await until(() => of(page.doc, id)?.state === 'accepted');
		await until(() => kari.saved);
		for (const doc of [page.doc, await stored()]) {
			expect(seriesIn(doc)).toMatchObject({ rule: longer });
			expect(of(doc, id)).toMatchObject({ state: 'accepted', answer: { by: caseworker.by } });
		}
		expect([...refusals(kari), ...refusals(page)]).toEqual([]);
		leave();
	});

	test('an answered proposal stays as it is, and the first answer stands', async () => {
		const { kari, page, author, caseworker, proposes, refusals, stored, leave } = await roomWith('parent');
		const id = await proposes();
		declineProposal(kari.doc, id, caseworker, 'Skolen slutter 16.');
		await until(() => of(page.doc, id)?.state === 'declined' && kari.saved);
		expect(declineProposal(kari.doc, id, caseworker, 'Noe annet')).toBe(false);
		textAt(page.doc, 'proposals', `${author.by}/${id}`, 'why')?.insert(0, 'Likevel: ');
		await until(() => refusals(page).length === 1);
		expect(refusals(page)[0]).toMatchObject({
			paths: [`proposals/${author.by}/${id}`],
			reason: 'answered'
		});
		expect(of(await stored(), id)).toMatchObject({
			why: 'Toget kommer 15.40.',
			answer: { status: 'declined', reason: 'Skolen slutter 16.' }
		});
		leave();
	});

	test('withdrawing is told to everybody, and undone by nobody else', async () => {
		const { kari, page, beside, author, proposes, refusals, leave } = await roomWith('parent', 'relative');
		const id = await proposes();
		withdrawProposal(page.doc, id, author);
		await until(() => of(kari.doc, id)?.state === 'withdrawn' && of(beside.doc, id)?.state === 'withdrawn');
		const entity = place(beside.doc, author.by)?.get(id);
		if (entity instanceof Y.Map) beside.doc.transact(() => entity.delete('removed'), EDIT);
		await until(() => refusals(beside).length === 1);
		expect(of(kari.doc, id)?.state).toBe('withdrawn');
		leave();
	});
});

describe('[L3] the place of a proposal', () => {
	test('is its author’s alone: another’s proposal is neither made, changed nor withdrawn for them', async () => {
		const { kari, beside, author, besideAuthor, proposes, proposal, refusals, stored, leave } =
			await roomWith('parent', 'relative');
		const id = await proposes();
		const forged = createProposal(beside.doc, author, proposal);
		setFields(beside.doc, 'proposals', `${author.by}/${id}`, { fields: { rule: 'mine' } });
		withdrawProposal(beside.doc, id, author);
		// What is theirs in the same moment stands.
		const own = createProposal(beside.doc, besideAuthor, proposal);
		await until(() => of(kari.doc, own) !== undefined);
		await until(() => beside.saved);
		expect(new Set(refusals(beside).flatMap(({ paths }) => paths))).toEqual(
			new Set([`proposals/${author.by}/${forged}`, `proposals/${author.by}/${id}`])
		);
		for (const doc of [kari.doc, await stored()]) {
			expect(of(doc, forged)).toBe(undefined);
			expect(of(doc, id)).toMatchObject({ state: 'waiting', fields: { rule: longer } });
		}
		expect(beside.closed).toBe(null);
		leave();
	});

	test('a caseworker writes none in another’s name either', async () => {
		const { kari, author, proposal, refusals, stored, leave } = await roomWith('parent');
		const id = createProposal(kari.doc, author, proposal);
		await until(() => refusals(kari).length > 0);
		expect(of(await stored(), id)).toBe(undefined);
		leave();
	});

	test('is made by the server: a page that makes one itself gets nothing', async () => {
		const { page, kari, refusals, stored, leave } = await roomWith('parent');
		const invented = newId();
		page.doc.getMap('proposals').set(invented, new Y.Map([[newId(), new Y.Map([['kind', 'proposal']])]]));
		await until(() => refusals(page).length > 0);
		expect(refusals(page)[0]).toMatchObject({ reason: 'notYours' });
		expect((await stored()).getMap('proposals').has(invented)).toBe(false);
		expect(kari.doc.getMap('proposals').has(invented)).toBe(false);
		leave();
	});

	test.each<[string, (doc: Y.Doc, participant: string, id: string) => void]>([
		['replaced', (doc, me, id) => place(doc, me)?.set(id, new Y.Map([['kind', 'proposal']]))],
		['deleted', (doc, me, id) => place(doc, me)?.delete(id)],
		['made under a key that is no id', (doc, me) => place(doc, me)?.set('first', new Y.Map())],
		['thrown away with the place', (doc, me) => doc.getMap('proposals').delete(me)],
		['put in another place of one’s own', (doc, me) => doc.getMap('proposals').set(me, new Y.Map())]
	])('a proposal cannot be %s: that ends the connection', async (_what, forge) => {
		const { page, kari, author, proposes, leave } = await roomWith('parent');
		const id = await proposes();
		forge(page.doc, author.by, id);
		await until(() => page.closed !== null);
		expect(page.closed).toBe(4400);
		expect(of(kari.doc, id)?.state).toBe('waiting');
		expect(readProposals(kari.doc).malformed).toEqual([]);
		leave();
	});

	test('takes no copy of another’s id, whose answer it would share', async () => {
		const { beside, besideAuthor, kari, proposes, refusals, leave } = await roomWith('parent', 'relative');
		const id = await proposes();
		place(beside.doc, besideAuthor.by)?.set(
			id,
			new Y.Map<unknown>([
				['kind', 'proposal'],
				['target', { section: 'meetings' }]
			])
		);
		await until(() => refusals(beside).length === 1);
		expect(place(kari.doc, besideAuthor.by)?.has(id)).toBe(false);
		leave();
	});

	test('is nobody’s who may only watch, nor a hidden person’s', async () => {
		const { room, page, author, proposal, refusals, kari, leave } = await roomWith('observer');
		const id = createProposal(page.doc, author, proposal);
		await until(() => refusals(page).length > 0);
		expect(refusals(page)[0]).toMatchObject({ reason: 'readOnly' });
		expect(of(kari.doc, id)).toBe(undefined);

		const hidden = await server.guest(room, 'parent', { hidden: true });
		const client = connect(server.ws, room, hidden.cookie, server.origin);
		await until(() => client.saved);
		expect(() => createProposal(client.doc, by(hidden.participant), proposal)).toThrow();
		client.doc.getMap('proposals').set(hidden.participant, new Y.Map());
		await until(() => client.notices.some(({ type }) => type === 'refused'));
		expect(kari.doc.getMap('proposals').has(hidden.participant)).toBe(false);
		client.leave();
		leave();
	});

	test('takes nothing from whom a facilitator lets only watch that part and every other', async () => {
		const { page, author, proposal, refusals, kari, leave } = await roomWith('parent');
		const read = {
			people: 'read',
			ties: 'read',
			emergency: 'read',
			meetings: 'read',
			visits: 'read'
		} as const;
		await changeParticipant(server.sql, null, author.by, { exceptions: read }, new Date());
		await until(() => page.notices.some((n) => n.type === 'rights' && n.rights.proposes.length === 0));
		const id = createProposal(page.doc, author, proposal);
		await until(() => refusals(page).length > 0);
		expect(of(kari.doc, id)).toBe(undefined);
		leave();
	});

	test('what cannot be read in it stops nothing', async () => {
		const { page, kari, author, proposes, leave } = await roomWith('parent');
		const bad = newId();
		place(page.doc, author.by)?.set(bad, new Y.Map([['kind', 'nonsense']]));
		const id = await proposes();
		await until(() => readProposals(kari.doc).malformed.length === 1);
		expect(readProposals(kari.doc).malformed[0]).toMatchObject({ id: bad });
		expect(of(kari.doc, id)?.state).toBe('waiting');
		leave();
	});
});

describe('[L3] an answer', () => {
	test.each<[Role, string]>([
		['parent', 'its author'],
		['coordinator', 'a facilitator who may not write that part'],
		['relative', 'a relative']
	])('is not given by a %s: %s', async (role) => {
		const { beside, page, kari, besideAuthor, author, proposes, refusals, stored, leave } = await roomWith(
			'parent',
			role === 'parent' ? null : role
		);
		const id = await proposes();
		const [client, writer] = role === 'parent' ? [page, author] : [beside, besideAuthor];
		declineProposal(client.doc, id, writer, 'Nei');
		await until(() => refusals(client).length === 1);
		expect(refusals(client)[0]).toMatchObject({ paths: [`answers/${id}`], reason: 'notYours' });
		expect((await stored()).getMap('answers').has(id)).toBe(false);
		expect(of(kari.doc, id)?.state).toBe('waiting');
		leave();
	});

	test('belongs to a proposal that is there', async () => {
		const { kari, caseworker, refusals, stored, leave } = await roomWith('parent');
		const nothing = newId();
		declineProposal(kari.doc, nothing, caseworker, 'Nei');
		await until(() => refusals(kari).length === 1);
		expect((await stored()).getMap('answers').has(nothing)).toBe(false);
		leave();
	});

	test('of two that were given at the same time the first stands, and the second is told', async () => {
		const { kari, beside, page, caseworker, besideAuthor, proposes, refusals, stored, leave } =
			await roomWith('parent', 'caseworker');
		const id = await proposes();
		beside.provider.disconnect();
		declineProposal(beside.doc, id, besideAuthor, 'Andre svar');
		declineProposal(kari.doc, id, caseworker, 'Første svar');
		await until(() => of(page.doc, id)?.state === 'declined' && kari.saved);
		beside.provider.connect();
		await until(() => refusals(beside).length === 1);
		expect(refusals(beside)[0]).toMatchObject({ paths: [`answers/${id}`], reason: 'answered' });
		expect(beside.closed).toBe(null);
		for (const doc of [page.doc, await stored()])
			expect(of(doc, id)?.answer).toMatchObject({ reason: 'Første svar' });
		leave();
	});

	test('is never taken back nor changed', async () => {
		const { kari, page, caseworker, proposes, refusals, stored, leave } = await roomWith('parent');
		const id = await proposes();
		declineProposal(kari.doc, id, caseworker, 'Nei');
		await until(() => of(page.doc, id)?.state === 'declined' && kari.saved);
		kari.doc.getMap('answers').set(id, { status: 'accepted', reason: '', at: '', by: '' });
		await until(() => refusals(kari).length === 1);
		kari.doc.getMap('answers').delete(id);
		await until(() => kari.saved);
		expect(kari.closed).toBe(null);
		for (const doc of [page.doc, await stored()]) expect(of(doc, id)?.state).toBe('declined');
		leave();
	});

	test('is a plain value: a container in its place ends the connection', async () => {
		const { kari, page, proposes, leave } = await roomWith('parent');
		const id = await proposes();
		kari.doc.getMap('answers').set(id, new Y.Map([['status', 'accepted']]));
		await until(() => kari.closed !== null);
		expect(of(page.doc, id)?.state).toBe('waiting');
		leave();
	});
});
