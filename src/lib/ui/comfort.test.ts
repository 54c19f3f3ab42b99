import { describe, expect, it } from 'vitest';
import { comfortAttributes, comfortFrom } from './comfort.ts';

const from = (cookies: Record<string, string>) => comfortFrom((name) => cookies[name]);

describe('how a person wants the pages', () => {
	it('is the ordinary way until they choose', () => {
		expect(from({})).toEqual({
			scheme: 'auto',
			text: 'md',
			calm: 'off',
			reading: 'normal',
			title: 'whole',
			rail: 'wide'
		});
	});

	it('follows the cookies', () => {
		expect(from({ scheme: 'dark', text: 'lg', calm: 'on' })).toMatchObject({
			scheme: 'dark',
			text: 'lg',
			calm: 'on'
		});
	});

	it('never lets a cookie write its own words into the page', () => {
		const attributes = comfortAttributes(from({ scheme: '"><script>', text: 'huge', rail: '' }));
		expect(attributes).toBe(
			'data-color-scheme="auto" data-size="md" data-calm="off" data-reading="normal" data-rail="wide"'
		);
	});
});
