import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { TASKS, type Hours } from '#lib/emergency/emergency.ts';
import { ordinaryCaptions } from '#lib/network/captions.ts';
import { HELP_TAGS, RELATIONS, RINGS, type Person, type Tie } from '#lib/network/network.ts';
import { carePart, roomPart, type Sections } from './assemble.ts';
import { ABOUT, AGREED, changesBetween, COMPARED } from './changes.ts';
import { CarePart, RoomPart } from './plan.ts';

const idOf = (n: number) => `0198c0de-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const [childId, berit, solveig, jon] = [1, 2, 3, 4].map(idOf) as [string, string, string, string];
const made = { by: idOf(90), at: '2026-03-02T10:00:00.000Z' };
const gone = { removed: { by: idOf(90), at: '2026-03-05T10:00:00.000Z' } };

const nothing: Sections = {
	people: [],
	ties: [],
	agreement: null,
	captions: ordinaryCaptions,
	contacts: [],
	about: null,
	visits: [],
	meetings: [],
	statements: [],
	childMap: null,
	notes: null,
	unreadable: 0
};
const somebody = (id: string, name: string, more: Partial<Person> = {}): Person => ({
	id,
	made,
	kind: 'person',
	name,
	helps: [],
	note: '',
	relation: undefined,
	relationText: undefined,
	side: undefined,
	sector: undefined,
	symbol: undefined,
	status: undefined,
	since: undefined,
	placement: undefined,
	language: undefined,
	numbersForAll: undefined,
	consent: undefined,
	...more
});
const contact = (n: number, person: string, more: Partial<Sections['contacts'][number]> = {}) => ({
	id: idOf(n),
	made,
	kind: 'emergencyContact' as const,
	person,
	order: `a${n}`,
	can: [],
	words: '',
	availability: [],
	consent: undefined,
	...more
});
const weekly = { every: 'week' as const, start: '2026-03-06', n: 1, weekdays: [5] };
const series = (n: number, more: object = {}) => ({
	id: idOf(n),
	made,
	kind: 'series' as const,
	with: [berit],
	type: 'visit' as const,
	rule: weekly,
	purpose: '',
	words: '',
	place: undefined,
	handover: undefined,
	supervision: undefined,
	supervisor: undefined,
	...more
});
const exception = (n: number, of: string, more: object = {}) => ({
	id: idOf(n),
	made,
	kind: 'exception' as const,
	series: of,
	date: '2026-03-13',
	change: 'cancelled' as const,
	...more
});
const meeting = (n: number, more: object = {}) => ({
	id: idOf(n),
	made,
	kind: 'meeting' as const,
	type: 'networkMeeting' as const,
	title: 'Spring',
	starts: '2026-03-10T16:00:00.000Z',
	ends: undefined,
	place: undefined,
	purpose: '',
	...more
});
const task = (n: number, of: string, more: object = {}) => ({
	id: idOf(n),
	made,
	kind: 'task' as const,
	meeting: of,
	order: `a${n}`,
	text: 'Ask the coach',
	who: undefined,
	deadline: undefined,
	done: undefined,
	...more
});
const agreement = (n: number, of: string, more: object = {}) => ({
	id: idOf(n),
	made,
	kind: 'agreement' as const,
	meeting: of,
	order: `a${n}`,
	text: 'Fridays',
	standing: undefined,
	...more
});
const tie = (n: number, from: string, to: string, more: object = {}) => ({
	id: idOf(n),
	made,
	kind: 'tie' as const,
	from,
	to,
	type: 'family' as const,
	quality: 'close' as const,
	direction: 'both' as const,
	saidBy: 'child' as const,
	note: '',
	...more
});

describe('a plan', () => {
	test('shows contacts in calling order, and leaves out those that were taken away', () => {
		const part = roomPart({
			...nothing,
			people: [somebody(berit, 'Berit'), somebody(solveig, 'Solveig'), somebody(jon, 'Jon')],
			contacts: [
				contact(11, berit, { order: 'a3' }),
				contact(12, solveig, { order: 'a2' }),
				contact(13, jon, { order: 'a1', ...gone })
			]
		});
		expect(part.contacts.map(({ person }) => person)).toEqual([solveig, berit]);
	});

	test('names somebody who was taken away only where something in it points at them', () => {
		const people = [
			somebody(berit, 'Berit', gone),
			somebody(solveig, 'Solveig', gone),
			somebody(jon, 'Jon', gone)
		];
		const named = (sections: Partial<Sections>) => roomPart({ ...nothing, people, ...sections }).people;
		expect(named({})).toEqual([]);
		const berits = [{ id: berit, kind: 'person', name: 'Berit', helps: [], takenAway: true }];
		expect(named({ contacts: [contact(11, berit)] })).toEqual(berits);
		expect(named({ ties: [tie(21, childId, berit)] })).toEqual(berits);
		expect(named({ visits: [series(31)] })).toEqual(berits);
		expect(named({ visits: [series(31, { with: [], handover: { brings: berit } })] })).toEqual(berits);
		expect(named({ visits: [series(31, { with: [], handover: { fetches: berit } })] })).toEqual(berits);
		expect(named({ visits: [series(31, { with: [], supervisor: berit })] })).toEqual(berits);
		expect(named({ meetings: [meeting(41), task(42, idOf(41), { who: berit })] })).toEqual(berits);
		expect(named({ contacts: [contact(11, berit, gone)] }), 'the contact is gone as well').toEqual([]);
	});

	test('leaves out what hangs on something that was taken away', () => {
		const part = roomPart({
			...nothing,
			visits: [series(31, gone), exception(32, idOf(31)), series(33), exception(34, idOf(33))],
			meetings: [
				meeting(41, gone),
				task(42, idOf(41)),
				agreement(43, idOf(41)),
				meeting(44),
				task(45, idOf(44)),
				agreement(46, idOf(44)),
				agreement(47, idOf(44), gone)
			]
		});
		expect(part.series.map(({ id }) => id)).toEqual([idOf(33)]);
		expect(part.exceptions.map(({ id }) => id)).toEqual([idOf(34)]);
		expect(part.meetings.map(({ id }) => id)).toEqual([idOf(44)]);
		expect(part.tasks.map(({ id }) => id)).toEqual([idOf(45)]);
		expect(part.agreements.map(({ id }) => id)).toEqual([idOf(46)]);
	});

	test('holds the notes of the meeting that publishes it, and of no other', () => {
		const notes = { meeting: idOf(41), content: { type: 'doc' as const } };
		const part = roomPart({ ...nothing, meetings: [meeting(41), meeting(42)], notes });
		expect(part.meetings.map((one) => 'notes' in one)).toEqual([true, false]);
	});

	test('says what it lacks', () => {
		expect(roomPart(nothing).gaps).toEqual([{ what: 'nobodyCanCome' }]);
		const part = roomPart({
			...nothing,
			people: [somebody(berit, 'Berit', gone), somebody(solveig, 'Solveig')],
			contacts: [
				contact(11, berit, { consent: { status: 'yes' } }),
				contact(12, solveig, { consent: { status: 'asked' } })
			],
			visits: [
				series(31, { with: [] }),
				series(32, { with: [], type: 'phone' }),
				series(33, { with: [], handover: { brings: solveig } })
			],
			meetings: [
				meeting(41),
				task(42, idOf(41)),
				task(43, idOf(41), { who: solveig }),
				task(44, idOf(41), { done: made })
			],
			unreadable: 3
		});
		expect(part.gaps).toEqual([
			{ what: 'contactNotAnswered', about: solveig },
			{ what: 'taskWithoutWho', about: idOf(42) },
			{ what: 'visitWithoutHandover', about: idOf(31) },
			{ what: 'namesSomebodyGone', about: berit },
			{ what: 'mapWithoutAgreement' },
			{ what: 'unreadable', about: '3' }
		]);
	});

	test('holds what was agreed about the map, and lacks it where somebody stands on the map', () => {
		const agreement = { mayBeSeenBy: 'De som er i rommet', keptUntil: '2028-06-01' };
		const people = [somebody(berit, 'Berit')];
		expect(roomPart({ ...nothing, people, agreement })).toMatchObject({
			agreement,
			gaps: [{ what: 'nobodyCanCome' }]
		});
		expect(roomPart({ ...nothing, people })).not.toHaveProperty('agreement');
	});

	describe('with the child’s own map', () => {
		const ylva = { id: childId, kind: 'child' as const, name: 'Ylva', made };
		const childMap = (on: readonly string[], ties: Tie[] = []) => ({
			id: idOf(70),
			at: '2026-03-04T10:00:00.000Z',
			placed: new Map(on.map((one) => [one, { ring: 2 as const, angle: 40.5 }])),
			ties,
			captions: ordinaryCaptions
		});

		test('holds it as it is shown: who stands where, and how ties are; nothing of it where it is not', () => {
			const part = roomPart({
				...nothing,
				people: [ylva, somebody(berit, 'Berit', { placement: { ring: 4, angle: 200 } })],
				childMap: childMap([berit], [tie(71, childId, berit)])
			});
			expect(part.childMap).toEqual({
				shownAt: '2026-03-04T10:00:00.000Z',
				placed: [{ person: berit, ring: 2, angle: 40.5 }],
				ties: [{ from: childId, to: berit, quality: 'close', direction: 'both' }]
			});
			expect(part.people.find(({ id }) => id === berit)?.ring).toBe(4);
			expect(roomPart({ ...nothing, people: [ylva] })).not.toHaveProperty('childMap');
			const called = { rings: ['Hjertet', '', '', ''], sectors: {} };
			expect(
				roomPart({ ...nothing, people: [ylva], childMap: { ...childMap([]), captions: called } }).childMap
			).toMatchObject({ rings: called.rings });
		});

		test('holds nobody whom the room does not know, the child in the middle, and no tie to who is not on it', () => {
			const { childMap: held } = roomPart({
				...nothing,
				people: [ylva, somebody(berit, 'Berit'), somebody(solveig, 'Solveig')],
				childMap: childMap([berit, childId, idOf(99)], [tie(71, berit, solveig), tie(72, berit, idOf(99))])
			});
			expect(held?.placed.map(({ person }) => person)).toEqual([berit]);
			expect(held?.ties).toEqual([]);
		});

		test('names whom the room has taken off its map, and misses them nowhere', () => {
			const part = roomPart({
				...nothing,
				people: [ylva, somebody(berit, 'Berit', gone)],
				childMap: childMap([berit])
			});
			expect(part.people.find(({ id }) => id === berit)).toMatchObject({ name: 'Berit', takenAway: true });
			expect(part.gaps.map(({ what }) => what)).not.toContain('namesSomebodyGone');
			const also = roomPart({
				...nothing,
				people: [ylva, somebody(berit, 'Berit', gone)],
				contacts: [contact(11, berit)],
				childMap: childMap([berit])
			});
			expect(also.gaps).toContainEqual({ what: 'namesSomebodyGone', about: berit });
		});
	});

	test('has people on rings that the map has, under the words of the room', () => {
		const people = [somebody(berit, 'Berit', { placement: { ring: 5, angle: 10 } })];
		const rings = (captions: string[]) => {
			const part = roomPart({ ...nothing, people, captions: { rings: captions, sectors: {} } });
			return { ring: part.people[0]?.ring, rings: part.rings };
		};
		expect(rings(['Hjertet', '', ''])).toEqual({ ring: 3, rings: ['Hjertet', '', ''] });
		expect(rings(['', '', '', '', ''])).toEqual({ ring: 5, rings: ['', '', '', '', ''] });
		expect(rings(['', '', '', ''])).toEqual({ ring: 4, rings: undefined });
	});

	test('holds what somebody speaks, and neither their picture nor what is noted of them from day to day', () => {
		const part = roomPart({
			...nothing,
			people: [
				somebody(berit, 'Berit', {
					language: 'pl',
					interpreter: true,
					picture: idOf(77),
					avatar: 'curls',
					knows: 'partly',
					willing: 'yes',
					distance: 'abroad',
					importantSince: '2019',
					lastContact: '2026-11-20'
				})
			]
		});
		expect(part.people[0]).toEqual({
			id: berit,
			kind: 'person',
			name: 'Berit',
			helps: [],
			language: 'pl',
			interpreter: true
		});
	});

	test('holds no notes about people, no phone numbers and no exact place on the map', () => {
		const part = roomPart({
			...nothing,
			people: [
				{ id: childId, made, kind: 'child', name: 'Ylva', removed: undefined, placement: undefined },
				somebody(berit, 'Berit', {
					note: 'A private note',
					numbersForAll: ['+4700000011'],
					placement: { ring: 2, angle: 17.25 }
				})
			]
		});
		expect(part.people[1]).toEqual({ id: berit, kind: 'person', name: 'Berit', helps: [], ring: 2 });
		for (const kept of ['A private note', '+4700000011', '17.25'])
			expect(JSON.stringify(part)).not.toContain(kept);
	});
});

describe('whatever stands in a room', () => {
	const sections = generatedSections();

	test('becomes a plan that can be read again as it was written', () => {
		fc.assert(
			fc.property(sections, (all) => {
				const part = roomPart(all);
				expect(v.parse(RoomPart, JSON.parse(JSON.stringify(part)))).toStrictEqual(part);
			})
		);
	});

	test('becomes a plan that does not differ from itself, nor from its stored copy', () => {
		fc.assert(
			fc.property(sections, (all) => {
				const part = roomPart(all);
				expect(changesBetween(part, part)).toEqual([]);
				const stored = v.parse(RoomPart, sorted(JSON.parse(JSON.stringify(part))));
				expect(changesBetween(stored, part)).toEqual([]);
				expect(changesBetween(part, stored)).toEqual([]);
			})
		);
	});

	test('is all new where there was no plan, and all gone where nothing is left', () => {
		fc.assert(
			fc.property(sections, (all) => {
				const part = roomPart(all);
				const written = ABOUT.filter((id) => (part.about[id] ?? '').trim() !== '').length;
				const agreed = part.agreement ? AGREED.length : 0;
				const beside = written + agreed + (part.childMap ? 1 : 0);
				const count = COMPARED.reduce((sum, list) => sum + part[list].length, 0) + beside;
				const fresh = changesBetween(null, part);
				expect(fresh).toHaveLength(count);
				expect(fresh.every(({ before, after }) => before === null && after !== null)).toBe(true);
				const left = changesBetween(part, roomPart(nothing));
				expect(left).toHaveLength(count);
				expect(left.every(({ before, after }) => before !== null && after === null)).toBe(true);
			})
		);
	});

	test('never points at somebody of the room whom the plan does not name', () => {
		fc.assert(
			fc.property(sections, (all) => {
				const part = roomPart(all);
				const named = new Set(part.people.map(({ id }) => id));
				const pointed = [
					...part.contacts.map(({ person }) => person),
					...part.ties.flatMap(({ from, to }) => [from, to]),
					...(part.childMap?.placed.map((one) => one.person) ?? []),
					...(part.childMap?.ties.flatMap(({ from, to }) => [from, to]) ?? []),
					...part.tasks.map(({ who }) => who),
					...part.series.flatMap((one) => [
						...one.with,
						one.supervisor,
						one.handover?.brings,
						one.handover?.fetches
					])
				];
				for (const person of all.people) if (pointed.includes(person.id)) expect(named).toContain(person.id);
			})
		);
	});
});

test('the part of those who care holds what stands, counts what cannot be read, and can be read again', () => {
	const section = <T>(...entities: T[]) => ({ entities, malformed: [] });
	const unread = { root: 'places', id: idOf(99), reason: 'name' };
	const number = { made, kind: 'number' as const, type: 'mobile' as const, words: undefined };
	const part = carePart({
		numbers: section(
			{ ...number, id: idOf(51), person: berit, value: '+4700000011' },
			{ ...number, ...gone, id: idOf(52), person: jon, value: '+4700000012' }
		),
		arrivals: section({
			id: idOf(53),
			made,
			kind: 'arrival' as const,
			person: berit,
			minutes: 10,
			has: ['key' as const]
		}),
		health: section({
			id: idOf(54),
			made,
			kind: 'health' as const,
			type: 'allergy' as const,
			text: 'Nuts'
		}),
		places: { entities: [], malformed: [unread] },
		warnings: { entities: [], malformed: [{ ...unread, root: 'warnings' }] }
	});
	expect(part).toStrictEqual({
		schema: 1,
		numbers: [{ id: idOf(51), person: berit, type: 'mobile', value: '+4700000011' }],
		arrivals: [{ id: idOf(53), person: berit, minutes: 10, has: ['key'] }],
		health: [{ id: idOf(54), type: 'allergy', text: 'Nuts' }],
		places: [],
		warnings: [],
		unreadable: 2
	});
	expect(v.parse(CarePart, JSON.parse(JSON.stringify(part)))).toStrictEqual(part);
});

/** As canonical JSON has it: keys in order, all the way down. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, inner]) => [key, sorted(inner)])
	);
}

/** Rooms of all kinds: removed people, ties to nobody, texts of any characters, absent fields. */
function generatedSections(): fc.Arbitrary<Sections> {
	const text = fc.string({ unit: 'grapheme' });
	const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
	const person = fc.constantFrom(berit, solveig, jon, idOf(5));
	const at = fc.constantFrom('2026-03-10T16:00:00.000Z', '2026-10-25T00:30:00Z');
	const day = fc.constantFrom('2026-03-06', '2028-02-29');
	const removed = maybe(fc.constant(gone.removed)).map((stamp) => (stamp ? { removed: stamp } : {}));
	const order = fc.constantFrom('a0', 'a1', 'a2');
	/** Up to three of a kind, under ids from `first` on. */
	const upToThree = <T>(first: number, each: (id: string) => fc.Arbitrary<T>) =>
		fc
			.tuple(...[0, 1, 2].map((n) => maybe(each(idOf(first + n)))))
			.map((all) => all.flatMap((one) => one ?? []));
	const orRemoved = <T extends object>(entities: fc.Arbitrary<T>) =>
		fc.tuple(entities, removed).map(([entity, stamp]) => ({ ...entity, ...stamp }));
	const hours = fc.constantFrom<Hours>(
		{ days: [1, 2], from: '20:00', to: '08:00' },
		{ days: [6], from: '10:00', to: '24:00', can: 'drive' }
	);
	const people = fc
		.tuple(
			...[berit, solveig, jon].map((id) =>
				orRemoved(
					fc.record({
						name: text,
						relation: maybe(fc.constantFrom(...RELATIONS)),
						relationText: maybe(text),
						placement: maybe(fc.constantFrom({ ring: 1, angle: 0 }, { ring: 4, angle: 359 })),
						consent: maybe(fc.constantFrom({ status: 'yes' as const }, { status: 'no' as const })),
						helps: fc.subarray([...HELP_TAGS])
					})
				).map(({ name, ...more }) => somebody(id, name, more))
			)
		)
		.map((all) => [
			{ id: childId, made, kind: 'child' as const, name: 'Ylva', removed: undefined, placement: undefined },
			...all
		]);
	const arrangements = upToThree(31, (id) =>
		orRemoved(
			fc.record({
				with: fc.uniqueArray(person),
				type: fc.constantFrom('visit' as const, 'phone' as const),
				rule: fc.oneof(
					fc.constant(weekly),
					fc.constant({ every: 'once' as const, start: '2026-05-17', time: '12:00' })
				),
				purpose: text,
				words: text,
				place: maybe(text),
				handover: maybe(
					fc.oneof(
						person.map((brings) => ({ brings })),
						person.map((fetches) => ({ fetches }))
					)
				),
				supervision: maybe(fc.constant('support' as const)),
				supervisor: maybe(person)
			})
		).map((more) => ({ ...series(0), ...more, id }))
	);
	const singleDays = upToThree(34, (id) =>
		orRemoved(
			fc.record({
				series: fc.constantFrom(idOf(31), idOf(32), idOf(39)),
				date: day,
				to: maybe(day.map((moved) => ({ time: '10:00', day: moved }))),
				reason: maybe(text)
			})
		).map(({ to, reason, ...more }) => ({
			...exception(0, ''),
			...more,
			...(to ? { to, change: 'moved' as const } : {}),
			...(reason === undefined ? {} : { reason }),
			id
		}))
	);
	const ofMeeting = fc.constantFrom(idOf(41), idOf(42), idOf(49));
	const meetings = upToThree(41, (id) =>
		orRemoved(fc.record({ title: text, starts: at, ends: maybe(at), place: maybe(text), purpose: text })).map(
			(more) => ({ ...meeting(0), ...more, id })
		)
	);
	const tasks = upToThree(44, (id) =>
		orRemoved(
			fc.record({
				meeting: ofMeeting,
				order,
				text,
				who: maybe(person),
				deadline: maybe(day),
				done: maybe(at.map((when) => ({ at: when, by: made.by })))
			})
		).map((more) => ({ ...task(0, ''), ...more, id }))
	);
	const agreements = upToThree(47, (id) =>
		orRemoved(fc.record({ meeting: ofMeeting, order, text, standing: maybe(fc.boolean()) })).map((more) => ({
			...agreement(0, ''),
			...more,
			id
		}))
	);
	return fc.record({
		people,
		ties: upToThree(21, (id) =>
			orRemoved(
				fc.record({ from: fc.constantFrom(childId, berit), to: fc.constantFrom(solveig, idOf(6)) })
			).map(({ from, to, ...more }) => ({ ...tie(0, from, to), ...more, id }))
		),
		contacts: upToThree(11, (id) =>
			orRemoved(
				fc.record({
					person,
					order,
					can: fc.subarray([...TASKS]),
					words: text,
					availability: fc.array(hours, { maxLength: 2 }),
					consent: maybe(
						fc.oneof(
							fc.constant({ status: 'yes' as const, at: '2026-03-01' }),
							fc.constant({ status: 'asked' as const })
						)
					)
				})
			).map((more) => ({ ...contact(0, ''), ...more, id }))
		),
		about: fc.option(
			fc
				.record({ calms: text, fears: text, brings: text, reviewBy: maybe(day) })
				.map((more) => ({ id: 'about' as const, kind: 'about' as const, made, ...more }))
		),
		visits: fc.tuple(arrangements, singleDays).map(([all, days]) => [...all, ...days]),
		meetings: fc.tuple(meetings, tasks, agreements).map((all) => all.flat()),
		statements: upToThree(61, (id) =>
			orRemoved(fc.record({ text })).map((more) => ({
				kind: 'statement' as const,
				made,
				face: undefined,
				about: undefined,
				...more,
				id
			}))
		),
		childMap: fc.option(
			fc
				.record({
					ring: fc.integer({ min: 1, max: 5 }),
					angle: fc.double({ min: 0, max: 360, noNaN: true }),
					on: fc.subarray([childId, berit, solveig, idOf(6)]),
					to: fc.constantFrom(solveig, idOf(6))
				})
				.map(({ ring, angle, on, to }) => ({
					id: idOf(70),
					at: '2026-03-02T10:00:00.000Z',
					placed: new Map(on.map((one) => [one, { ring: RINGS[ring - 1] ?? 1, angle }])),
					ties: [tie(71, childId, to)],
					captions: ordinaryCaptions
				}))
		),
		notes: fc.option(
			text.map((words) => ({
				meeting: idOf(41),
				content: {
					type: 'doc' as const,
					content: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text: words }] }]
				}
			}))
		),
		agreement: fc.option(
			fc.record({ mayBeSeenBy: text, keptUntil: fc.constantFrom('2026-03-01', '2031-12-31') })
		),
		captions: fc.array(text, { minLength: 3, maxLength: 5 }).map((rings) => ({ ...ordinaryCaptions, rings })),
		unreadable: fc.nat({ max: 3 })
	});
}
