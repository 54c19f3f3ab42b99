import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { samplePerson, sampleTie } from '../../../../tests/support/mapSamples.ts';
import {
	CONSENT,
	DIRECTIONS,
	HELP_TAGS,
	QUALITIES,
	RELATIONS,
	RINGS,
	SECTORS,
	SIDES,
	STATUSES,
	type Person,
	type Ring,
	type Tie
} from '../network.ts';
import { isProfessional, sectorOf } from '../relations.ts';
import { gapsOf } from './gaps.ts';
import { bySign, signsOf, type Lens } from './lens.ts';
import { reachedAtNight, readings, type Reading } from './readings.ts';

const child = { id: newId() };
const roomsMap = (rings: readonly Ring[]) => ({ rings, hasSectors: true });
const reading = (code: Reading['code'], people: readonly Person[], ties: readonly Tie[] = []) =>
	readings(child, people, ties).find((each) => each.code === code);

const berit = samplePerson('Berit', { side: 'maternal', sector: 'kin', helps: ['sleepOver', 'talk'] });
const tor = samplePerson('Tor', { side: 'paternal', sector: 'family', helps: ['talk'] });
const amir = samplePerson('Amir', { relation: 'healthWorker' });
const kari = samplePerson('Kari', { relation: 'caseworker' });

describe('who can help at night', () => {
	const helps = ['sleepOver'] as const;

	test('is nobody who has died or moved away, and no team, place or animal', () => {
		const there = samplePerson('Solveig', { helps });
		const others = [
			samplePerson('Olav', { helps, status: 'dead' }),
			samplePerson('Tante', { helps, status: 'movedAway' }),
			samplePerson('Laget', { helps, kind: 'group' }),
			samplePerson('Hytta', { helps, kind: 'place' }),
			samplePerson('Snøball', { helps, kind: 'animal' })
		];
		expect(reachedAtNight([...others, there])).toEqual([there]);
		expect(gapsOf(others, roomsMap(RINGS)).nights).toBe(true);
	});

	test('a map on which only a place stands has not begun', () => {
		const hytta = samplePerson('Hytta', { kind: 'place', placement: { ring: 1, angle: 10 } });
		expect(gapsOf([hytta], roomsMap(RINGS))).toEqual({ rings: [], sectors: [], nights: false });
		const berit = samplePerson('Berit', { placement: { ring: 2, angle: 10 } });
		expect(gapsOf([hytta, berit], roomsMap([1, 2, 3])).rings).toEqual([1]);
	});

	test('of the child’s own map no sector is missing: it has rings alone', () => {
		const berit = samplePerson('Berit', { placement: { ring: 2, angle: 10 } });
		const gaps = gapsOf([berit], { rings: [1, 2, 3], hasSectors: false });
		expect(gaps).toEqual({ rings: [1], sectors: [], nights: true });
	});

	test('the question who can help with something marks nobody who cannot be asked', () => {
		const dead = samplePerson('Olav', { helps, status: 'dead' });
		const team = samplePerson('Laget', { helps, kind: 'group' });
		expect(signsOf({ about: 'help', tag: 'sleepOver' }, child, [dead, team, berit], []).size).toBe(1);
	});
});

