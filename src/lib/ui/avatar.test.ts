import { describe, expect, it } from 'vitest';
import { avatarLook, initial } from './avatar.ts';

describe('the look of a person without a picture', () => {
	it('is the same every time for the same person', () => {
		expect(avatarLook('019a-berit')).toEqual(avatarLook('019a-berit'));
	});

	it('uses all colours and outlines about equally over many people', () => {
		const counts = new Map<string, number>();
		for (let number = 0; number < 3600; number += 1) {
			const look = avatarLook(`01990f3c-7b1e-7c00-8000-${String(number).padStart(12, '0')}`);
			const key = `${String(look.colour)} ${look.shape}`;
			counts.set(key, (counts.get(key) ?? 0) + 1);
		}
		expect(counts.size).toBe(36);
		expect(Math.min(...counts.values())).toBeGreaterThan(50);
		expect(Math.max(...counts.values())).toBeLessThan(160);
	});

	it('takes the first whole letter of the name, in capitals', () => {
		expect(initial('åse')).toBe('Å');
		expect(['čáhppe', 'ŋávdna', 'ŧorra'].map((name) => initial(name.normalize('NFD')))).toEqual([
			'Č',
			'Ŋ',
			'Ŧ'
		]);
		expect(initial('  Tor-Even')).toBe('T');
		expect(initial('')).toBe('?');
	});
});
