// A process that stops while the database does not answer: everything it waits for has one end in common.
import { expect, test } from 'vitest';
import { createPerson } from '#lib/network/document.ts';
import { steadyNow } from '../../server/clock.ts';
import { connect, until } from '../support/client.ts';
import { openServer } from '../support/openServer.ts';

/** So long that no test would live to see the end of it. */
const forEver = 3_600_000;

test('what is waited for when it stops has one end in common, and pages are let go of all the same', async () => {
	const server = await openServer({
		LANDSBY_LIMITS: JSON.stringify({
			stopDrainMs: forEver,
			stopSpreadMs: forEver,
			lockMs: forEver,
			statementMs: forEver
		})
	});
	const { roomId, cookie, participantId } = await server.room();
	const page = connect(server.ws, roomId, cookie, server.origin);
	await until(() => page.saved);
	const document = await server.documentId(roomId);
	await server.owner.begin(async (tx) => {
		await tx`select 1 from documents where id = ${document} for update`;
		createPerson(page.doc, { by: participantId, at: new Date().toISOString() }, { name: 'Not saved' });
		await until(() => server.live.size.waiting > 0);
		await server.live.close(steadyNow() + 200);
		expect(page.saved).toBe(false);
		await until(() => !page.provider.wsconnected);
	});
	page.leave();
	await server.close();
});
