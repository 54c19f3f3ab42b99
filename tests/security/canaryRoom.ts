// One room with every kind of document and everybody who can have anything to do with it. Each document, and each thing
// that only some may know, holds a word that stands nowhere else in the world.
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Doc } from 'yjs';
import {
	createHealth,
	createNumber,
	createPlace,
	createWarning,
	setArrival
} from '#lib/emergency/care/document.ts';
import { ordinaryCaptions } from '#lib/network/captions.ts';
import { aboutText, createContact } from '#lib/emergency/document.ts';
import { createLetter } from '#lib/letter/document.ts';
import { createAgreement, createMeeting, createTask, seedNotes } from '#lib/meetings/document.ts';
import { createPoint } from '#lib/meetings/family/document.ts';
import { createPerson, createTie, readPeople } from '#lib/network/document.ts';
import { createEntity, seedProposals, type Author } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { createProposal } from '#lib/room/proposals/document.ts';
import type { Role } from '#lib/room/spaces.ts';
import {
	createNote,
	createProtected,
	invitationOf,
	readStaff,
	setInvitation,
	setNoteTitle,
	staffText
} from '#lib/staff/document.ts';
import { createCandidate, createStep } from '#lib/staff/search/document.ts';
import { createSeries } from '#lib/visits/document.ts';
import { createStatement } from '#lib/voice/document.ts';
import { callRing, putPerson, showMap, takeMapBack } from '#lib/voice/map/document.ts';
import { openCorner } from '../../server/access/corner.ts';
import { changeParticipant } from '../../server/access/changeParticipant.ts';
import * as participants from '../../server/access/participants.ts';
import * as pictures from '../../server/access/pictures.ts';
import * as screens from '../../server/access/screens.ts';
import * as sessions from '../../server/access/sessions.ts';
import * as signInLinks from '../../server/access/signInLinks.ts';
import { answer, publish } from '../../server/plan/plan.ts';
import { project } from '../../server/plan/projector.ts';
import { createRoom } from '../../server/sync/createRoom.ts';
import type { TestServer } from '../support/openServer.ts';

/** The words of each document, one for each kind of place that people write in. */
export const written = {
	room: [
		'zqromnavn',
		'zqromord',
		'zqromstrek',
		'zqrommote',
		'zqromformal',
		'zqromsak',
		'zqromnotat',
		'zqromavtale',
		'zqromoppgave',
		'zqromsted',
		'zqrombesok',
		'zqromkontakt',
		'zqromro',
		'zqromstemme',
		'zqromforslag',
		/** Somebody on the child's own map as the child shows it. */
		'01939e4a-0000-7000-8000-00005a71f0e3'
	],
	care: ['+4740000077', 'zqomsorgtlf', 'zqomsorghelse', 'zqomsorgsted', 'zqomsorghvor', 'zqomsorgfare'],
	/** The second is somebody whom the child has put on a map of their own, and nowhere else. */
	child: ['zqhjorne', '01939e4a-0000-7000-8000-00005a71f0e1'],
	family: ['zqfamilie'],
	staff: [
		'zqstabtittel',
		'zqstabtekst',
		'zqstabvernet',
		'40000088',
		'zqstabkandidat',
		'zqstabgrunn',
		'zqstabinnbyd'
	],
	letter: ['zqbrev'],
	other: ['zqandre'],
	/** In the room of a sibling: on the map, which the caseworker of both may ask for, and in the child's words of it. */
	sibling: ['zqsoskennavn', 'zqsoskenord']
} as const;
export type DocumentOf = keyof typeof written;

/** Everybody who asks for everything. */
export const people = [
	'caseworker',
	'coordinator',
	'child',
	'parent',
	'parent who cares',
	'fosterParent',
	'relative',
	'adult chosen by the child',
	'network',
	'interpreter',
	'support',
	'observer',
	'hidden parent',
	'waits in the lobby',
	'hidden, waits in the lobby',
	'taken out',
	'caseworker of another room',
	'guest without a room',
	'nobody',
	'shared screen',
	'screen that asks',
	'holder of a link'
] as const;
export type Who = (typeof people)[number];

/** A place of a canary: text, or what it may look like where it is laid out for reading. */
export type Canary = string | RegExp;

