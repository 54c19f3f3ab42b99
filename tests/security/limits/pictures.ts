// How many photographs, how large, and for how long they can be put back.
import sharp from 'sharp';
import { createPerson } from '#lib/network/document.ts';
import * as participants from '../../../server/access/participants.ts';
import * as pictures from '../../../server/access/pictures.ts';
import type { TestServer } from '../../support/openServer.ts';
import { codeOf, on, type Case } from './case.ts';

const photo = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: '#7a4a26' } })
		.png()
		.toBuffer();
const now = new Date('2026-11-24T12:00:00.000Z');

/** A room with its caseworker and somebody on the map, and how to give them photographs. */
async function album(server: TestServer) {
	const { roomId, user, participantId } = await server.room();
	const actor = await participants.standing(server.sql, user, roomId);
	if (!actor) throw new Error('in the room');
	const author = { by: participantId, at: now.toISOString() };
	const document = await server.documentId(roomId);
	const another = () =>
		server.live.edit(document, participantId, (doc) => createPerson(doc, author, { name: 'Berit' }));
	const person = await another();
	const add = (file: Buffer, whose = person) =>
		pictures.add(server, server.config.limits, actor, whose, file, now);
	return { actor, person, another, add };
}

const addSome = (many: number) =>
	on({ pictures: 2 }, async (server) => {
		const { add, another } = await album(server);
		const codes: string[] = [];
		for (let n = 0; n < many; n += 1) codes.push(await codeOf(add(await photo(20, 20), await another())));
		return codes.find((code) => code !== 'taken') ?? 'taken';
	});

/** All are asked for before the first can be done. */
async function drawAtOnce(many: number): Promise<string> {
	const file = await photo(20, 20);
	const limits = { picturePixels: 1_000, picturesAtOnce: 2 };
	const codes = await Promise.all(Array.from({ length: many }, () => codeOf(pictures.drawn(limits, file))));
	return codes.find((code) => code !== 'taken') ?? 'taken';
}

const putBackAfter = (milliseconds: number) =>
	on({ pictureAwayMs: 60_000 }, async (server) => {
		const { actor, person, add } = await album(server);
		const picture = await add(await photo(20, 20));
		await pictures.takeAway(server, actor, person, now);
		const later = new Date(now.getTime() + milliseconds);
		await pictures.forget(server.sql, server.config.limits, later);
		return codeOf(pictures.putBack(server, actor, person, picture, later));
	});

export const albums: readonly Case[] = [
	{
		limit: 'picturePixels',
		words: ['network_picture_too_large'],
		refused: 'tooLarge',
		at: () =>
			on({ picturePixels: 10_000 }, async (server) =>
				codeOf((await album(server)).add(await photo(100, 100)))
			),
		past: () =>
			on({ picturePixels: 10_000 }, async (server) =>
				codeOf((await album(server)).add(await photo(100, 101)))
			)
	},
	{
		limit: 'pictures',
		words: ['network_picture_full'],
		refused: 'tooMany',
		at: () => addSome(2),
		past: () => addSome(3)
	},
	{
		limit: 'picturesAtOnce',
		words: ['network_picture_busy'],
		refused: 'tooMany',
		at: () => drawAtOnce(2),
		past: () => drawAtOnce(3)
	},
	{
		limit: 'pictureAwayMs',
		words: ['network_picture_gone'],
		refused: 'gone',
		at: () => putBackAfter(60_000),
		past: () => putBackAfter(60_001)
	}
];
