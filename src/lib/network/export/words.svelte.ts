/** What stands on a sheet and in tables, in the reader's language. */
import { m } from '#lib/paraglide/messages.js';
import { wallTime } from '#lib/time/zone.ts';
import { isOver } from '../agreement.ts';
import { firstName } from '../names.ts';
import type { Person, SaidBy } from '../network.ts';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import { kinSentence } from '../kin/words.svelte.ts';
import { saidByParticipant } from '../ties.ts';
import {
	agreementInWords,
	changedInWords,
	capital,
	consentWord,
	distanceWord,
	childsQualityWord,
	fullDay,
	genitive,
	helpsInWords,
	kindWord,
	knowsWord,
	languageWord,
	qualityWord,
	sideWord,
	statusWord,
	tieTypeWord,
	whoIs,
	willingWord
} from '../words.svelte.ts';
import { lineWord, shapeWord } from '../genogram/words.svelte.ts';
import { signsOf, type Lens } from '../seeing/lens.ts';
import { gapsInWords, lensTitle, signWord } from '../seeing/words.svelte.ts';
import type { FamilySheetWords } from './familySheet.ts';
import type { Question } from './question.ts';
import type { SheetWords } from './sheet.ts';
import type { ChildsMap, TableWords } from './tables.ts';

/** Who says that a tie is so, by name. */
export function sayerName(network: OpenNetwork, saidBy: SaidBy): string {
	const participant = saidByParticipant(saidBy);
	if (participant !== null) return network.sayerName(participant);
	return saidBy === 'child' ? network.child.name : m.network_out_meeting();
}

export function tableWords(network: OpenNetwork): TableWords {
	return {
		headings: {
			name: m.network_name(),
			who: m.network_who(),
			ring: m.network_closeness(),
			sector: m.network_belongs_to(),
			helps: m.network_can_help()
		},
		tieHeadings: {
			from: m.network_out_from(),
			to: m.network_out_to(),
			type: m.network_out_type(),
			quality: m.network_out_quality(),
			direction: m.network_out_direction(),
			saidBy: m.network_who_says(),
			kin: m.seeing_kin_heading()
		},
		more: [
			column(m.network_kind(), ({ kind }) => kindWord(kind)),
			column(m.network_through(), ({ through }) => through && network.nameOf(through)),
			column(
				m.network_members(),
				({ members }) =>
					members &&
					network
						.present(members)
						.map(({ name }) => name)
						.join(', ')
			),
			column(m.network_side(), ({ side }) => side && sideWord(side)),
			column(m.network_status(), ({ status, kind }) => status && statusWord(status, kind)),
			column(m.network_consent(), ({ consent }) => consent && consentWord(consent.status)),
			column(m.network_knows(), ({ knows }) => knows && knowsWord(knows)),
			column(m.network_willing(), ({ willing }) => willing && willingWord(willing)),
			column(m.network_distance(), ({ distance }) => distance && distanceWord(distance)),
			column(m.network_language(), ({ language }) => language && languageWord(language)),
			column(m.network_interpreter(), ({ interpreter }) => interpreter && m.network_knows_yes()),
			column(m.network_important_since(), ({ importantSince }) => importantSince),
			column(m.network_last_contact(), ({ lastContact }) => lastContact)
		],
		someone: m.network_someone(),
		who: whoIs,
		ring: (ring) => (ring === undefined ? m.network_not_on_map() : network.ringWord(ring)),
		sector: (sector) => network.sectorWord(sector),
		helps: helpsInWords,
		type: tieTypeWord,
		quality: qualityWord,
		direction: (direction) => (direction === 'both' ? m.network_both_ways() : m.network_one_way()),
		saidBy: (saidBy) => sayerName(network, saidBy),
		kin: (kin, from, to) => (kin === undefined ? '' : kinSentence(kin, from, to))
	};
}

/** Whose map it is and of which day, for tables of the child's own map. @param shownAt the instant when it was shown */
export function childsMapWords(network: OpenNetwork, shownAt: string): ChildsMap {
	return {
		heading: m.network_out_which_map(),
		words: m.network_out_childs_row({ title: childsTitle(network), shown: shownInWords(network, shownAt) })
	};
}

function childsTitle({ child }: OpenNetwork): string {
	return m.network_out_childs_title({ whose: genitive(firstName(child.name)) });
}

/** “Slik Ylva viste det 24. november 2026.” */
function shownInWords({ child, room }: OpenNetwork, at: string): string {
	const day = fullDay(wallTime(at, room.timeZone).day);
	return m.network_out_childs_shown({ name: firstName(child.name), day });
}

/** A column in which nothing stands where nothing is said. */
function column(heading: string, said: (person: Person) => string | undefined) {
	return { heading, of: (person: Person) => said(person) ?? '' };
}

/** @param today YYYY-MM-DD, the day on which the map is taken along */
export function sheetWords(network: OpenNetwork, today: string): SheetWords {
	const { agreement, child, shownAt, way } = network;
	const childsWay = way === 'child';
	return {
		rings: network.rings.length,
		title: childsWay
			? m.network_my_map()
			: shownAt === null
				? m.network_out_title({ whose: genitive(child.name) })
				: childsTitle(network),
		lines: [
			...(shownAt === null ? [] : [shownInWords(network, shownAt)]),
			m.network_out_day({ day: fullDay(today) }),
			agreement ? agreementInWords(agreement) : m.network_agreed_nothing(),
			...(agreement && isOver(agreement, today) ? [m.network_agreed_over()] : []),
			...(network.changed ? [changedInWords(network.changed, network.room)] : [])
		],
		key: m.network_out_key(),
		waiting: m.network_out_waiting(),
		legend: m.network_legend(),
		oneWay: m.network_one_way(),
		professional: m.network_sign_professional(),
		asked: m.network_asked_not_answered(),
		dead: m.network_sign_dead(),
		animal: m.network_sign_animal(),
		group: m.network_sign_group(),
		place: m.network_sign_place(),
		nowhere: m.network_sign_nowhere(),
		movedAway: m.network_sign_moved_away(),
		childs: m.network_child_says_it({ name: child.name }),
		ring: (ring) => network.ringWord(ring),
		sector: (sector) => network.sectorWord(sector),
		quality: (quality) => (childsWay ? capital(childsQualityWord(quality, true)) : qualityWord(quality)),
		shortName: ({ id }) => network.shortName(id),
		who: whoIs
	};
}

/** The question with which a map is looked at, as its sheet tells it. */
export function questionOf(lens: Lens | null, network: OpenNetwork): Question | null {
	if (lens === null) return null;
	const { child, people, ties } = network;
	return {
		title: lensTitle(lens, network),
		signs: signsOf(lens, child, people, ties),
		signWord: (sign) => capital(signWord(sign, lens)),
		sentences: lens.about === 'gaps' ? gapsInWords(network) : []
	};
}

/** @param today YYYY-MM-DD, the day on which the tree is taken along */
export function familyWords(network: OpenNetwork, today: string): FamilySheetWords {
	const { name } = network.child;
	return {
		title: m.seeing_family_out_title({ name }),
		lines: sheetWords(network, today).lines,
		dead: m.seeing_family_sign_dead(),
		index: m.seeing_family_sign_index({ name }),
		home: m.seeing_family_line_home(),
		name: (id) => network.shortName(id),
		shape: shapeWord,
		line: lineWord
	};
}