/** Everything but the words of documents, by what it is; `Canaries` adds those that are made by chance. */
const told = {
	firstName: 'Zqfornavn',
	surname: 'Zqetternavn',
	caseworkerName: 'Zqkari',
	coordinatorName: 'Zqkoord',
	guestNames: 'Zqgjest',
	hiddenName: 'Zqskjult',
	lobbyName: 'Zqventer',
	hiddenLobbyName: 'Zqhemmelig',
	removedName: 'Zqborte',
	hiddenRemovedName: 'Zqgjemt',
	answerOfHidden: 'zqsvar',
	screenDevice: 'Zqskjerm',
	ownDevice: 'Zqenhet',
	email: 'zqepost@landsby.example',
	otherChild: 'Zqannet',
	siblingChild: 'Zqsosken',
	siblingCare: 'zqsoskenomsorg',
	siblingStaff: 'zqsoskenstab',
	/** Somebody who stood on the map that the child had shown, and took back. */
	takenBackMap: '01939e4a-0000-7000-8000-00005a71f0e2'
} as const;

export interface CanaryRoom {
	readonly roomId: string;
	/** The room of another sibling, of which the caseworker is not. */
	readonly otherRoom: string;
	/** The room of a sibling, of which the caseworker is one, too. */
	readonly siblingRoom: string;
	/** One that was closed with version 1, and one that has not been held. */
	readonly meetings: readonly string[];
	readonly hidden: string;
	readonly parent: string;
	/** Who waits in the lobby. */
	readonly lobby: string;
	/** Somebody on the map, and their photograph. */
	readonly person: string;
	readonly picture: string;
	/** The version that was published. */
	readonly version: string;
	/** The shared screen. */
	readonly screen: string;
	/** Of a link by which the caseworker of the other room can sign in. */
	readonly signInToken: string;
	/** Cookie header of each; empty for nobody. */
	readonly cookies: Record<Who, string>;
	/** What is searched for besides the words of documents. */
	readonly canaries: Record<string, Canary>;
}

