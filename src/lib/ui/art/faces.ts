/** The feelings a child can point at, in the fixed order they are always shown. */
export const feelings = ['glad', 'rolig', 'leiseg', 'redd', 'sint', 'vetikke', 'vilikke'] as const;

/** The last two are not feelings but equal answers: "I don't know" and "I don't want to say". */
export type Feeling = (typeof feelings)[number];
