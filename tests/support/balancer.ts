// What stands in front of several processes: one port, behind it whichever of them answers, the next one first.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Balancer {
	readonly port: number;
	/** Which process the newest connection went to. */
	readonly newest: number | null;
	close(): Promise<void>;
}

/** @param ports of the processes; one that refuses is passed by */
export async function startBalancer(ports: () => readonly number[], port = 0): Promise<Balancer> {
	let turn = 0;
	let newest: number | null = null;
	const sockets = new Set<Socket>();
	const server = createServer((near) => {
		sockets.add(near);
		near.on('error', () => near.destroy()).on('close', () => sockets.delete(near));
		const all = ports();
		turn += 1;
		const inOrder = all.map((_, index) => all[(turn + index) % all.length] ?? 0);
		const tryNext = (): void => {
			const next = inOrder.shift();
			if (next === undefined) return void near.destroy();
			const far = connect(next, '127.0.0.1');
			far.once('error', tryNext);
			far.once('connect', () => {
				newest = next;
				far.off('error', tryNext);
				far.on('error', () => near.destroy()).on('close', () => near.destroy());
				near.on('close', () => far.destroy());
				near.pipe(far).pipe(near);
			});
		};
		tryNext();
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port, // of a TCP server that listens
		get newest() {
			return newest;
		},
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}
