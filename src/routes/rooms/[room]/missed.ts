// What others have changed while a page was away, in words: in which part, and what it is.
import { capital } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { plainAt, wordsIn } from '#lib/room/document.ts';
import type { LiveDocument } from '#lib/room/liveDocument.svelte.ts';
import { SECTIONS, type Space } from '#lib/room/spaces.ts';
import { partWord } from '#lib/room/words.svelte.ts';

export interface MissedChange {
	readonly path: string;
	/** The part of the room. */
	readonly where: string;
	/** How it begins; empty where it holds no words. */
	readonly what: string;
	readonly isRemoved: boolean;
}

/** So much of a note is enough to know it again. */
const wordsMax = 120;

const ofDocument: Record<Exclude<Space, 'room'>, () => string> = {
	care: m.room_emergency,
	child: m.room_corner,
	family: m.room_family,
	staff: m.room_staff,
	letter: m.room_letter
};

/** What a document has missed, in the order in which it came. */
export function missedIn({ doc, missed, space }: LiveDocument): MissedChange[] {
	return missed.map((path) => {
		const [root = '', id = ''] = path.split('/');
		const section = SECTIONS.find((one) => one === root);
		const inRoom = section === undefined ? m.room_missed_proposals() : capital(partWord(section));
		return {
			path,
			where: space === 'room' ? inRoom : ofDocument[space](),
			what: (wordsIn(doc, root, id)[0] ?? '').slice(0, wordsMax),
			isRemoved: plainAt(doc, root, id)?.['removed'] !== undefined
		};
	});
}
