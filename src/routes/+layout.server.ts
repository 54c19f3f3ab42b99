/** What every page needs to know about how its reader wants it. */
import { comfortFrom } from '#lib/ui/comfort.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ cookies }) => ({
	privateTitle: comfortFrom((name) => cookies.get(name)).title === 'private'
});
