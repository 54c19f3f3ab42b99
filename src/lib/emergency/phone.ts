/** Telephone numbers: people type them as they say them, the document holds E.164. */
import * as v from 'valibot';

/** `+` and digits, no blanks. Lower than the standard's least, since short numbers exist (116 117). */
export const E164 = v.pipe(v.string(), v.regex(/^\+\d{6,15}$/));

export type PhoneProblem = 'empty' | 'letters' | 'tooShort' | 'tooLong';

const norway = '+47';

/**
 * Reads a number as somebody typed it: blanks, dots, dashes and brackets do not matter, and a number
 * without a country is Norwegian. Eight digits are Norwegian even where they begin with 00.
 * @returns E.164, or what is wrong
 */
export function readPhone(text: string): { readonly value: string } | { readonly problem: PhoneProblem } {
	const bare = text.replace(/[\s().\-–/]/gu, '');
	if (bare === '') return { problem: 'empty' };
	if (!/^\+?\d+$/.test(bare)) return { problem: 'letters' };
	const abroad = bare.startsWith('+') ? bare.slice(1) : /^00\d{8,}$/.test(bare) ? bare.slice(2) : null;
	if (abroad !== null) {
		const local = abroad.startsWith('47') ? abroad.slice(2) : null;
		if (local !== null) return norwegian(local);
		if (abroad.length < 7) return { problem: 'tooShort' };
		return abroad.length > 15 ? { problem: 'tooLong' } : { value: `+${abroad}` };
	}
	return norwegian(/^47\d{8}$/.test(bare) ? bare.slice(2) : bare);
}

/**
 * A number in groups, as one reads it aloud; without the country where it is Norwegian.
 * @param value E.164
 */
export function showPhone(value: string): string {
	if (!value.startsWith(norway)) return value;
	const local = value.slice(norway.length);
	if (local.length === 8) return local.replace(/(\d\d)(?=\d)/g, '$1 ');
	return local.length === 6 ? `${local.slice(0, 3)} ${local.slice(3)}` : local;
}

/** Eight digits, or the short numbers of five and six. */
function norwegian(digits: string): { readonly value: string } | { readonly problem: PhoneProblem } {
	if (digits.length > 8) return { problem: 'tooLong' };
	if (![5, 6, 8].includes(digits.length)) return { problem: 'tooShort' };
	return { value: norway + digits };
}
