/**
 * Attach to a `<details>` that works as a menu: Esc closes it and gives focus back to its summary, and so does a
 * press or focus anywhere else. Without scripts it still opens and closes by its summary.
 */
export function closeOutside(details: HTMLDetailsElement): () => void {
	const page = details.ownerDocument;
	const leave = (event: Event) => {
		if (details.open && event.target instanceof Node && !details.contains(event.target)) details.open = false;
	};
	const escape = (event: KeyboardEvent) => {
		if (event.key !== 'Escape' || !details.open) return;
		event.stopPropagation();
		const within = details.contains(page.activeElement);
		details.open = false;
		if (within) details.querySelector('summary')?.focus();
	};
	page.addEventListener('pointerdown', leave);
	page.addEventListener('focusin', leave);
	details.addEventListener('keydown', escape);
	return () => {
		page.removeEventListener('pointerdown', leave);
		page.removeEventListener('focusin', leave);
		details.removeEventListener('keydown', escape);
	};
}
