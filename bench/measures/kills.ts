// Edits that somebody else had seen and that are gone after the server was killed (kill -9).
import { runLoad } from '../load/channel.ts';
import type { Target } from '../load/wire.ts';
import type { BenchServer, ServerName } from '../servers/server.ts';
import type { Bench, Measure } from './measure.ts';

const rate = 20;
const between = { fromMs: 500, toMs: 4_000 };
const few = 4;
const many = 50;

interface Loss {
	readonly seen: number;
	readonly lost: number;
}

export const kills: Measure = async (bench) => {
	const count = bench.kills ?? (bench.isFull ? many : few);
	const losses: Partial<Record<ServerName, Loss[]>> = {};
	const storing = bench.servers.filter(({ stores }) => stores);
	for (const server of storing) {
		const [target] = await server.rooms([bench.fresh('kill')]);
		if (!target) throw new Error('no room');
		losses[server.name] = await killAgain(bench, server, target, count);
	}
	const total = (number: (loss: Loss) => number): Partial<Record<ServerName, number[]>> =>
		Object.fromEntries(
			Object.entries(losses).map(([name, all]) => [name, [all.reduce((sum, loss) => sum + number(loss), 0)]])
		);
	const lost = total((loss) => loss.lost);
	return [
		{
			title: `Lost after somebody else had seen it: ${count} kills of the server`,
			notes: [
				`One types ${rate} letters a second, another sees them; kill -9 after ${between.fromMs / 1000} to ${between.toMs / 1000} s. Both pages are gone with it; whoever opens the document next finds what was stored. (A page that stays open sends again what it holds; the floor stores nothing.)`
			],
			rows: [
				{ what: 'Edits that somebody else had seen', unit: '', values: total(({ seen }) => seen) },
				{
					what: 'Of these lost',
					unit: '',
					values: lost,
					goal: { atMost: 0 }
				},
				{ what: 'Kills that lost something', unit: '', values: total((loss) => (loss.lost > 0 ? 1 : 0)) }
			]
		}
	];
};

async function killAgain(bench: Bench, server: BenchServer, target: Target, count: number): Promise<Loss[]> {
	const losses: Loss[] = [];
	await server.start();
	for (let kill = 1; kill <= count; kill += 1) {
		const afterMs = between.fromMs + Math.random() * (between.toMs - between.fromMs);
		const { client, from, seen } = await runLoad('losing', { target, rate, afterMs }, () => server.kill());
		await server.start();
		const { states } = await runLoad('opening', { target });
		const kept = states.get(client) ?? 0;
		const loss = { seen: Math.max(0, seen - from), lost: Math.max(0, seen - Math.max(kept, from)) };
		losses.push(loss);
		bench.tell(`Kills: ${server.label} ${kill} of ${count}: ${loss.seen} seen, ${loss.lost} lost`);
	}
	await server.stop();
	return losses;
}
