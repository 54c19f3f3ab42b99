// How long the judge takes for an ordinary update on a large room: reading the bytes, following them to their entities and
// asking the table of rights, as the server does for each frame. `npm run bench`; a slower machine may miss the bounds.
import * as Y from 'yjs';
import { createMeeting } from '#lib/meetings/document.ts';
import { createPerson, createTie, movePerson, personNote, tickHelp } from '#lib/network/document.ts';
import { defineRoots } from '#lib/room/document.ts';
import { newId } from '#lib/room/ids.ts';
import { refusalAt, type Writing } from '#lib/room/rights.ts';
import { ROOTS } from '#lib/room/spaces.ts';
import { standardLimits } from '../server/limits.ts';
import { Budget } from '../server/sync/budget.ts';
import { judge, type Permission } from '../server/sync/judge.ts';
import { Sizes } from '../server/sync/sizes.ts';
import { readUpdate } from '../server/sync/updateReader.ts';

const bytes = 200 * 1024;
const samples = 6_000;
const warmUp = 2_000;
/** Microseconds that an ordinary update may take. */
const bounds = { median: 25, p95: 60 };

const author = { by: newId(), at: new Date().toISOString() };
const writing: Writing = {
	participant: author.by,
	role: 'caseworker',
	carer: false,
	hidden: false,
	own: [],
	locked: [],
	closed: []
};
const roots = new Set(ROOTS.room.filter((root) => root !== 'meta'));

/** As the server makes it for each update. */
function permissionFor(sizes: Sizes): Permission {
	const placeIn = sizes.places();
	return {
		roots,
		mayUse: () => true,
		refuses: (root, key, isNew) =>
			refusalAt(writing, 'room', root, key, isNew) ?? (isNew ? placeIn(root) : null),
		outgrown: (growths) => sizes.outgrown(growths),
		swollen: (more) => sizes.swollen(more),
		nestingDepth: standardLimits.nestingDepth
	};
}

/** A room with years behind it: people, ties, and meetings with long notes. */
function largeRoom(): { doc: Y.Doc; people: string[] } {
	const doc = new Y.Doc();
	defineRoots(doc, 'room');
	const people: string[] = [];
	for (let size = 0; size < bytes; size = Y.encodeStateAsUpdate(doc).length) {
		for (let one = 0; one < 10; one += 1) {
			const person = createPerson(doc, author, { name: `Person ${people.length}` });
			personNote(doc, person)?.insert(0, 'Kan komme på kort varsel, men ikke i helgene. '.repeat(4));
			const other = people.at(-1);
			if (other !== undefined)
				createTie(doc, author, {
					from: other,
					to: person,
					type: 'family',
					quality: 'close',
					direction: 'both',
					saidBy: 'meeting'
				});
			people.push(person);
		}
		createMeeting(doc, author, {
			type: 'networkMeeting',
			title: `Møte ${people.length}`,
			starts: author.at
		});
	}
	return { doc, people };
}

/** What people do all the time, in the proportions of a meeting: most of it is typing. */
function edit(doc: Y.Doc, people: readonly string[], turn: number): void {
	const person = people[(turn * 7) % people.length];
	if (person === undefined) throw new Error('nobody there');
	const note = personNote(doc, person);
	const kind = turn % 10;
	if (kind < 6) note?.insert(Math.min(note.length, 3 + (turn % 40)), 'å');
	else if (kind < 8) note?.delete(turn % 20, 1);
	else if (kind === 8) movePerson(doc, person, { ring: 3, angle: turn % 360 });
	else tickHelp(doc, person, 'talk', turn % 20 < 10);
}

function percentile(sorted: Float64Array, part: number): number {
	return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

const { doc: server, people } = largeRoom();
const page = new Y.Doc();
defineRoots(page, 'room');
Y.applyUpdate(page, Y.encodeStateAsUpdate(server), 'server');
const outbox: Uint8Array[] = [];
page.on('update', (update: Uint8Array, origin: unknown) => {
	if (origin !== 'server') outbox.push(update);
});

const sizes = new Sizes(server, standardLimits);
const times: number[] = [];
for (let turn = 0; times.length < samples + warmUp; turn += 1) {
	edit(page, people, turn);
	for (const update of outbox.splice(0)) {
		const begun = process.hrtime.bigint();
		const budget = new Budget(standardLimits.judgeMs);
		const verdict = judge(server, readUpdate(update, standardLimits, budget), permissionFor(sizes), budget);
		times.push(Number(process.hrtime.bigint() - begun) / 1000);
		if (verdict.kind !== 'good' || verdict.refused.size > 0) throw new Error('an honest edit was not taken');
		Y.applyUpdate(server, update);
	}
}

const sorted = Float64Array.from(times.slice(warmUp)).sort();
const [median, p95, p99] = [0.5, 0.95, 0.99].map((part) => percentile(sorted, part));
const size = Math.round(Y.encodeStateAsUpdate(server).length / 1024);
const holds = (median ?? Infinity) < bounds.median && (p95 ?? Infinity) < bounds.p95;
console.log(
	`Judging an ordinary update on a document of ${size} kB, ${samples} updates: ` +
		`median ${median?.toFixed(1)} µs (bound ${bounds.median}), p95 ${p95?.toFixed(1)} µs (bound ${bounds.p95}), ` +
		`p99 ${p99?.toFixed(1)} µs: ${holds ? 'holds' : 'DOES NOT HOLD'}`
);
process.exit(holds ? 0 : 1);
