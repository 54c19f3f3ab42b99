// `/csp-report`: browsers tell what the page's policy stopped. Only which rule and which kind of page are kept:
// addresses can hold tokens, and samples can hold what people wrote.
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { Log } from '../log.ts';

const bytesMax = 8 * 1024;
const perMinute = 10;

const Report = v.object({
	'csp-report': v.object({
		'effective-directive': v.pipe(v.string(), v.regex(/^[a-z-]{1,40}$/)),
		'document-uri': v.pipe(v.string(), v.maxLength(2_000))
	})
});

/** @returns a handler that counts and logs reports */
export function cspReports(log: Log): (request: IncomingMessage, response: ServerResponse) => void {
	let minute = 0;
	let count = 0;
	return (request, response) => {
		if (request.method !== 'POST') {
			end(request, response, 405);
			return;
		}
		const now = Math.floor(Date.now() / 60_000);
		if (now !== minute) [minute, count] = [now, 0];
		count += 1;
		if (count > perMinute) {
			end(request, response, 429);
			return;
		}
		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > bytesMax) {
				end(request, response, 413);
				return;
			}
			chunks.push(chunk);
		});
		request.on('end', () => {
			if (size > bytesMax) return;
			const text = Buffer.concat(chunks).toString('utf8');
			const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Report), text);
			if (!parsed.success) {
				end(request, response, 400);
				return;
			}
			const report = parsed.output['csp-report'];
			log.warn({
				event: 'csp.violation',
				directive: report['effective-directive'],
				page: templateOf(report['document-uri'])
			});
			end(request, response, 204);
		});
	};
}

/** The kind of page: every part that is not a plain word becomes a star. */
export function templateOf(uri: string): string {
	if (!URL.canParse(uri)) return '*';
	const parts = new URL(uri).pathname.split('/');
	return parts.map((part) => (/^[a-z-]{0,20}$/.test(part) ? part : '*')).join('/');
}

function end(request: IncomingMessage, response: ServerResponse, status: number): void {
	if (response.headersSent) return;
	// What is still coming is not worth reading.
	if (status !== 204) response.setHeader('Connection', 'close');
	response.writeHead(status).end();
	request.resume();
}
