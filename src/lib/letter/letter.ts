/** Letters between somebody whom nobody may see in the room and its caseworkers. Schema and types only. */
import * as v from 'valibot';
import { entityEntries } from '#lib/room/document.ts';

export const Letter = v.object({ ...entityEntries, kind: v.literal('letter'), text: v.string() });
export type Letter = v.InferOutput<typeof Letter>;
