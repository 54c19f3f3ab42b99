/** The child's faces in words and drawings, and the days on which something was said. */
import { localeTag } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Feeling } from '#lib/ui/art/faces.ts';
import { FACES, type Face } from './voice.ts';

/** What a child can point at: a face, or that they would rather not say. */
export type FaceChoice = Face | 'ratherNot';
export const FACE_CHOICES: readonly FaceChoice[] = [...FACES, 'ratherNot'];

const feelings: Record<FaceChoice, Feeling> = {
	glad: 'glad',
	calm: 'rolig',
	sad: 'leiseg',
	afraid: 'redd',
	angry: 'sint',
	unsure: 'vetikke',
	ratherNot: 'vilikke'
};
/** The drawing of a face. */
export const feelingOf = (face: FaceChoice): Feeling => feelings[face];

const words: Record<FaceChoice, () => string> = {
	glad: m.ui_faceGlad,
	calm: m.ui_faceRolig,
	sad: m.ui_faceLeiseg,
	afraid: m.ui_faceRedd,
	angry: m.ui_faceSint,
	unsure: m.ui_faceVetikke,
	ratherNot: m.ui_faceVilikke
};
export const faceWord = (face: FaceChoice): string => words[face]();

/**
 * The day on which a device says it was, such as “4. mars”; undefined where it told no instant.
 * @param timeZone the room's
 */
export function dayWords(instant: string, timeZone: string): string | undefined {
	const ms = Date.parse(instant);
	if (Number.isNaN(ms)) return undefined;
	return new Intl.DateTimeFormat([localeTag(), 'nb'], { timeZone, day: 'numeric', month: 'long' }).format(ms);
}
