/** Words in XML: GraphML and SVG are written by these two functions alone, so that nothing gets out of its place. */

/** What XML 1.0 cannot hold, however it is written: most control characters, and halves of letters. */
const notInXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

/** A text as it stands in an element or between quotation marks. */
export function xmlText(text: string): string {
	return text.replace(notInXml, '').replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}

/**
 * An element.
 * @param attributes values are escaped; undefined leaves one out
 * @param inner what is XML already
 */
export function element(
	name: string,
	attributes: Readonly<Record<string, string | number | undefined>>,
	...inner: readonly string[]
): string {
	const written = Object.entries(attributes)
		.filter(([, value]) => value !== undefined)
		.map(
			([key, value]) => ` ${key}="${xmlText(typeof value === 'number' ? rounded(value) : (value ?? ''))}"`
		);
	const content = inner.join('');
	return content === ''
		? `<${name}${written.join('')}/>`
		: `<${name}${written.join('')}>${content}</${name}>`;
}

function rounded(value: number): string {
	return String(Math.round(value * 100) / 100);
}
