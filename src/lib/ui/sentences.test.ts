import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.ts';

const words = (text: string) => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

describe('text that is read aloud', () => {
	it('is cut at full stops, questions and quotations', () => {
		expect(words('Hei, Ylva! «Hun leser for meg.» Vil du se mer? Ja.')).toEqual([
			'Hei, Ylva!',
			'«Hun leser for meg.»',
			'Vil du se mer?',
			'Ja.'
		]);
	});

	it('keeps times, dates and short forms together', () => {
		expect(words('Møtet er torsdag 10. desember kl. 16 på grendehuset. Wenche leder.')).toEqual([
			'Møtet er torsdag 10. desember kl. 16 på grendehuset.',
			'Wenche leder.'
		]);
		expect(words('Ta med mat, f.eks. brød.')).toEqual(['Ta med mat, f.eks. brød.']);
	});

	it('has no empty sentences and loses no words', () => {
		expect(words('  Bare ord uten punktum  ')).toEqual(['Bare ord uten punktum']);
		expect(words('   ')).toEqual([]);
		expect(words('Vent … Nå.')).toEqual(['Vent …', 'Nå.']);
	});
});
