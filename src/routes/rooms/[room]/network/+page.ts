import { browser } from '$app/environment';
import { fetchCytoscape } from '#lib/network/cytoscape.ts';
import type { PageLoad } from './$types';

/** What draws the map is fetched while the room is still on its way; where that fails, the map asks again. */
export const load: PageLoad = ({ url }) => {
	if (browser && url.searchParams.get('view') !== 'list') fetchCytoscape().catch(() => undefined);
};
