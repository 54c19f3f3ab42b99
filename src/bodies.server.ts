/**
 * How much a page may send to a route. What is too much is not read; whoever asks for it hears so as an AppError, and
 * the person in words.
 */
import { AppError } from '#lib/errors.ts';

/**
 * Reads what a request carries.
 * @returns the request to go on with: the same one, or one whose every way to its content throws AppError `tooLarge`
 */
export async function bounded(
	request: Request,
	limits: { readonly formBytes: number; readonly jsonBytes: number }
): Promise<Request> {
	if (request.body === null) return request;
	const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers.get('content-type') ?? '');
	const most = isJson ? limits.jsonBytes : limits.formBytes;
	const body =
		Number(request.headers.get('content-length') ?? 0) > most ? null : await read(request.body, most);
	if (body !== null) return new Request(request, { body });
	const refusing = new Request(request.url, { method: request.method, headers: request.headers });
	const refuse = () => Promise.reject(new AppError('tooLarge', `more than ${most} bytes`));
	for (const way of ['formData', 'json', 'text', 'arrayBuffer', 'blob', 'bytes'])
		Object.defineProperty(refusing, way, { value: refuse });
	return refusing;
}

/** Not every client says beforehand how much comes. @returns null where it is more than `most` bytes */
async function read(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.length;
		if (size > most) return null;
		chunks.push(chunk);
	}
	const whole = new Uint8Array(size);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.length;
	}
	return whole;
}
