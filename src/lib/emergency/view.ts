/** Which part of the emergency plan a page shows; it stands in the address. */
export const VIEWS = ['now', 'coverage', 'people', 'about'] as const;
export type View = (typeof VIEWS)[number];

/**
 * @param params of the page's address
 * @param fallback what is shown where the address says nothing that is known
 */
export function viewIn(params: URLSearchParams, fallback: View): View {
	const asked = params.get('view');
	return VIEWS.find((view) => view === asked) ?? fallback;
}
