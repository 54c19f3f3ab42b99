// A page in a process of its own, which can be stopped and goes on, as a laptop that is shut and opened again. It writes
// until it is told to pause, and reports what it has seen and what was called saved.
import { allSaved, Notes, Page, seeded, stateHash, type Address } from './oracle.ts';

/** What it is told at its start, as JSON. */
export interface PagePlan {
	readonly address: Address;
	readonly name: string;
	readonly document: string;
	readonly mark: string;
	/** Its words are numbered from here, so that nobody else's are the same. */
	readonly from: number;
}

/** What it says when it has paused and everything is saved. */
export interface PageReport {
	readonly seen: readonly string[];
	readonly saved: readonly string[];
	readonly written: number;
	readonly hash: string;
	readonly connects: number;
}

const { address, name, document, mark, from } = JSON.parse(process.argv[2] ?? '') as PagePlan; // what the test wrote
const notes = new Notes(name, document, { mark, written: from });
const page = new Page(notes, address);
await allSaved([page]);
page.client.awareness.setLocalState({ place: 'network' });
page.write(seeded(from), 50);
process.stdout.write('writes\n');

process.on('message', () => {
	page.pause();
	void allSaved([page]).then(() =>
		process.send?.({
			seen: [...notes.seen],
			saved: [...notes.saved],
			written: notes.written - from,
			hash: stateHash(page.client.doc),
			connects: page.client.connects
		} satisfies PageReport)
	);
});
process.on('disconnect', () => process.exit(0));
