/** What a file of the map is: a closed list, which the record of the room knows. */
export const EXPORTS = ['png', 'svg', 'people', 'ties', 'graphml', 'print'] as const;
export type ExportKind = (typeof EXPORTS)[number];