describe('what is read from a map', () => {
	test('says kindly that most are there through their job, and not where they are as many', () => {
		expect(reading('mostlyProfessional', [berit, amir, kari])).toBeDefined();
		expect(reading('mostlyProfessional', [berit, tor, amir, kari])).toBeUndefined();
	});

	test('counts somebody on both sides on both, and professionals on none', () => {
		const both = samplePerson('Isak', { side: 'both' });
		expect(
			reading('sides', [
				berit,
				tor,
				both,
				samplePerson('Lege', { relation: 'healthWorker', side: 'paternal' })
			])
		).toEqual({
			code: 'sides',
			maternal: 2,
			paternal: 2
		});
	});

	test('names who gives where a tie goes one way, unless something comes back', () => {
		const oneWay = sampleTie(berit, tor, { direction: 'fromTo', type: 'helps' });
		expect(reading('reciprocity', [berit, tor], [oneWay])).toEqual({
			code: 'reciprocity',
			both: 0,
			oneWay: [{ from: berit.id, to: tor.id }]
		});
		const back = sampleTie(tor, berit, { direction: 'fromTo' });
		expect(reading('reciprocity', [berit, tor], [oneWay, back])).toMatchObject({ both: 2, oneWay: [] });
		expect(
			reading('reciprocity', [berit, tor], [sampleTie(berit, tor, { quality: 'broken' })])
		).toBeUndefined();
	});

	test('tells who knows somebody else than the child', () => {
		expect(
			reading('knowEachOther', [berit, tor, amir], [sampleTie(berit, tor), sampleTie(child, amir)])
		).toEqual({
			code: 'knowEachOther',
			connected: 2,
			of: 3
		});
	});

	test('names what hangs on one person alone', () => {
		expect(reading('onlyHelper', [berit, tor])).toEqual({
			code: 'onlyHelper',
			things: [{ tag: 'sleepOver', person: berit.id }]
		});
	});

	test('has nobody at night who is dead, has said no, or yes but not to nights', () => {
		const night = (fields: Partial<Person>) => samplePerson('N', { helps: ['beThereTonight'], ...fields });
		const kept = night({ consent: { status: 'asked' } });
		const all = [
			kept,
			night({ status: 'dead' }),
			night({ consent: { status: 'no' } }),
			night({ consent: { status: 'withdrawn' } }),
			night({ consent: { status: 'yesButNotNights' } }),
			samplePerson('N', { helps: ['talk'] })
		];
		expect(reachedAtNight(all)).toEqual([kept]);
	});

	test('has those at night who have said yes to nights in the emergency plan, unless they are dead', () => {
		const dead = samplePerson('Rolf', { status: 'dead' });
		const inPlan = new Set([tor.id, dead.id]);
		expect(reachedAtNight([tor, amir, dead], inPlan)).toEqual([tor]);
		expect(readings(child, [tor, amir, dead], [], inPlan)).toContainEqual({
			code: 'nights',
			people: [tor.id]
		});
		expect(gapsOf([tor, amir], roomsMap([1]), inPlan).nights).toBe(false);
		expect(gapsOf([tor, amir], roomsMap([1])).nights).toBe(true);
	});

	test('has no household of somebody who once was a foster parent', () => {
		const randi = samplePerson('Randi', { relation: 'fosterParent', relationText: 'tidligere fostermor' });
		expect(sectorOf(randi)).toBe('family');
		expect(gapsOf([randi], roomsMap([1])).sectors).toContain('household');
		expect(sectorOf({ ...randi, sector: 'neighbours' })).toBe('neighbours');
	});
});

describe('a gap', () => {
	test('is an empty ring with somebody beyond it or within, an empty sector, and nobody for nights', () => {
		const near = samplePerson('Near', { placement: { ring: 1, angle: 0 }, sector: 'kin' });
		const gaps = gapsOf([near], roomsMap([1, 2, 3, 4]));
		expect(gaps.rings).toEqual([2, 3]);
		expect(gaps.sectors).toEqual(SECTORS.filter((sector) => sector !== 'kin'));
		expect(gaps.nights).toBe(true);
		expect(gapsOf([{ ...near, helps: ['sleepOver'] }], roomsMap([1, 2, 3])).nights).toBe(false);
	});

	test('is not where nobody stands yet', () => {
		expect(gapsOf([], roomsMap([1, 2, 3, 4]))).toEqual({ rings: [], sectors: [], nights: false });
	});
});

