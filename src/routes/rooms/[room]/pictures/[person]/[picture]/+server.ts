// A photograph of somebody on the map. Who asks is looked up each time, and nothing is kept anywhere on the way: an
// address from a page of yesterday shows nothing to who is not in the room today.
import { error } from '@sveltejs/kit';
import { isId } from '#lib/room/ids.ts';
import type { RequestHandler } from './$types';
import { readerOf } from '../../../reader.server.ts';

export const GET: RequestHandler = async ({ locals, params }) => {
	const me = await readerOf(locals, params.room, 'room');
	if (!isId(params.person) || !isId(params.picture)) error(404);
	const { services } = locals;
	const picture = await services.pictures.read(services, me, params.person, params.picture);
	if (!picture) error(404);
	return new Response(new Uint8Array(picture.bytes), {
		headers: {
			'Content-Type': picture.type,
			'Content-Length': String(picture.bytes.length),
			'Content-Disposition': 'inline; filename="bilde.webp"',
			'Content-Security-Policy': "default-src 'none'; sandbox",
			'Cache-Control': 'private, no-store',
			'X-Content-Type-Options': 'nosniff'
		}
	});
};
