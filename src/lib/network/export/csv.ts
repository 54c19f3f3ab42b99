/** Tables for a spreadsheet. */

/** How the programs that people open tables with know that it is UTF-8. */
const byteOrderMark = '\uFEFF';
/** A cell that begins so is reckoned out by a spreadsheet, and may fetch or run something. */
const formula = /^[\s\0]*[=+\-@＝＋－＠]/u;
const controls = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F]/g; // eslint-disable-line no-control-regex -- that is what it takes out

/**
 * Rows as CSV (RFC 4180, UTF-8 with a mark), each cell a text and never a formula.
 * @param separator what the reader's spreadsheet expects: `;` where a comma stands in decimals
 */
export function csv(rows: readonly (readonly string[])[], separator: ',' | ';'): string {
	const lines = rows.map((row) => row.map((cell) => written(cell, separator)).join(separator));
	return `${byteOrderMark}${lines.join('\r\n')}\r\n`;
}

function written(cell: string, separator: string): string {
	const text = cell.replace(controls, '');
	const safe = formula.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
	return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