/** Makes the room, straight on the database: the server that is swept starts afterwards. */
export async function canaryRoom(server: TestServer): Promise<CanaryRoom> {
	const { sql, live } = server;
	const now = new Date();
	const { roomId, childId, user, participantId, cookie } = await server.room(
		`${told.firstName} ${told.surname}`
	);
	await sql`update users set name = ${told.caseworkerName}, email = ${told.email} where id = ${user}`;
	await sql`update participants set name = ${told.caseworkerName} where id = ${participantId}`;
	await sql`update sessions set device = ${told.ownDevice} where user_id = ${user}`;
	const guest = (role: Role, more: Parameters<TestServer['guest']>[2] = {}) =>
		server.guest(roomId, role, { name: `${told.guestNames} ${role}`, ...more });

	const coordinator = await guest('coordinator', { name: told.coordinatorName });
	const child = await guest('child');
	const parent = await guest('parent');
	const aunt = await guest('relative');
	const hidden = await guest('parent', { name: told.hiddenName });
	const lobby = await guest('relative', { name: told.lobbyName });
	const hiddenLobby = await guest('relative', { name: told.hiddenLobbyName, hidden: true });
	const removed = await guest('relative', { name: told.removedName });
	const hiddenRemoved = await guest('parent', { name: told.hiddenRemovedName, hidden: true });
	await sql`
		update participants set state = 'waiting', waits_since = now() - interval '1 hour'
		where id in (${lobby.participant}, ${hiddenLobby.participant})`;
	await sql`
		update participants set state = 'removed' where id in (${removed.participant}, ${hiddenRemoved.participant})`;

	const standing = async (of: string) => {
		const found = await participants.standing(sql, of, roomId);
		if (!found) throw new Error('not in the room');
		return found;
	};
	const kari = await standing(user);
	await openCorner(sql, await standing(child.user), aunt.participant, now);

	const author: Author = { by: participantId, at: now.toISOString() };
	const document = async (space: string, participant: string | null = null, room = roomId) => {
		const [row] = await sql<{ id: string }[]>`
			select id from documents where room_id = ${room} and space = ${space}
				and participant_id is not distinct from ${participant}`;
		if (!row) throw new Error(`no document ${space}`);
		return row.id;
	};
	const meetings = await live.edit(await document('room'), null, (doc) => {
		const [navn, ord, strek, mote, formal, sak, notat, avtale, oppgave, sted, besok, kontakt, ro, stemme] =
			written.room;
		const person = createPerson(doc, author, { name: navn, note: ord });
		createTie(doc, author, {
			from: childId,
			to: person,
			type: 'family',
			quality: 'close',
			direction: 'both',
			saidBy: 'child',
			note: strek
		});
		const starts = new Date(now.getTime() + 86_400_000).toISOString();
		const made = [1, 2].map(() =>
			createMeeting(doc, author, {
				type: 'networkMeeting',
				title: mote,
				starts,
				purpose: formal,
				agenda: [sak]
			})
		);
		for (const meeting of made) {
			seedNotes(doc, meeting, {
				type: 'doc',
				content: [{ type: 'paragraph', content: [{ type: 'text', text: notat }] }]
			});
			createAgreement(doc, author, meeting, avtale, true);
			createTask(doc, author, meeting, oppgave);
		}
		createSeries(doc, author, {
			with: [person],
			type: 'visit',
			rule: { every: 'week', n: 1, weekdays: [1], start: '2026-01-05', time: '16:00', minutes: 60 },
			place: sted,
			purpose: besok
		});
		createContact(doc, author, {
			person,
			can: ['comeHere'],
			words: kontakt,
			availability: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
			consent: { status: 'yes', at: '2026-01-05' }
		});
		aboutText(doc, 'calms')?.insert(0, ro);
		createStatement(doc, author, { text: stemme });
		seedProposals(doc, parent.participant);
		createProposal(
			doc,
			{ ...author, by: parent.participant },
			{ target: { section: 'visits' }, fields: {}, why: 'zqromforslag' }
		);
		return made;
	});
	// Shown, taken back, and shown otherwise, each as an update of its own, before a version is published.
	const showing = (person: string) => (doc: Doc) => {
		const onMap = readPeople(doc).entities.flatMap(({ id, kind }) => (kind === 'child' ? [] : [id]));
		const placed = new Map([...onMap, person].map((id) => [id, { ring: 1 as const, angle: 30 }]));
		const captions = { ...ordinaryCaptions, rings: [person, '', '', '', ''] };
		showMap(doc, { ...author, by: child.participant }, { placed, ties: [], captions });
	};
	const shared = await document('room');
	await live.edit(shared, child.participant, showing(told.takenBackMap));
	await live.edit(shared, child.participant, (doc) => takeMapBack(doc, author));
	await live.edit(shared, child.participant, showing(written.room[15]));
	await live.edit(await document('care'), null, (doc) => {
		const [number, tlf, helse, sted, hvor, fare] = written.care;
		createNumber(doc, author, { person: childId, type: 'mobile', value: number, words: tlf });
		setArrival(doc, author, childId, { minutes: 4, has: ['key'] });
		createHealth(doc, author, { type: 'allergy', text: helse });
		createPlace(doc, author, { name: sted, text: hvor });
		createWarning(doc, author, { type: 'neverCall', name: 'N', text: fare });
	});
	await live.edit(await document('child'), null, (doc) => {
		const [word, person] = written.child;
		createEntity(doc, 'drafts', 'draft', author, { fields: { name: word } });
		putPerson(doc, author, person, { ring: 1, angle: 0 });
		callRing(doc, author, 1, word);
	});
	await live.edit(await document('family'), null, (doc) => createPoint(doc, author, written.family[0]));
	await live.edit(await document('staff'), null, (doc) => {
		const [tittel, tekst, vernet, number, kandidat, grunn, innbydelse] = written.staff;
		setNoteTitle(doc, createNote(doc, author, tekst), tittel);
		const entry = createProtected(doc, author, childId);
		staffText(doc, 'protected', entry)?.insert(0, `${vernet} 12, ${number}`);
		setInvitation(doc, author, childId, 'notToBeContacted', '2026-11-24');
		const invitation = invitationOf(readStaff(doc), childId)?.id ?? '';
		staffText(doc, 'invitations', invitation)?.insert(0, innbydelse);
		const candidate = createCandidate(doc, author, { name: kandidat });
		createStep(doc, author, candidate, { status: 'declined', day: '2026-11-24', reason: grunn });
	});

	// She was seen before she was hidden: what she said then is shown no more.
	const meeting = meetings[0] ?? '';
	const tookPart = { [hidden.participant]: 'met', [parent.participant]: 'met' } as const;
	await changeParticipant(sql, kari, hidden.participant, { hidden: true }, now);
	const closing = { meeting, requestId: newId(), tookPart, childHeard: 'zqromord', reviewBy: null };
	const version = (await publish(sql, kari, closing, now)).id;
	await sql`
		insert into version_answers (id, version_id, participant_id, answer, reason, seen_hash, at)
		select ${newId()}, id, ${hidden.participant}, 'agree', ${told.answerOfHidden}, hash, now() from versions`;
	await answer(sql, await standing(parent.user), { version, answer: 'agree', reason: 'zqromord' }, now);
	await live.edit(await document('letter', hidden.participant), null, (doc) =>
		createLetter(doc, author, written.letter[0])
	);

	const other = await server.room(told.otherChild);
	await sql`update users set name = ${told.otherChild} where id = ${other.user}`;
	await sql`update participants set name = ${told.otherChild} where id = ${other.participantId}`;
	await live.edit(await document('room', null, other.roomId), null, (doc) =>
		createPerson(doc, author, { name: written.other[0] })
	);

	const sibling = await createRoom(sql, {
		child: { name: told.siblingChild },
		by: { user, name: told.caseworkerName },
		now
	});
	await sql`
		update rooms set sibling_group = ${newId()} where id in (${roomId}, ${other.roomId}, ${sibling.roomId})`;
	const [soskennavn, soskenord] = written.sibling;
	await live.edit(await document('room', null, sibling.roomId), null, (doc) =>
		createPerson(doc, author, { name: soskennavn, note: soskenord, relation: 'grandparent' })
	);
	await live.edit(await document('care', null, sibling.roomId), null, (doc) =>
		createHealth(doc, author, { type: 'allergy', text: told.siblingCare })
	);
	await live.edit(await document('staff', null, sibling.roomId), null, (doc) =>
		createNote(doc, author, told.siblingStaff)
	);

	const secret = server.config.secret;
	const askCode = async (device: string) => {
		const token = await screens.ask(sql, device, new Date());
		const step = await screens.progress(sql, token, new Date());
		if (step.step !== 'code') throw new Error('it shows a code');
		return { token, code: step.code };
	};
	const paired = await askCode(told.screenDevice);
	await screens.pair(sql, secret, kari, { code: paired.code, part: 'network' }, new Date());
	const screen = await screens.enter(sql, paired.token, new Date());
	const [shown] = await screens.listFor(sql, kari);
	if (!shown) throw new Error('it is shown');
	const asking = await askCode('Firefox');

	const cookies: Record<Who, string> = {
		caseworker: cookie,
		coordinator: coordinator.cookie,
		child: child.cookie,
		parent: parent.cookie,
		'parent who cares': (await guest('parent', { carer: true })).cookie,
		fosterParent: (await guest('fosterParent')).cookie,
		relative: (await guest('relative')).cookie,
		'adult chosen by the child': aunt.cookie,
		network: (await guest('network')).cookie,
		interpreter: (await guest('interpreter')).cookie,
		support: (await guest('support')).cookie,
		observer: (await guest('observer')).cookie,
		'hidden parent': hidden.cookie,
		'waits in the lobby': lobby.cookie,
		'hidden, waits in the lobby': hiddenLobby.cookie,
		'taken out': removed.cookie,
		'caseworker of another room': other.cookie,
		'guest without a room': await server.stranger(),
		nobody: '',
		'shared screen': sessions.cookieHeader(screen),
		'screen that asks': `${screens.screenCookie}=${asking.token}`,
		'holder of a link': ''
	};
	const [navn] = written.room;
	const pictured = await live.edit(
		await document('room'),
		null,
		(doc) => readPeople(doc).entities.find(({ name }) => name === navn)?.id ?? ''
	);
	const photo = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#7a4a26' } })
		.jpeg()
		.toBuffer();
	const picture = await pictures.add(server, server.config.limits, kari, pictured, photo, now);
	for (const id of await sql<{ id: string }[]>`select id from documents`) await project(sql, id.id);
	await live.unload();
	return {
		roomId,
		otherRoom: other.roomId,
		siblingRoom: sibling.roomId,
		meetings,
		hidden: hidden.participant,
		parent: parent.participant,
		lobby: lobby.participant,
		person: pictured,
		picture,
		version,
		screen: shown.id,
		signInToken: (await signInLinks.make(sql, other.user, new Date())).token,
		cookies,
		canaries: {
			...told,
			hiddenId: hidden.participant,
			hiddenLobbyId: hiddenLobby.participant,
			hiddenRemovedId: hiddenRemoved.participant,
			screenCode: alone(asking.code),
			...Object.fromEntries(
				Object.entries(cookies).flatMap(([who, header]) => {
					const value = header.split('=')[1];
					if (value === undefined) return [];
					const hash = createHash('sha256').update(value).digest('hex');
					return [[`session of: ${who}`, new RegExp(`${value}|${hash}`)]];
				})
			)
		}
	};
}

/** Six digits that are no part of something longer, also where they are laid out in two groups. */
export function alone(code: string): RegExp {
	return new RegExp(`(?<![\\w.-])${code.slice(0, 3)}\\s?${code.slice(3)}(?![\\w.-])`);
}

/** A telephone number, however it is laid out for reading. */
export function numberIn(digits: string): RegExp {
	return new RegExp(Array.from(digits.replace(/^\+47/, '')).join('[\\s\\u00a0]?'));
}
