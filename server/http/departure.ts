// How a process goes without anybody noticing. A balancer must have passed it by before it stops to listen, or a form
// would meet a closed door: so it says first that it will go, and answers everything meanwhile. A connection that is
// kept for the next request ends with its next answer, never in the moment in which somebody sends something by it.
import type { Server, ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';

/** A turn of the event loop in which hardly anything was done, and how long one is waited for. */
const quiet = { turnMs: 1, withinMs: 250 } as const;
/** Whoever was let in last has said what they want by then. */
const lastWordMs = 100;

export class Departure {
	#isAnnounced = false;
	readonly #unanswered = new Set<ServerResponse>();
	#whenAnswered: () => void = () => undefined;

	/** The process will go: balancers are told so, and no connection is kept. */
	get isAnnounced(): boolean {
		return this.#isAnnounced;
	}

	/** Counts a request until it is answered, or given up. */
	take(response: ServerResponse): void {
		if (this.#isAnnounced) response.setHeader('Connection', 'close');
		this.#unanswered.add(response);
		response.once('close', () => {
			this.#unanswered.delete(response);
			if (this.#unanswered.size === 0) this.#whenAnswered();
		});
	}

	announce(): void {
		this.#isAnnounced = true;
		for (const response of this.#unanswered)
			if (!response.headersSent) response.setHeader('Connection', 'close');
	}

	/**
	 * Says that the process will go, stops to listen, and waits for what is still to be answered.
	 * @param noticeMs how long it goes on listening meanwhile: 0 where there is nobody who could take over
	 * @param answerMs how long requests under way are waited for at most
	 */
	async begin(http: Server, noticeMs: number, answerMs: number): Promise<void> {
		this.announce();
		if (noticeMs > 0) await wait(noticeMs);
		await quietTurn();
		// Connections on which nobody asks anything are closed by this, too.
		http.close();
		if (noticeMs > 0) await wait(lastWordMs);
		if (this.#unanswered.size === 0) return;
		const answered = new Promise<void>((resolve) => (this.#whenAnswered = resolve));
		await Promise.race([answered, wait(answerMs, undefined, { ref: false })]);
	}
}

/**
 * Whoever has connected and was not let in yet is cut off by closing, and what they have sent with it: a balancer then
 * cannot know whether a form was taken. So it is closed right after the loop has let in all who were there.
 */
async function quietTurn(): Promise<void> {
	const until = performance.now() + quiet.withinMs;
	for (let began = performance.now(); began < until; began = performance.now()) {
		await turn();
		if (performance.now() - began < quiet.turnMs) return;
	}
}
