import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { formOf, readForm, type MeetingForm } from './form.ts';
import type { Meeting } from './meetings.ts';

const zone = 'Europe/Oslo';
const good: MeetingForm = {
	type: 'familyCouncil',
	title: 'Familieråd for Ylva',
	day: '2026-12-10',
	from: '16:00',
	to: '20:00',
	place: 'Fjellvik grendehus',
	purpose: ''
};
const wrongWith = (changes: Partial<MeetingForm>) => {
	const read = readForm({ ...good, ...changes }, zone);
	return 'problems' in read ? Object.fromEntries(read.problems) : {};
};

describe('a new meeting', () => {
	test('is at the time the wall shows in the room, whatever the zone of the one who types', () => {
		expect(readForm(good, zone)).toEqual({
			fields: {
				type: 'familyCouncil',
				title: 'Familieråd for Ylva',
				starts: '2026-12-10T15:00:00.000Z',
				ends: '2026-12-10T19:00:00.000Z',
				place: 'Fjellvik grendehus'
			}
		});
	});

	test('may lack end, place and purpose', () => {
		expect(readForm({ ...good, to: '', place: ' ' }, zone)).toMatchObject({
			fields: { ends: undefined, place: undefined }
		});
	});

	test('has a title, a day and a time to begin', () => {
		expect(wrongWith({ title: ' \n ', day: '', from: '' })).toEqual({
			title: 'missing',
			day: 'missing',
			from: 'missing'
		});
	});

	test('is on a day that exists', () => {
		expect(wrongWith({ day: '2027-02-30', from: '25:00', to: 'åtte' })).toEqual({
			day: 'none',
			from: 'none',
			to: 'none'
		});
	});

	test('does not end before it begins, nor when it begins', () => {
		expect(wrongWith({ to: '15:59' })).toEqual({ to: 'endsBefore' });
		expect(wrongWith({ to: '16:00' })).toEqual({ to: 'endsBefore' });
		expect(wrongWith({ to: '16:01' })).toEqual({});
	});

	test('has no 10,000 characters in a line', () => {
		const long = 'å'.repeat(10_000);
		expect(wrongWith({ title: long, place: long, purpose: long })).toEqual({
			title: 'tooLong',
			place: 'tooLong',
			purpose: 'tooLong'
		});
	});

	test('keeps a script in its title as the words they are', () => {
		const title = '<script>alert(1)</script>';
		expect(readForm({ ...good, title }, zone)).toMatchObject({ fields: { title } });
	});
});

test('a meeting that stands can be filled in again without changing it', () => {
	const read = readForm(good, zone);
	if ('problems' in read) throw new Error('expected to be right');
	const meeting: Meeting = {
		id: newId(),
		made: { at: good.day, by: newId() },
		removed: undefined,
		kind: 'meeting',
		purpose: '',
		...read.fields
	};
	expect(formOf(meeting, zone)).toEqual(good);
});
