/** What somebody has written and chosen in a form, read off its fields: for whoever may not send it any more. */

/** Fields in which nothing is said: they look for something, or are pressed. */
const silent = [
	'search',
	'hidden',
	'button',
	'submit',
	'reset',
	'image',
	'password',
	'file',
	'range',
	'color'
];

/**
 * In the order of the page, a line for each field or group of choices: `label: words`.
 * @returns '' where nothing is written or chosen
 */
export function writtenIn(form: ParentNode): string {
	const lines = new Map<string, string[]>();
	for (const field of form.querySelectorAll('input, textarea, select')) {
		const said = saidIn(field);
		if (said === null || said.words === '') continue;
		const line = lines.get(said.label);
		if (line) line.push(said.words);
		else lines.set(said.label, [said.words]);
	}
	return [...lines].map(([label, words]) => [label, words.join(', ')].filter(Boolean).join(': ')).join('\n');
}

function saidIn(field: Element): { label: string; words: string } | null {
	if (field instanceof HTMLSelectElement)
		return { label: labelOf(field), words: plain(field.selectedOptions[0]?.textContent) };
	if (field instanceof HTMLTextAreaElement) return { label: labelOf(field), words: field.value.trim() };
	if (!(field instanceof HTMLInputElement) || silent.includes(field.type)) return null;
	if (field.type !== 'checkbox' && field.type !== 'radio')
		return { label: labelOf(field), words: field.value.trim() };
	if (!field.checked) return null;
	return {
		label: plain(field.closest('fieldset')?.querySelector('legend')?.textContent),
		words: labelOf(field)
	};
}

const labelOf = (field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): string =>
	plain(field.labels?.[0]?.textContent ?? field.getAttribute('aria-label'));

const plain = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
