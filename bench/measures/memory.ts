// What a room costs in memory while people have it open, while they do nothing in it, and after they have left.
import { runLoad } from '../load/channel.ts';
import type { Memory } from '../servers/server.ts';
import { pick, together, type Measure, type Row } from './measure.ts';

const people = 3;
/** A room with some months behind it: about 20 kB. */
const edits = 2_000;
/** Longer than any of the servers waits before it lets go of something: Landsby a minute, and it looks twice a minute. */
const idleMs = 95_000;
const leftMs = 35_000;

interface Held {
	readonly before: Memory;
	readonly open: Memory;
	readonly idle: Memory;
	readonly left: Memory;
}

export const memory: Measure = async (bench) => {
	const rooms = bench.isFull ? 300 : 100;
	const results = await together(bench, 'Memory', rooms, async (server, targets): Promise<Held> => {
		const before = await server.memory();
		const held = { before, open: before, idle: before, left: before };
		const { closed } = await runLoad(
			'gathering',
			{ targets, people, edits, idleMs, leftMs },
			async (word) => {
				if (word === 'open' || word === 'idle' || word === 'left') held[word] = await server.memory();
			}
		);
		if (closed > 0) bench.tell(`${server.label}: ${closed} pages were closed`);
		return held;
	});
	const perRoom = (when: keyof Held, what: keyof Memory): Row['values'] =>
		pick(results, (held) => (held[when][what] - held.before[what]) / rooms / 1024);
	const idle = perRoom('idle', 'held');
	return [
		{
			title: `Memory per room: ${rooms} rooms with ${edits.toLocaleString('en-GB')} edits behind each, ${people} people in each`,
			notes: [
				`What JavaScript holds with its buffers after collecting garbage, above what it held before; resident memory beside it. Just after all have come and one has written; after ${idleMs / 1000} s in which nobody did anything; ${leftMs / 1000} s after all have left.`
			],
			rows: [
				{ what: 'Just opened, held', unit: 'kB', values: perRoom('open', 'held') },
				{
					what: 'Open and idle, held',
					unit: 'kB',
					values: idle,
					goal: { atMost: 0.3, of: 'hocuspocus' }
				},
				{ what: 'After all have left, held', unit: 'kB', values: perRoom('left', 'held') },
				{ what: 'Just opened, resident', unit: 'kB', values: perRoom('open', 'rss') },
				{ what: 'Open and idle, resident', unit: 'kB', values: perRoom('idle', 'rss') },
				{ what: 'After all have left, resident', unit: 'kB', values: perRoom('left', 'rss') },
				{
					what: 'The process before, held',
					unit: 'MB',
					values: pick(results, ({ before }) => before.held / 2 ** 20)
				},
				{
					what: 'The process before, resident',
					unit: 'MB',
					values: pick(results, ({ before }) => before.rss / 2 ** 20)
				}
			]
		}
	];
};
