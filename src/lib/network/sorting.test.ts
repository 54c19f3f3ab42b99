import { expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { SECTORS, type Person } from './network.ts';
import { sectorOf } from './relations.ts';
import { kept, ownFirst, pressed, sorted, type Listed, type Sorting } from './sorting.ts';

const row = (name: string, fields: Partial<Person> = {}, ties = 0, who = ''): Listed => ({
	person: {
		id: newId(),
		kind: 'person',
		made: { at: '2026-11-24T12:00:00.000Z', by: newId() },
		name,
		helps: [],
		note: '',
		...fields
	},
	who,
	sector: SECTORS.findIndex((sector) => sector === sectorOf(fields)),
	ties
});
const names = (rows: readonly Listed[]) => rows.map(({ person }) => person.name);

const arne = row('Arne', { placement: { ring: 2, angle: 0 } }, 0, 'morfar');
const aase = row('Åse', { placement: { ring: 1, angle: 0 }, helps: ['talk', 'homework'] }, 1, 'nabo');
const berit = row('Berit', { helps: ['talk'] }, 3, 'mormor');
const all = [aase, berit, arne];
const by = (column: Sorting['column'], ascending = true) => names(sorted(all, { column, ascending }, 'nb'));

test('names stand in the reader’s alphabet', () => {
	expect(by('name')).toEqual(['Arne', 'Berit', 'Åse']);
	expect(by('name', false)).toEqual(['Åse', 'Berit', 'Arne']);
	expect(names(sorted(all, { column: 'name', ascending: true }, 'en-GB'))).toEqual(['Arne', 'Åse', 'Berit']);
});

test('Sami letters stand beside theirs for a Norwegian reader, and after them for a Sami one', () => {
	const rows = [
		'Žanna',
		'Zita',
		'Ŧorra',
		'Šoasa',
		'Siri',
		'Ŋávdna',
		'Nils',
		'Đuoddar',
		'Čáhppe',
		'Carl',
		'Ánte',
		'Anne',
		'Åse'
	].map((name) => row(name));
	const order = (locale: string) =>
		names(sorted(rows, { column: 'name', ascending: true }, locale)).join(' ');
	expect(order('nb')).toBe('Anne Ánte Čáhppe Carl Đuoddar Nils Ŋávdna Siri Šoasa Ŧorra Žanna Zita Åse');
	expect(order('se')).toBe('Anne Ánte Carl Čáhppe Đuoddar Nils Ŋávdna Siri Šoasa Ŧorra Zita Žanna Åse');
});

test('by closeness the nearest come first, and who has no place yet last', () => {
	expect(by('closeness')).toEqual(['Åse', 'Arne', 'Berit']);
});

test('by where they belong, in the order of the map', () => {
	const rows = [
		row('Nora', { sector: 'friends' }),
		row('Maren', { sector: 'household' }),
		row('Amir', { sector: 'professional' })
	];
	expect(names(sorted(rows, { column: 'sector', ascending: true }, 'nb'))).toEqual(['Maren', 'Amir', 'Nora']);
});

test('by who they are, help and ties', () => {
	expect(by('who')).toEqual(['Arne', 'Berit', 'Åse']);
	expect(by('helps', false)).toEqual(['Åse', 'Berit', 'Arne']);
	expect(by('ties', false)).toEqual(['Berit', 'Åse', 'Arne']);
});

test('those who are alike in a column stand by name', () => {
	const rows = [row('Ola'), row('Eline'), row('Mats')];
	expect(names(sorted(rows, { column: 'ties', ascending: false }, 'nb'))).toEqual(['Eline', 'Mats', 'Ola']);
});

test('pressing a heading again turns the order round; ties and help begin with the most', () => {
	expect(pressed({ column: 'name', ascending: true }, 'name')).toEqual({ column: 'name', ascending: false });
	expect(pressed({ column: 'name', ascending: true }, 'ties')).toEqual({ column: 'ties', ascending: false });
	expect(pressed({ column: 'ties', ascending: false }, 'closeness')).toEqual({
		column: 'closeness',
		ascending: true
	});
});

test('while somebody works in the list nothing moves, and who is new comes last', () => {
	const ida = row('Ida');
	expect(names(kept([ida, ...all], [berit.person.id, aase.person.id, arne.person.id]))).toEqual([
		'Berit',
		'Åse',
		'Arne',
		'Ida'
	]);
});

test('one’s own entry comes first, and the others stay in their order', () => {
	expect(names(ownFirst(all, ({ person }) => person.id === arne.person.id))).toEqual([
		'Arne',
		'Åse',
		'Berit'
	]);
});
