// Loaded into every measured server (node --expose-gc --import): answers what it holds, after collecting what it does
// not. The same for all, so that their numbers can stand side by side.
process.on('message', (message) => {
	if (message !== 'memory') return;
	globalThis.gc?.();
	globalThis.gc?.();
	const { heapUsed, external, rss } = process.memoryUsage();
	process.send?.({ held: heapUsed + external, rss });
});
// The channel alone must not keep a server alive.
process.channel?.unref();
