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

/**
 * The same for what is large: it is read only when it is asked for, so that nobody who may not send it fills the memory.
 * @param most bytes
 * @returns the request to go on with, of which a form can be read and nothing else
 */
export function boundedForm(request: Request, most: number): Request {
	const { body, headers, method, url } = request;
	const later = new Request(url, { method, headers });
	const formData = async (): Promise<FormData> => {
		const whole =
			body === null || Number(headers.get('content-length') ?? 0) > most ? null : await read(body, most);
		if (whole === null) throw new AppError('tooLarge', `more than ${most} bytes`);
		return new Response(whole, { headers: { 'content-type': headers.get('content-type') ?? '' } }).formData();
	};
	Object.defineProperty(later, 'formData', { value: formData });
	return later;
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
