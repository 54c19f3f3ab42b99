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
	return [...lines].map(([label, words]) => `${opening(label)}${words.join(', ')}`).join('\n');
}

/** “Navn: ”, “Hvem kan komme? ” */
function opening(label: string): string {
	if (label === '') return '';
	return label.endsWith('?') ? `${label} ` : `${label}: `;
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

/** Without what is only drawn, and the remark that a field may stay empty. */
function labelOf(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): string {
	const label = field.labels?.[0]?.cloneNode(true);
	if (!(label instanceof HTMLElement)) return plain(field.getAttribute('aria-label'));
	label.querySelectorAll('.opt, [aria-hidden="true"]').forEach((part) => part.remove());
	const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
	const words: string[] = [];
	while (texts.nextNode()) words.push(plain(texts.currentNode.textContent));
	return words.filter(Boolean).join(' ');
}

const plain = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
