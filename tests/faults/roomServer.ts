// The server without its pages, for faults: the same services and sockets as `server/main.ts`, made by the same
// `run`, ready in a moment and without a build. Settings come from the environment.
import { createServer } from 'node:http';
import { readConfig } from '../../server/config.ts';
import { createLog } from '../../server/log.ts';
import { run } from '../../server/run.ts';

const config = readConfig(process.env);
const running = await run(config, createLog(config.logLevel));
const http = createServer((_request, response) => response.writeHead(404).end());
running.attach(http);
http.listen(config.port, config.host, () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => {
	http.close();
	void running.stop().then(() => process.exit(0));
});
