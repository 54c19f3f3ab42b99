/** The time where this installation lives, so that the clock stands right without scripts too. */
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ now: Date.now() });
