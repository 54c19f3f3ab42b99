/** The child's faces in words and drawings. */
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
