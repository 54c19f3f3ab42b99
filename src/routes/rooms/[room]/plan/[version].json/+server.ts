// A version for machines: the exact texts that the hashes are over, with the parts of this reader.
import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import type { RequestHandler } from './$types';
import { readerOf, versionNumber } from '../reading.server.ts';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const reader = await readerOf(locals, params.room, url);
	const { plan, sql } = locals.services;
	const version = await plan.versionFor(sql, params.room, versionNumber(params.version), reader);
	if (!version) error(404);
	// Assembled from the stored texts as they are, so that every hash can be checked against its bytes.
	const parts = Object.entries(version.texts.parts).map(([space, text]) => `"${space}":${asJson(text)}`);
	return new Response(
		`{"hash":"${version.hash}","header":${asJson(version.texts.header)},"parts":{${parts.join(',')}}}`,
		{
			headers: {
				'content-type': 'application/json; charset=utf-8',
				'content-disposition': `attachment; filename="plan-${version.header.number}.json"`,
				'cache-control': 'no-store'
			}
		}
	);
};

/** The text itself, or the text as a string where it was changed so that it is no JSON any more. */
function asJson(text: string): string {
	return v.is(v.pipe(v.string(), v.parseJson()), text) ? text : JSON.stringify(text);
}
