/** How much may stand in a document: the same numbers for the field that somebody writes in and for the judge. */

/** Longest name or other single line, in characters (UTF-16 units, as a text field counts them). */
export const lineMax = 120;
/** Longest text of a field. */
export const textMax = 2_000;
/** Longest free note: about a person or a tie, between professionals, in a letter. */
export const noteMax = 10_000;
/** Longest notes of one meeting. */
export const meetingNotesMax = 500 * 1024;
/** People on the map, those who were taken off it included: they can be brought back. */
export const peopleMax = 500;
/** The same of ties. */
export const tiesMax = 2_000;

/** Single lines that people write; everything else that is plain was chosen, not written. */
const lines: ReadonlySet<string> = new Set([
	'name',
	'title',
	'place',
	'reason',
	'relationText',
	'value',
	'word'
]);

/** Texts that are free notes, as `root/field`. */
const notes: ReadonlySet<string> = new Set([
	'people/note',
	'ties/note',
	'notes/text',
	'views/text',
	'protected/text',
	'letters/text'
]);

/** Whether a plain field of an entity is a line that people write. */
export function isLine(field: string): boolean {
	return lines.has(field);
}

/** Whether a text of an entity is a free note. */
export function isNote(root: string, field: string): boolean {
	return notes.has(`${root}/${field}`);
}
