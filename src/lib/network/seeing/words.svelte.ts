/** What is seen and read on a map, in words. */
import { m } from '#lib/paraglide/messages.js';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import { capital, helpWord, inAList, lower, measureInWords, oneStop } from '../words.svelte.ts';
import type { Lens, Sign } from './lens.ts';
import type { Reading } from './readings.ts';

const signs: Record<Sign, () => string> = {
	yes: m.seeing_sign_yes,
	notNights: m.seeing_sign_not_nights,
	asked: m.seeing_sign_asked,
	no: m.seeing_sign_no,
	wished: m.seeing_sign_wished,
	broken: m.seeing_sign_broken,
	away: m.seeing_sign_away
};
/** What a sign says of somebody under a question. */
export const signWord = (sign: Sign, lens: Lens): string =>
	lens.about === 'help' ? m.seeing_sign_helps() : signs[sign]();

/** A question by itself: “Hvem kan hjelpe med: sove over”. */
export function lensTitle(lens: Lens, network: OpenNetwork): string {
	if (lens.about === 'help') return m.seeing_look_help_title({ thing: lower(helpWord(lens.tag)) });
	if (lens.about === 'consent') return m.seeing_look_consent();
	return lens.about === 'gaps' ? m.seeing_look_gaps() : m.seeing_look_missed({ name: network.child.name });
}

/** The gaps of a map as sentences. */
export function gapsInWords(network: OpenNetwork): string[] {
	const { rings, sectors, nights } = network.gaps;
	const found: string[] = [];
	if (rings.length > 0)
		found.push(m.seeing_look_gap_rings({ rings: inAList(rings.map((ring) => network.ringInside(ring))) }));
	if (sectors.length > 0)
		found.push(
			m.seeing_look_gap_sectors({ sectors: inAList(sectors.map((sector) => network.sectorWord(sector))) })
		);
	if (nights) found.push(m.seeing_look_gap_nights());
	if (found.length > 0) return found;
	return [network.hasSectors ? m.seeing_look_gaps_none() : m.seeing_look_gaps_none_in_rings()];
}

/** What was read, as a sentence. */
export const readingInWords = (reading: Reading, network: OpenNetwork): string =>
	oneStop(read(reading, network));

function read(reading: Reading, network: OpenNetwork): string {
	const name = (id: string) => network.shortName(id);
	switch (reading.code) {
		case 'mostlyProfessional':
			return m.seeing_read_mostly_professional();
		case 'mostInOneSector': {
			const { count, of, sector } = reading;
			return m.seeing_read_most_in_one({ sector: network.sectorInside(sector), count, of });
		}
		case 'sides':
			return m.seeing_read_sides({ maternal: reading.maternal, paternal: reading.paternal });
		case 'reciprocity':
			return reading.oneWay.length === 0
				? m.seeing_read_both_ways()
				: m.seeing_read_one_way({
						ties: inAList(
							reading.oneWay.map(({ from, to }) =>
								m.seeing_read_one_way_tie({ from: name(from), to: name(to) })
							)
						)
					});
		case 'knowEachOther': {
			const { connected, of } = reading;
			if (connected === 0) return m.seeing_read_know_none();
			return connected === of
				? m.seeing_read_know_all({ name: network.child.name })
				: m.seeing_read_know_some({ connected, of, name: network.child.name });
		}
		case 'onlyHelper':
			return m.seeing_read_only_helper({
				things: inAList(
					reading.things.map(({ tag, person }) =>
						m.seeing_read_only_helper_thing({ thing: lower(helpWord(tag)), name: name(person) })
					)
				)
			});
		case 'nights':
			return reading.people.length === 0
				? m.seeing_look_gap_nights()
				: m.seeing_read_nights({ names: inAList(reading.people.map(name)) });
		default:
			return measureInWords(reading, name, network.captions);
	}
}

const meanings: Record<Reading['code'], () => string> = {
	size: m.seeing_means_size,
	privateAndProfessional: m.seeing_means_own_and_professional,
	mostlyProfessional: m.seeing_means_mostly_professional,
	onlyBridge: m.seeing_means_bridge,
	bridges: m.seeing_means_groups,
	emptySectors: m.seeing_means_empty,
	mostInOneSector: m.seeing_means_most_in_one,
	sides: m.seeing_means_sides,
	reciprocity: m.seeing_means_reciprocity,
	knowEachOther: m.seeing_means_know,
	onlyHelper: m.seeing_means_only_helper,
	nights: m.seeing_means_nights
};
/** Why anybody would look at this, and what it does not say. */
export const meaningOf = (code: Reading['code']): string => meanings[code]();

/** “Sove over: Berit og Hanne.” */
export function helpersInWords(
	lens: Lens & { about: 'help' },
	ids: readonly string[],
	network: OpenNetwork
): string {
	const thing = capital(helpWord(lens.tag));
	return ids.length === 0
		? m.seeing_look_help_none({ thing })
		: oneStop(m.seeing_look_help_some({ thing, names: inAList(ids.map((id) => network.shortName(id))) }));
}
