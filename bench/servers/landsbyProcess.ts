// Landsby's server as `npm start` runs it, without the pages: database, live documents, rights, projector, sockets.
import { readConfig } from '../../server/config.ts';
import { listen } from '../../server/http/server.ts';
import { createLog } from '../../server/log.ts';
import { run } from '../../server/run.ts';

const config = readConfig(process.env);
const log = createLog(config.logLevel);
const running = await run(config, log);
const http = running.http((_request, response) => response.writeHead(404).end());
await listen(http, config);
process.on('SIGTERM', () => {
	http.close();
	void running.stop().then(() => process.exit(0));
});
process.send?.('listening');
