// What one participant may cost over all their pages. A bound of a connection begins anew with the next one, and one of
// an update with the next update; what stays behind, or takes the processor from all others, is counted here, by who
// it is (decision 36).
import { steadyNow } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { Bucket } from './bucket.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** So little for its bytes costs nothing: a document may hold so many of them, and no more. */
const freeStepsPerByte = 0.5;

type AllowanceLimits = Pick<
	Limits,
	| 'freshClients'
	| 'freshClientsPerDay'
	| 'conflictStepsKept'
	| 'conflictStepsPerDay'
	| 'judgeMsPerMinute'
	| 'rereadsPerHour'
>;

/** What is left of it to one participant. */
export class Allowance {
	readonly #clients: Bucket;
	readonly #conflicts: Bucket;
	readonly #judging: Bucket;
	readonly #rereads: Bucket;

	constructor(limits: AllowanceLimits, now: () => number) {
		const { freshClients, freshClientsPerDay, conflictStepsKept, conflictStepsPerDay } = limits;
		const { judgeMsPerMinute, rereadsPerHour } = limits;
		this.#clients = new Bucket(freshClients, freshClientsPerDay / dayMs, now);
		this.#conflicts = new Bucket(conflictStepsKept, conflictStepsPerDay / dayMs, now);
		this.#judging = new Bucket(judgeMsPerMinute, judgeMsPerMinute / minuteMs, now);
		this.#rereads = new Bucket(rereadsPerHour, rereadsPerHour / hourMs, now);
	}

	/** Of what is used up, in words; null where there is some left of everything. */
	get usedUp(): string | null {
		if (this.#judging.isEmpty) return 'judging';
		if (this.#conflicts.isEmpty) return 'conflicts';
		return this.#rereads.isEmpty ? 'reading again' : null;
	}
	/** Nothing of it is used. */
	get isWhole(): boolean {
		return [this.#clients, this.#conflicts, this.#judging, this.#rereads].every(({ isFull }) => isFull);
	}

	/** So many Yjs client ids would become theirs in a document. @returns false past what pages of a person come to */
	takeClients(count: number): boolean {
		return this.#clients.take(count);
	}

	/** Yjs looked at so many structs to put an update of so many bytes in its place, and will with each reading of the log. */
	spendConflicts(steps: number, bytes: number): void {
		this.#conflicts.spend(Math.max(0, steps - bytes * freeStepsPerByte));
	}

	/** Judging an update took so long. */
	spendJudging(ms: number): void {
		this.#judging.spend(ms);
	}

	/** A document is read again from the log because of what they sent. */
	spendReread(): void {
		this.#rereads.spend(1);
	}
}

export class Allowances {
	readonly #limits: AllowanceLimits;
	readonly #now: () => number;
	readonly #byParticipant = new Map<string, Allowance>();

	/** @param now the clock, in milliseconds */
	constructor(limits: AllowanceLimits, now = steadyNow) {
		this.#limits = limits;
		this.#now = now;
	}

	of(participant: string): Allowance {
		const known = this.#byParticipant.get(participant);
		if (known) return known;
		const fresh = new Allowance(this.#limits, this.#now);
		this.#byParticipant.set(participant, fresh);
		return fresh;
	}

	/** Forgets those who have used nothing for so long that it makes no difference. */
	prune(): void {
		for (const [participant, allowance] of this.#byParticipant)
			if (allowance.isWhole) this.#byParticipant.delete(participant);
	}
}