describe('a question to the map', () => {
	const signs = (lens: Lens, people: Person[], ties: Tie[] = []) => [
		...signsOf(lens, child, people, ties).values()
	];

	test('shows who can help, and how those who were asked have answered', () => {
		expect(signs({ about: 'help', tag: 'sleepOver' }, [berit, tor])).toEqual(['yes']);
		const answers = CONSENT.map((status) => samplePerson(status, { consent: { status } }));
		expect(signs({ about: 'consent' }, answers)).toEqual(['asked', 'yes', 'notNights', 'no', 'no']);
	});

	test('shows whom the child misses as the child says it, whatever others say', () => {
		const rolf = samplePerson('Rolf', { status: 'dead' });
		const ties = [
			sampleTie(child, berit, { saidBy: 'child', quality: 'wishedFor' }),
			sampleTie(tor, child, { saidBy: 'meeting', quality: 'wishedFor' }),
			sampleTie(amir, kari, { saidBy: 'child', quality: 'wishedFor' }),
			sampleTie(kari, child, { saidBy: 'child', quality: 'broken' })
		];
		const found = signsOf({ about: 'missed' }, child, [berit, tor, amir, kari, rolf], ties);
		expect([...bySign(found)]).toEqual([
			['wished', [berit.id]],
			['broken', [kari.id]],
			['away', [rolf.id]]
		]);
	});
});

test('whatever stands on a map: what is read holds of it, names only who is there, and does not hang on the order', () => {
	const maybe = <T>(...all: T[]) => fc.constantFrom<(T | undefined)[]>(...all, undefined);
	const person = fc
		.record({
			kind: fc.constantFrom<Person['kind'][]>('person', 'person', 'animal', 'group', 'place'),
			relation: maybe(...RELATIONS),
			side: maybe(...SIDES),
			sector: maybe(...SECTORS),
			status: maybe(...STATUSES),
			consent: maybe(...CONSENT.map((status) => ({ status }))),
			placement: maybe(...RINGS.map((ring) => ({ ring, angle: 10 }))),
			helps: fc.subarray([...HELP_TAGS])
		})
		.map((fields) => samplePerson('P', fields));
	const drawn = fc.record({
		from: fc.nat(9),
		to: fc.nat(9),
		quality: fc.constantFrom(...QUALITIES),
		direction: fc.constantFrom(...DIRECTIONS),
		saidBy: fc.constantFrom<Tie['saidBy'][]>('child', 'meeting')
	});
	fc.assert(
		fc.property(fc.array(person, { maxLength: 9 }), fc.array(drawn, { maxLength: 12 }), (people, lines) => {
			const ends = [child, ...people];
			const ties = lines.flatMap(({ from, to, ...fields }) => {
				const [one, other] = [ends[from % ends.length], ends[to % ends.length]];
				return one && other && one !== other ? [sampleTie(one, other, fields)] : [];
			});
			const there = new Set(ends.map(({ id }) => id));
			const persons = people.filter(({ kind }) => kind === 'person');
			const found = readings(child, people, ties);
			expect(new Set(found.map(({ code }) => code)).size).toBe(found.length);
			for (const each of found) {
				if (each.code === 'privateAndProfessional') {
					expect(each.own + each.professional).toBe(persons.length);
					expect(each.professional).toBe(persons.filter(isProfessional).length);
				}
				if (each.code === 'mostInOneSector') expect(each.count * 2).toBeGreaterThan(each.of);
				if (each.code === 'sides')
					expect(Math.max(each.maternal, each.paternal)).toBeLessThanOrEqual(persons.length);
				if (each.code === 'reciprocity') {
					expect(each.both + each.oneWay.length).toBeLessThanOrEqual(ties.length);
					for (const { from, to } of each.oneWay) expect(there.has(from) && there.has(to)).toBe(true);
				}
				if (each.code === 'knowEachOther') {
					expect(each.connected).not.toBe(1);
					expect(each.connected).toBeLessThanOrEqual(each.of);
				}
				if (each.code === 'nights') for (const id of each.people) expect(there.has(id)).toBe(true);
			}
			const reversed = readings(child, [...people].reverse(), [...ties].reverse());
			expect(new Set(reversed.map(({ code }) => code))).toEqual(new Set(found.map(({ code }) => code)));
			for (const lens of [
				...HELP_TAGS.map((tag) => ({ about: 'help' as const, tag })),
				{ about: 'consent' as const },
				{ about: 'missed' as const }
			]) {
				const signs = signsOf(lens, child, people, ties);
				expect([...bySign(signs).values()].flat().sort()).toEqual([...signs.keys()].sort());
				for (const id of signs.keys()) expect(people.some((one) => one.id === id)).toBe(true);
			}
			expect(signsOf({ about: 'gaps' }, child, people, ties).size).toBe(0);
		})
	);
});
