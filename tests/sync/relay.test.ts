// What an open document hears of other processes, through a real Redis.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Redis } from 'iovalkey';
import { newId } from '#lib/room/ids.ts';
import { createLog } from '../../server/log.ts';
import { Relay, type Hearer } from '../../server/sync/relay.ts';
import { until } from '../support/client.ts';
import { startRedis, whyNoRedis, type TestRedis } from '../support/redis.ts';

const secret = 'a secret of two processes, long enough';

/** Counts how often it was asked who is there. */
function hearer(): Hearer & { asked: number } {
	return {
		asked: 0,
		hearUpdate: () => undefined,
		hearPresence: () => undefined,
		hearQuestion() {
			this.asked += 1;
		}
	};
}

describe.skipIf(whyNoRedis !== null)('the relay', () => {
	let redis: TestRedis;
	let here: Relay;
	let there: Relay;
	beforeAll(async () => {
		redis = await startRedis();
		[here, there] = [
			new Relay(redis.url, secret, createLog('silent')),
			new Relay(redis.url, secret, createLog('silent'))
		];
		await until(() => here.healthy && there.healthy, 'both are heard');
	});
	afterAll(async () => {
		here.close();
		there.close();
		await redis.close();
	});

	/** Another process asks who is at a document, and this one here hears it. */
	async function isHeardBy(document: string, who: ReturnType<typeof hearer>): Promise<void> {
		const question = there.open(document, hearer());
		await question.heard;
		question.ask();
		await until(() => who.asked === 1, 'it is asked');
	}

	test('who has left and leaves once more takes nothing from who came to the document since', async () => {
		const document = newId();
		const [old, fresh] = [hearer(), hearer()];
		const line = here.open(document, old);
		line.leave();
		expect(await here.open(document, fresh).heard).toBe(true);
		line.leave();
		await isHeardBy(document, fresh);
		expect(old.asked).toBe(0);
	});

	test('a document of which Redis would not tell is asked for again, until it does', async () => {
		const strict = await startRedis();
		const admin = new Redis(strict.url);
		const [mine, theirs] = [
			new Relay(strict.url, secret, createLog('silent')),
			new Relay(strict.url, secret, createLog('silent'))
		];
		try {
			await until(() => mine.healthy && theirs.healthy, 'both are heard');
			const document = newId();
			const who = hearer();
			await admin.call('acl', 'setuser', 'default', 'resetchannels', '&landsby:*:pulse:*');
			expect(await mine.open(document, who).heard).toBe(false);
			await admin.call('acl', 'setuser', 'default', 'allchannels');
			const question = theirs.open(document, hearer());
			await question.heard;
			await until(() => {
				question.ask();
				return who.asked > 0;
			}, 'it hears of the document');
		} finally {
			mine.close();
			theirs.close();
			admin.disconnect();
			await strict.close();
		}
	});

	test('who was followed by another before it left hears nothing more, and takes nothing from it', async () => {
		const document = newId();
		const [old, fresh] = [hearer(), hearer()];
		const line = here.open(document, old);
		await here.open(document, fresh).heard;
		line.leave();
		await isHeardBy(document, fresh);
		expect(old.asked).toBe(0);
	});
});
