/** Cuts text into sentences for reading aloud, one marked at a time. */

export interface Sentence {
	/** Where it begins and ends in the text, in UTF-16 units; spaces around it left out. */
	readonly start: number;
	readonly end: number;
}

/**
 * The sentences of a text. "kl. 16", "10. desember" and "f.eks." do not end one: a full stop ends a sentence only
 * before a capital letter, a quotation mark or the end, and never after a number or a known short form.
 * @param text one paragraph
 */
export function sentencesOf(text: string): Sentence[] {
	const found: Sentence[] = [];
	let start = 0;
	for (const stop of text.matchAll(/[.!?…]+["»”)]*(?=\s|$)/gu)) {
		const end = stop.index + stop[0].length;
		if (!endsSentence(text.slice(start, end), text.slice(end))) continue;
		add(found, text, start, end);
		start = end;
	}
	add(found, text, start, text.length);
	return found;
}

const shortForms =
	/(?:^|[\s(«"])(?:kl|f\.eks|bl\.a|m\.m|osv|ca|nr|tlf|mr|dvs|evt|jf|ev|t\.d|i\.e|e\.g|mon|des|nov|okt|sept|aug|jan|feb)\.$/iu;

function endsSentence(upTo: string, after: string): boolean {
	const next = after.trimStart();
	if (next === '') return true;
	if (!/^["«“(–-]?\s?[\p{Lu}\d]/u.test(next)) return false;
	return !shortForms.test(upTo);
}

function add(found: Sentence[], text: string, start: number, end: number): void {
	const piece = text.slice(start, end);
	const from = start + (piece.length - piece.trimStart().length);
	const to = start + piece.trimEnd().length;
	if (to > from) found.push({ start: from, end: to });
}
