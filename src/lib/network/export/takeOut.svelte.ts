/**
 * Taking the map along: each way is put on record first, then made in this browser from what its reader has on the screen.
 * So a file never holds more than they may see.
 */
import { m } from '#lib/paraglide/messages.js';
import { wallTime } from '#lib/time/zone.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { drawingOf } from '../genogram/drawing.ts';
import { familyOf } from '../genogram/family.ts';
import type { OpenNetwork } from '../openNetwork.svelte.ts';
import type { Lens } from '../seeing/lens.ts';
import { sendForm } from '../sendForm.ts';
import { localeTag } from '../words.svelte.ts';
import { csv } from './csv.ts';
import { drawingsHere, fetchDrawings } from './drawings.svelte.ts';
import { familySheet } from './familySheet.ts';
import type { ExportKind } from './files.ts';
import { graphml } from './graphml.ts';
import { pngFile, save, svgFile } from './pictures.svelte.ts';
import { PAPERS, pictureSheet, printedSheets, type Seen, type Sheet } from './sheet.ts';
import { childsPeopleTable, childsTieTable, peopleTable, tieTable } from './tables.ts';
import {
	childsMapWords,
	familyWords,
	questionOf,
	sayerName,
	sheetWords,
	tableWords
} from './words.svelte.ts';

export type PaperName = keyof typeof PAPERS;

/** What is taken along: the map, or the family part of it as a tree. */
export type Of = 'map' | 'family';

/** What is taken along, and the question with which it is looked at. */
export interface Taken {
	readonly of: Of;
	readonly lens: Lens | null;
}
const wholeMap: Taken = { of: 'map', lens: null };

/**
 * Makes a file and hands it over; where that does not succeed it says so. Of a map that the child takes back meanwhile
 * nothing is handed over.
 */
export async function takeOut(
	network: OpenNetwork,
	kind: Exclude<ExportKind, 'print'>,
	taken: Taken = wholeMap
): Promise<void> {
	if (!(await recorded(network, kind))) return;
	try {
		const day = today(network);
		const file = await made(network, kind, taken);
		if (mayBeTaken(network)) save(file, `${fileName(network, kind, taken.of)}-${day}.${endings[kind]}`);
	} catch {
		toasts.show({ text: m.network_out_not_made() });
	}
}

/** The sheets for a printer; null where they could not be put on record. */
export async function sheetsToPrint(
	network: OpenNetwork,
	paper: PaperName,
	{ of, lens }: Taken = wholeMap
): Promise<Sheet[] | null> {
	if (!(await recorded(network, 'print'))) return null;
	if (of === 'family') return [await treeSheet(network, paper, 0)];
	await fetchDrawings(network.people);
	return mapSheets(network, paper, lens);
}

/** The sheets of a map, for a printer that the person has asked in the browser's own way: put on record as well. */
export function sheetsForBrowser(network: OpenNetwork, paper: PaperName): Sheet[] {
	if (!mayBeTaken(network)) return [];
	// The browser waits for nobody, so what is on its way to paper is told and not asked.
	void recorded(network, 'print');
	return mapSheets(network, paper, null);
}

function mapSheets(network: OpenNetwork, paper: PaperName, lens: Lens | null): Sheet[] {
	const words = sheetWords(network, today(network));
	return printedSheets(network, words, !network.hasSectors, PAPERS[paper], seenWith(network, lens));
}

function seenWith(network: OpenNetwork, lens: Lens | null): Seen {
	return { drawings: drawingsHere(), question: questionOf(lens, network) };
}

const endings = { png: 'png', svg: 'svg', people: 'csv', ties: 'csv', graphml: 'graphml' } as const;

function fileName({ isShownMap }: OpenNetwork, kind: keyof typeof endings, of: Of): string {
	if (isShownMap) {
		if (kind === 'people') return m.network_out_childs_file_people();
		return kind === 'ties' ? m.network_out_childs_file_ties() : m.network_out_childs_file();
	}
	if (kind === 'people') return m.network_out_file_people();
	if (kind === 'ties') return m.network_out_file_ties();
	return of === 'family' ? m.seeing_family_out_file() : m.network_out_file();
}

/** The family tree. What lays it out is there already where the tree is on the screen. */
async function treeSheet(network: OpenNetwork, paper: PaperName, margin: number): Promise<Sheet> {
	const { child, people, ties } = network;
	const family = familyOf(child, people, ties);
	const { layoutOf } = await import('../genogram/layout.ts');
	const drawing = drawingOf(child, people, family, layoutOf(family));
	return familySheet(drawing, familyWords(network, today(network)), PAPERS[paper], margin);
}

async function made(network: OpenNetwork, kind: keyof typeof endings, { of, lens }: Taken): Promise<Blob> {
	const picture = async () => {
		if (of === 'family') return treeSheet(network, 'A3', 24);
		await fetchDrawings(network.people);
		const words = sheetWords(network, today(network));
		return pictureSheet(network, words, !network.hasSectors, PAPERS.A3, seenWith(network, lens));
	};
	const separator = localeTag() === 'en-GB' ? ',' : ';';
	const table = (rows: string[][]) => textFile(csv(rows, separator), 'text/csv');
	const words = tableWords(network);
	const childs = network.shownAt === null ? null : childsMapWords(network, network.shownAt);
	switch (kind) {
		case 'png':
			return pngFile(await picture());
		case 'svg':
			return svgFile(await picture());
		case 'people':
			return table(childs ? childsPeopleTable(network, words, childs) : peopleTable(network, words));
		case 'ties':
			return table(childs ? childsTieTable(network, words, childs) : tieTable(network, words));
		case 'graphml':
			return textFile(
				graphml(
					network,
					network.agreement,
					(saidBy) => sayerName(network, saidBy),
					network.shownAt,
					network.captions
				),
				'application/xml'
			);
	}
}

function textFile(text: string, type: string): Blob {
	return new Blob([text], { type: `${type};charset=utf-8` });
}

function today(network: OpenNetwork): string {
	return wallTime(new Date().toISOString(), network.room.timeZone).day;
}

/** Whether the child shows the map that is taken along, where it is the child's; says so where the child does not. */
function mayBeTaken({ isShownMap, shownAt }: OpenNetwork): boolean {
	const may = !isShownMap || shownAt !== null;
	if (!may) toasts.show({ text: m.network_out_childs_gone() });
	return may;
}

/** Puts on record which map is taken along, and as what; without the record it is not. */
async function recorded(network: OpenNetwork, kind: ExportKind): Promise<boolean> {
	if (!mayBeTaken(network)) return false;
	const body = new FormData();
	body.set('kind', kind);
	body.set('map', network.layer ? 'child' : 'room');
	const isRecorded = await sendForm('?/exported', body);
	if (!isRecorded) toasts.show({ text: m.network_out_not_recorded() });
	return isRecorded && mayBeTaken(network);
}
