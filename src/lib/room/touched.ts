/** Which entities a change has reached, as `root/id`. */
import type * as Y from 'yjs';

/** @returns the paths of everything a transaction has changed, each once */
export function touchedPaths(doc: Y.Doc, { changed }: Y.Transaction): Set<string> {
	const paths = new Set<string>();
	for (const [type, keys] of changed) {
		let inner = type;
		let id: string | null = null;
		while (inner._item) {
			id = inner._item.parentSub;
			// Its parent is a type once it is integrated.
			inner = inner._item.parent as typeof inner;
		}
		const [root] = [...doc.share].find(([, shared]) => shared === inner) ?? [];
		if (root === undefined) continue;
		if (inner !== type) paths.add(`${root}/${id ?? ''}`);
		else for (const key of keys) if (key !== null) paths.add(`${root}/${key}`);
	}
	return paths;
}
