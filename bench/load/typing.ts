// People who type in many rooms at once, and how long each letter takes to the others.
import { setTimeout as wait } from 'node:timers/promises';
import { inTurn } from './inTurn.ts';
import { Page } from './page.ts';
import { RunReader } from './seen.ts';
import { Typist } from './typist.ts';
import type { Target } from './wire.ts';

export interface TypingInput {
	readonly targets: readonly Target[];
	/** In each room. */
	readonly people: number;
	/** Letters a second of each of them. */
	readonly rate: number;
	readonly warmUpMs: number;
	readonly ms: number;
}

export interface TypingResult {
	/** Milliseconds from sending to hearing. */
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	/** Letters sent in the window, and heard by others in the window. */
	readonly sent: number;
	readonly deliveries: number;
	/** Of the letters sent in the window, how many never came to somebody within the time after it. */
	readonly missing: number;
	/** Pages that the server has closed. */
	readonly closed: number;
	/** How long the window was, and what this process used of the processor in it. */
	readonly windowMs: number;
	readonly loadCpuMs: number;
}

const openAtOnce = 20;
const tickMs = 1;
const drainMs = 10_000;

interface Person {
	readonly page: Page;
	readonly typist: Typist;
	/** When each letter was sent, by its number. */
	readonly sentAt: number[];
	firstClock: number;
	due: number;
}

/** Says `begin` and `end` around the window that counts. */
export async function typing(
	{ targets, people, rate, warmUpMs, ms }: TypingInput,
	say: (word: string) => Promise<void>
): Promise<TypingResult> {
	const delays: number[] = [];
	let window: { from: number; to: number } = { from: Infinity, to: Infinity };
	let deliveries = 0;
	let arrived = 0;
	const byClient = new Map<number, Person>();

	const places = targets.flatMap((target) => {
		const reader = new RunReader();
		return Array.from({ length: people }, () => ({ target, reader }));
	});
	const everybody = await inTurn(places, openAtOnce, async ({ target, reader }): Promise<Person> => {
		const page = await Page.open(target);
		const typist = new Typist();
		const person: Person = { page, typist, sentAt: [], firstClock: 0, due: 0 };
		page.onUpdate = (bytes) => {
			const now = performance.now();
			for (const { client, clock, length } of reader.runs(bytes)) {
				const writer = byClient.get(client);
				if (!writer || writer === person) continue;
				for (let letter = clock; letter < clock + length; letter += 1) {
					const sentAt = writer.sentAt[letter - writer.firstClock];
					if (sentAt === undefined) continue;
					if (now >= window.from && now < window.to) deliveries += 1;
					if (sentAt < window.from || sentAt >= window.to) continue;
					arrived += 1;
					delays.push(now - sentAt);
				}
			}
		};
		page.send(typist.begin());
		person.firstClock = typist.clock;
		return person;
	});
	for (const person of everybody) byClient.set(person.typist.client, person);
	// The last first update is with everybody before the first letter.
	await wait(1_000);

	const gapMs = 1000 / rate;
	const began = performance.now();
	for (const person of everybody) person.due = began + Math.random() * gapMs;
	let typingOn = true;
	let sent = 0;
	const timer = (async () => {
		while (typingOn) {
			const now = performance.now();
			for (const person of everybody) {
				while (person.due <= now && !person.typist.full) {
					const update = person.typist.type();
					const at = performance.now();
					person.sentAt.push(at);
					person.page.send(update);
					if (at >= window.from && at < window.to) sent += 1;
					person.due += gapMs;
				}
			}
			await wait(tickMs);
		}
	})();

	await wait(warmUpMs);
	await say('begin');
	const cpu = process.cpuUsage();
	const from = performance.now();
	window = { from, to: Infinity };
	await wait(ms);
	const to = performance.now();
	window = { from, to };
	const used = process.cpuUsage(cpu);
	await say('end');
	typingOn = false;
	await timer;
	const expected = sent * (people - 1);
	for (let waited = 0; arrived < expected && waited < drainMs; waited += 50) await wait(50);
	if (everybody.some(({ typist }) => typist.full)) throw new Error('somebody ran out of paper');
	const closed = everybody.filter(({ page }) => page.closed).length;
	for (const { page } of everybody) page.vanish();

	const sorted = Float64Array.from(delays).sort();
	const part = (of: number): number =>
		sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? NaN;
	return {
		p50: part(0.5),
		p95: part(0.95),
		p99: part(0.99),
		sent,
		deliveries,
		missing: expected - arrived,
		closed,
		windowMs: to - from,
		loadCpuMs: (used.user + used.system) / 1000
	};
}
