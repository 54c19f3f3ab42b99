/** What became of people, as sentences. */
import { m } from '#lib/paraglide/messages.js';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import type { Change, Told } from './compare.ts';

const headings: Record<Told, () => string> = {
	new: m.seeing_compare_new,
	closer: m.seeing_compare_closer,
	away: m.seeing_compare_away,
	gone: m.seeing_compare_gone
};
export const toldHeading = (told: Told): string => headings[told]();

/** “Silje kom nærmere: fra nær til helt nær.” */
export function changeInWords({ name, became, from, to }: Change, network: OpenNetwork): string {
	const ring = (number: number | null) => (number === null ? '' : network.ringInside(number));
	switch (became) {
		case 'new':
			return to === null
				? m.seeing_compare_is_new_waiting({ name })
				: m.seeing_compare_is_new({ name, ring: ring(to) });
		case 'closer':
			return m.seeing_compare_is_closer({ name, from: ring(from), to: ring(to) });
		case 'away':
			return m.seeing_compare_is_away({ name, from: ring(from), to: ring(to) });
		case 'gone':
			return from === null
				? m.seeing_compare_is_gone_waiting({ name })
				: m.seeing_compare_is_gone({ name, ring: ring(from) });
		default:
			return '';
	}
}
