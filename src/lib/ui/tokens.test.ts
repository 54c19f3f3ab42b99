// The palette itself, read from src/styles/colors.css: text must be readable on its ground in both schemes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../styles/colors.css', import.meta.url), 'utf8');

/** The declarations of the rule that begins with a selector. */
function colours(selector: string): Map<string, string> {
	const start = css.indexOf(selector);
	const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
	return new Map(
		[...block.matchAll(/(--[\w-]+):\s*([^;]+);/gu)].map((found) => [found[1] ?? '', found[2] ?? ''])
	);
}

/** WCAG 2 relative luminance of #rrggbb. */
function luminance(hex: string): number {
	const channels = [1, 3, 5].map((at) => {
		const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0);
}

function contrast(one: string, other: string): number {
	const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const schemes = {
	light: colours("[data-color-scheme='light'] {"),
	dark: colours("[data-color-scheme='dark'] {")
};
const grounds = ['neutral-background-default', 'neutral-surface-default'];
const texts = [
	'neutral-text-default',
	'neutral-text-subtle',
	'accent-base-default',
	'brand1-base-default',
	'brand2-base-default',
	'brand3-base-default',
	'warning-text-default',
	'danger-base-default'
];
const onTints = [
	['accent-base-default', 'accent-surface-tinted'],
	['success-base-default', 'success-surface-tinted'],
	['warning-text-default', 'warning-surface-tinted'],
	['danger-base-default', 'danger-surface-tinted'],
	['neutral-text-subtle', 'neutral-background-tinted'],
	['neutral-text-subtle', 'brand1-surface-tinted'],
	['neutral-text-subtle', 'brand3-surface-tinted'],
	['neutral-text-default', 'accent-surface-tinted']
] as const;
const onFills = [
	['accent-base-contrast-default', 'accent-base-default'],
	['accent-base-contrast-default', 'accent-base-hover'],
	['accent-base-contrast-default', 'accent-base-active'],
	['danger-base-contrast-default', 'danger-base-default']
] as const;

describe.each(Object.entries(schemes))('the %s palette', (_, palette) => {
	const value = (name: string) => palette.get(name) ?? palette.get(`--ds-color-${name}`) ?? 'missing';

	it.each(texts)('lets %s be read as text on paper and on cards', (text) => {
		for (const ground of grounds) expect(contrast(value(text), value(ground))).toBeGreaterThanOrEqual(4.5);
	});

	it.each(onTints)('lets %s be read on %s', (text, ground) => {
		expect(contrast(value(text), value(ground))).toBeGreaterThanOrEqual(4.5);
	});

	it.each(onFills)('lets %s be read on %s', (text, fill) => {
		expect(contrast(value(text), value(fill))).toBeGreaterThanOrEqual(4.5);
	});

	it('shows edges of fields and the focus ring on every ground', () => {
		for (const ground of grounds) {
			expect(contrast(value('neutral-border-default'), value(ground))).toBeGreaterThanOrEqual(3);
			expect(contrast(value('focus-outer'), value(ground))).toBeGreaterThanOrEqual(3);
		}
	});

	it('lets the letters of avatars, sector names and hours be read', () => {
		for (const number of [1, 2, 3, 4, 5, 6]) {
			expect(
				contrast(value('--landsby-on-av'), value(`--landsby-av${String(number)}`))
			).toBeGreaterThanOrEqual(4.5);
		}
		for (const sector of [
			'hjemmet',
			'familien',
			'slekta',
			'venner',
			'skole',
			'fritid',
			'naboer',
			'fagfolk'
		]) {
			expect(contrast(value(`--landsby-t-${sector}`), value(`--landsby-s-${sector}`))).toBeGreaterThanOrEqual(
				4.5
			);
		}
		for (const hour of ['--landsby-cov1', '--landsby-cov2']) {
			expect(contrast(value('neutral-text-default'), value(hour))).toBeGreaterThanOrEqual(4.5);
		}
	});
});

describe('the schemes', () => {
	it('name the same colours', () => {
		expect([...schemes.dark.keys()]).toEqual([...schemes.light.keys()]);
	});

	it('are the same at dusk, chosen or by the device', () => {
		expect(colours("[data-color-scheme='auto'] {")).toEqual(schemes.dark);
	});
});
