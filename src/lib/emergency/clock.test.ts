import { describe, expect, test } from 'vitest';
import {
	hoursFrom,
	isWholeDay,
	presetHours,
	presetOf,
	PRESETS,
	readClock,
	runsOf,
	showClock,
	showHours
} from './clock.ts';

describe('hours as people write them', () => {
	test.each([
		['20', '20:00'],
		['8', '08:00'],
		['08.30', '08:30'],
		['kl. 7:15', '07:15'],
		['Kl 20', '20:00'],
		['2030', '20:30'],
		['24', '24:00'],
		[' 00 ', '00:00']
	])('%s is %s', (typed, time) => {
		expect(readClock(typed)).toBe(time);
	});

	test.each(['23:70', '25', '24:01', 'åtte', '', '-1', '8:5', '1'.repeat(10_000)])(
		'%# is shown on no clock',
		(typed) => {
			expect(readClock(typed)).toBeNull();
		}
	);

	test('are shown as they are said', () => {
		expect(showClock('08:00')).toBe('08');
		expect(showHours({ from: '20:00', to: '08:30' })).toBe('20–08.30');
	});

	test('a period needs a day, two times, and a length', () => {
		expect(hoursFrom({ days: [], from: '8', to: '10' })).toBe('noDays');
		expect(hoursFrom({ days: [1], from: '23:70', to: '10' })).toBe('badFrom');
		expect(hoursFrom({ days: [1], from: '8', to: 'ti' })).toBe('badTo');
		expect(hoursFrom({ days: [1], from: '8', to: '08.00' })).toBe('sameTime');
		expect(hoursFrom({ days: [3, 1, 1], from: '20', to: '8' })).toEqual({
			days: [1, 3],
			from: '20:00',
			to: '08:00'
		});
	});

	test('midnight as an end is the end of the day', () => {
		expect(hoursFrom({ days: [1], from: '16', to: '00' })).toEqual({ days: [1], from: '16:00', to: '24:00' });
		expect(hoursFrom({ days: [1], from: '00', to: '00' })).toEqual({ days: [1], from: '00:00', to: '24:00' });
		expect(hoursFrom({ days: [1], from: '24', to: '6' })).toEqual({ days: [1], from: '00:00', to: '06:00' });
	});

	test('ready hours are known again', () => {
		for (const preset of PRESETS) expect(presetOf(presetHours[preset])).toBe(preset);
		expect(presetOf({ days: [1], from: '20:00', to: '08:00' })).toBeNull();
		expect(isWholeDay(presetHours.always)).toBe(true);
		expect(isWholeDay(presetHours.nights)).toBe(false);
	});

	test('weekdays that follow each other are a run', () => {
		expect(runsOf([5, 1, 2, 3])).toEqual([
			[1, 3],
			[5, 5]
		]);
		expect(runsOf([])).toEqual([]);
	});
});
