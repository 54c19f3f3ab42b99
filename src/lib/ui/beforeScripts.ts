/**
 * A page can be used before its scripts have come. What was typed, ticked or switched on by then Svelte keeps when it
 * takes the page over; of what was chosen in a list it keeps nothing, so fields ask here.
 */
let takenOver = false;

/** The page that came from the server is now in the hands of its scripts: what is shown from here on is new. */
export function pageIsTakenOver(): void {
	takenOver = true;
}

/**
 * What somebody has chosen in a list of the page as it came from the server.
 * @param id of the select element
 * @returns its value; null where nothing else is chosen than what the server wrote, or the scripts are here already
 */
export function chosenBefore(id: string): string | null {
	if (takenOver || typeof document === 'undefined') return null;
	const list = document.getElementById(id);
	if (!(list instanceof HTMLSelectElement)) return null;
	const written = [...list.options].find((option) => option.defaultSelected) ?? list.options[0];
	return list.selectedOptions[0] === written ? null : list.value;
}
