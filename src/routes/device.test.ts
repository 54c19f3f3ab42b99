import { expect, test } from 'vitest';
import { deviceWords } from './device.ts';

test.each([
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36',
		'Chrome, Windows'
	],
	['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0', 'Edge, Windows'],
	['Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1', 'Safari, iPad'],
	['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox, Linux'],
	['curl/8', '?'],
	[null, '?']
])('a machine is named by its browser and system: %s', (userAgent, words) => {
	expect(deviceWords(userAgent)).toBe(words);
});
