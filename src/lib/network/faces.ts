/**
 * Drawn pictures that stand for somebody where there is no photograph. The files beside it (`faces/<name>.svg`) were
 * drawn once by `tests/support/drawFaces.ts` and are kept: who has chosen one must find the same one in ten years. A name
 * that stood in a document once is never given to another drawing, and never taken off the list.
 */

/** Faces: nobody’s in particular. Which of them is whose is not asked. */
export const DRAWN_PEOPLE = [
	'shortHair',
	'curls',
	'bob',
	'longWaves',
	'ponytail',
	'twoBuns',
	'fringe',
	'tousled',
	'shortCurls',
	'longHair',
	'glasses',
	'beard',
	'greyBun',
	'greyBeard',
	'greyHair',
	'bald'
] as const;

/** Animals and things, for who would rather not be a face, and for those whom no face would fit. */
export const DRAWN_THINGS = [
	'cat',
	'dog',
	'rabbit',
	'bird',
	'fish',
	'turtle',
	'squirrel',
	'flower',
	'tree',
	'leaf',
	'sun',
	'moon',
	'star',
	'heart',
	'house',
	'boat'
] as const;

export const FACES = [...DRAWN_PEOPLE, ...DRAWN_THINGS] as const;

/** The drawings in small groups, so that a child looks at a few at a time: of faces and of things two each. */
export const FACE_GROUPS = {
	people: DRAWN_PEOPLE.slice(0, 8),
	more: DRAWN_PEOPLE.slice(8),
	animals: DRAWN_THINGS.slice(0, 7),
	things: DRAWN_THINGS.slice(7)
} as const satisfies Record<string, readonly Face[]>;
export type FaceGroup = keyof typeof FACE_GROUPS;
export type Face = (typeof FACES)[number];
