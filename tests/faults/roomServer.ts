// The server without its pages, for faults: the same services, sockets and health as `server/main.ts`, made by the
// same `run`, ready in a moment and without a build. Settings come from the environment.
import './inside.ts';
import { readConfig } from '../../server/config.ts';
import { Departure } from '../../server/http/departure.ts';
import { createLog } from '../../server/log.ts';
import { run } from '../../server/run.ts';
import { stop } from '../../server/stop.ts';

const config = readConfig(process.env);
const log = createLog(config.logLevel);
const running = await run(config, log);
const departure = new Departure();
const http = running.http((_request, response) => response.writeHead(404).end(), departure);
http.listen(config.port, config.host, () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => {
	setTimeout(() => process.exit(1), config.limits.stopAtMostMs).unref();
	void stop(http, departure, running, config.limits).then(() => process.exit(0));
});
