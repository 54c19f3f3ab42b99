/** The views of the map, as they stand in the address. */
export const VIEWS = ['map', 'list', 'family', 'both'] as const;
export type View = (typeof VIEWS)[number];

/**
 * The view an address asks for.
 * @param search of the address
 * @returns null where it asks for none that there is
 */
export function viewIn(search: URLSearchParams): View | null {
	const asked = search.get('view');
	return VIEWS.find((view) => view === asked) ?? null;
}
