import { expect, test } from 'vitest';
import { animalNamed, animals } from './animals.ts';

test.each([
	['Nusse', 'hunden vår', 'dog'],
	['Bella (schæferhund)', undefined, 'dog'],
	['Pus', undefined, 'cat'],
	['Mons', 'katten til bestemor', 'cat'],
	['Stampe', 'kanin', 'rabbit'],
	['Pip', 'undulaten', 'bird'],
	['Lynet', 'hesten på stallen', 'horse'],
	['Rex', 'the dog next door', 'dog'],
	['Nusse', undefined, 'other'],
	['Gull', 'gullfisk', 'other'],
	['Puschkin', undefined, 'other'],
	['Hogdor', undefined, 'other']
] as const)('%s, %s, is drawn as %s', (name, called, kind) => {
	expect(animalNamed(name, called)).toBe(kind);
});

test('each animal has a shape of its own, without colour', () => {
	expect(new Set(Object.values(animals).map(({ head }) => head)).size).toBe(Object.keys(animals).length);
});
