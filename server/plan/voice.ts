// What the child chose to share, as rows.
import type { Doc } from 'yjs';
import { readVoice } from '#lib/voice/document.ts';
import { stamps, type Projection } from './rows.ts';

/** The child's statements in the shared document. */
export function projectVoice(doc: Doc): Projection {
	const { entities, malformed } = readVoice(doc);
	return {
		tables: {
			statements: entities.map((statement) => ({
				entity_id: statement.id,
				text: statement.text,
				face: statement.face ?? null,
				about: statement.about ?? null,
				...stamps(statement)
			}))
		},
		malformed
	};
}
