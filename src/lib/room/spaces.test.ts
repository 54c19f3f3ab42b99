import { describe, expect, test } from 'vitest';
import { newId } from './ids.ts';
import { documentName, parseDocumentName, SPACES } from './spaces.ts';

const room = newId();
const participant = newId();

describe('the name of a document', () => {
	test('is read back as what it was made from, for every space', () => {
		for (const space of SPACES) {
			const whose = space === 'letter' ? participant : null;
			expect(parseDocumentName(documentName(room, space, whose))).toEqual({
				room,
				space,
				participant: whose
			});
		}
	});

	test.each([
		'',
		'.',
		'room',
		room.toUpperCase(),
		`${room}.`,
		`${room}.room`,
		`${room}.CARE`,
		`${room}.care.`,
		`${room}.care.${participant}`,
		`${room}%2ecare`,
		`${room}.letter`,
		`${room}.letter.x`,
		`${room}.letter.${participant}.x`,
		`${room}.meta`,
		` ${room}`,
		`${room}\0`,
		`../${room}`,
		'00000000-0000-4000-8000-000000000000',
		'x'.repeat(10_000)
	])('has one spelling only: %j is none', (text) => {
		expect(parseDocumentName(text)).toBeNull();
	});
});
