/** What the server did not take of a document, as its author gets it back: in words to copy, and as it stood there. */
import type * as Y from 'yjs';
import { plainAt, wordsIn, type EntityAsPlain } from './document.ts';
import type { Notice } from './protocol.ts';
import { isChildsWords } from './rights.ts';

/** What the server did not take, with what its author had written there: theirs to copy, until they let go of it. */
export interface Refused {
	/** As `section/entity`, or deeper. */
	readonly paths: readonly string[];
	/** `outdated`: the document was restored, and what was written after that moment is not in it. */
	readonly reason: Extract<Notice, { type: 'refused' }>['reason'] | 'outdated';
	readonly words: readonly string[];
	/** What stood there in this page's copy, by path; nothing where there was no entity. */
	readonly contents: ReadonlyMap<string, EntityAsPlain>;
}

/**
 * Adds what was refused now to what was refused before: that stays until somebody has dealt with it.
 * @param doc the copy that still holds what was written
 * @param paths as `section/entity`
 */
export function refusedWith(
	before: Refused | null,
	doc: Y.Doc,
	paths: readonly string[],
	reason: Refused['reason']
): Refused {
	// Of a document that was restored only the words are given back: what they would change may be there no more.
	const contents = reason === 'outdated' ? [] : contentsAt(doc, paths);
	return {
		paths: [...new Set([...(before?.paths ?? []), ...paths])],
		reason,
		words: [...new Set([...(before?.words ?? []), ...wordsAt(doc, paths)])],
		contents: new Map([...(before?.contents ?? []), ...contents])
	};
}

/** What stands in the room is not lost: of the words that were refused only the others are kept. */
export function withoutWhatStands(refusal: Refused, doc: Y.Doc): Refused {
	const standing = new Set(wordsAt(doc, refusal.paths));
	return { ...refusal, words: refusal.words.filter((words) => !standing.has(words)) };
}

/** All words that stand in these entities. @param paths as `section/entity`, or deeper */
export function wordsAt(doc: Y.Doc, paths: readonly string[]): string[] {
	return paths.flatMap((path) => {
		const [root = '', ...id] = path.split('/');
		return wordsIn(doc, root, id.join('/'));
	});
}

function contentsAt(doc: Y.Doc, paths: readonly string[]): (readonly [string, EntityAsPlain])[] {
	return paths.flatMap((path) => {
		const [root = '', id = '', field] = path.split('/');
		// Nobody proposes what the child says.
		if (isChildsWords(root, field ?? null)) return [];
		const content = plainAt(doc, root, id);
		return content ? [[path, content] as const] : [];
	});
}
