// Checks messages/<part>/<locale>.json: Paraglide itself falls back in silence when a key is missing.
// nb and en must be complete; nn and se are reported in per cent. Keys begin with their part's name, take the same
// parameters in every language, and hold none of the words we never write. Exits with 1 and one line per mistake.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {Record<string, unknown>} Messages one file, key to text or variants */

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = resolve(root, process.argv[2] ?? 'messages');
const complete = ['nb', 'en'];
const reported = ['nn', 'se'];
const locales = [...complete, ...reported];

// Whole words that blame, belittle or belong to the office, in bokmål and nynorsk. "Sak" alone is left out: it is
// right on an agenda, and part of "saksbehandler".
const neverWritten =
	/(?<!\p{L})(?:brukeren|brukere|brukerne|klient\p{L}*|case|biologiske foreldre|fosterbarn\p{L}*|plassert|plassering\p{L}*|akuttplassering\p{L}*|samarbeidsvillig\p{L}*|motstand\p{L}*|mislykke[tde]\p{L}*|ugyldig\p{L}*|avvist|er du sikker|ops|du glemte|du gløymde)(?!\p{L})/iu;
const emoji = /\p{Extended_Pictographic}/u;

/** @type {string[]} */
const mistakes = [];
/** @type {Map<string, string>} */
const owners = new Map();
/** @type {Record<string, number>} */
const counts = Object.fromEntries(locales.map((locale) => [locale, 0]));
let keys = 0;

for (const part of partsOf(folder)) checkPart(part);

for (const mistake of mistakes) process.stdout.write(`${mistake}\n`);
for (const locale of reported) {
	const share = keys === 0 ? 100 : Math.floor((100 * (counts[locale] ?? 0)) / keys);
	process.stdout.write(`${locale}: ${share} % of ${keys} messages\n`);
}
if (mistakes.length > 0) process.exit(1);

/**
 * The folders of messages, and every one of them must be known to the compiler.
 * @param {string} path
 */
function partsOf(path) {
	const parts = readdirSync(path, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name)
		.sort();
	const settings = readFileSync(join(root, 'project.inlang', 'settings.json'), 'utf8');
	for (const part of parts) {
		if (!settings.includes(`./messages/${part}/{locale}.json`)) {
			mistakes.push(`${part}: the folder is missing in project.inlang/settings.json`);
		}
	}
	return parts;
}

/** @param {string} part */
function checkPart(part) {
	/** @type {Record<string, Messages>} */
	const files = Object.fromEntries(locales.map((locale) => [locale, read(part, locale)]));
	const base = files['nb'] ?? {};
	keys += Object.keys(base).length;
	for (const key of Object.keys(base)) {
		if (!key.startsWith(`${part}_`)) mistakes.push(`${part}/nb: ${key} does not begin with ${part}_`);
		const owner = owners.get(key);
		if (owner !== undefined) mistakes.push(`${part}/nb: ${key} is also in ${owner}`);
		owners.set(key, part);
	}
	for (const locale of locales) checkLocale(part, locale, base, files[locale] ?? {});
}

/**
 * @param {string} part
 * @param {string} locale
 * @param {Messages} base
 * @param {Messages} messages
 */
function checkLocale(part, locale, base, messages) {
	for (const [key, message] of Object.entries(messages)) {
		if (!(key in base)) mistakes.push(`${part}/${locale}: ${key} is not in nb`);
		else if (parametersOf(message) !== parametersOf(base[key])) {
			mistakes.push(
				`${part}/${locale}: ${key} takes {${parametersOf(message)}}, nb takes {${parametersOf(base[key])}}`
			);
		}
		for (const text of textsOf(message)) checkWords(`${part}/${locale}: ${key}`, locale, text);
	}
	counts[locale] = (counts[locale] ?? 0) + Object.keys(messages).filter((key) => key in base).length;
	if (!complete.includes(locale)) return;
	for (const key of Object.keys(base)) {
		if (!(key in messages)) mistakes.push(`${part}/${locale}: ${key} is missing`);
	}
}

/**
 * @param {string} where
 * @param {string} locale
 * @param {string} text
 */
function checkWords(where, locale, text) {
	if (text.trim() === '') mistakes.push(`${where} is empty`);
	if (emoji.test(text)) mistakes.push(`${where} holds an emoji`);
	if (locale === 'nb' || locale === 'nn') {
		const found = neverWritten.exec(text);
		if (found) mistakes.push(`${where} says "${found[0]}", which we never write`);
		if (text.includes('!') && !text.startsWith('Hei')) mistakes.push(`${where} holds an exclamation mark`);
	}
}

/**
 * @param {string} part
 * @param {string} locale
 * @returns {Messages}
 */
function read(part, locale) {
	const path = join(folder, part, `${locale}.json`);
	if (!existsSync(path)) return {};
	/** @type {unknown} */
	let parsed;
	try {
		parsed = JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		mistakes.push(`${part}/${locale}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
		return {};
	}
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		mistakes.push(`${part}/${locale}: not an object of keys`);
		return {};
	}
	return Object.fromEntries(Object.entries(parsed).filter(([key]) => key !== '$schema'));
}

/**
 * The parameters of a message, sorted: a plain text names them in braces, variants declare them as inputs.
 * @param {unknown} message
 */
function parametersOf(message) {
	const declared = variantsOf(message).flatMap(({ declarations }) =>
		declarations.flatMap((line) => /^input (\w+)/u.exec(line)?.[1] ?? [])
	);
	const local = new Set(
		variantsOf(message).flatMap(({ declarations }) =>
			declarations.flatMap((line) => /^local (\w+)/u.exec(line)?.[1] ?? [])
		)
	);
	const named = textsOf(message).flatMap((text) =>
		[...text.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '')
	);
	return [...new Set([...declared, ...named])]
		.filter((name) => !local.has(name))
		.sort()
		.join(', ');
}

/**
 * Every text a message can become.
 * @param {unknown} message
 * @returns {string[]}
 */
function textsOf(message) {
	return typeof message === 'string' ? [message] : variantsOf(message).flatMap(({ texts }) => texts);
}

/**
 * @param {unknown} message
 * @returns {{ declarations: string[], texts: string[] }[]}
 */
function variantsOf(message) {
	if (!Array.isArray(message)) return [];
	return message.map((variant) => {
		/** @type {{ declarations?: unknown, match?: unknown }} */
		const { declarations, match } = variant ?? {};
		return {
			declarations: Array.isArray(declarations) ? declarations.map(String) : [],
			texts: typeof match === 'object' && match !== null ? Object.values(match).map(String) : []
		};
	});
}
