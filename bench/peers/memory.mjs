// Loaded into every measured server (node --expose-gc --import): answers what it holds, after collecting what it does
// not, and how long it answered nobody at most since it was asked last. The same for all, so that their numbers can
// stand side by side.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const loop = monitorEventLoopDelay({ resolution: 1 });

process.on('message', (message) => {
	if (message === 'pause') {
		process.send?.({ pauseMs: loop.max / 1e6 });
		loop.enable();
		loop.reset();
	}
	if (message !== 'memory') return;
	globalThis.gc?.();
	globalThis.gc?.();
	const { heapUsed, external, rss } = process.memoryUsage();
	process.send?.({ held: heapUsed + external, rss });
});
// The channel alone must not keep a server alive.
process.channel?.unref();
