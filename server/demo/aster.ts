// Case C: Aster, sixteen; in a foster home for years; a follow-up council and the way to eighteen.
import type { DemoCase } from './case.ts';

const yes = { status: 'yes', at: '2026-06-18' } as const;

export const aster: DemoCase = {
	label: 'C',
	child: { name: 'Aster', born: '2010-09-03' },
	caseworker: 'mina@landsby.example',
	participants: [
		{ person: 'child', role: 'child' },
		{ person: 'gro', role: 'fosterParent', carer: true },
		{ person: 'nils', role: 'fosterParent', carer: true },
		{ person: 'anette', role: 'parent' },
		{ person: 'anta', role: 'parent' },
		{ person: 'biret', role: 'relative' },
		{ person: 'randi', role: 'network' }
	],
	stages: [
		{
			people: {
				gro: {
					name: 'Gro Aune',
					relation: 'fosterParent',
					side: 'none',
					sector: 'household',
					placement: { ring: 1, angle: 8 },
					helps: ['talk', 'sleepOver'],
					consent: yes
				},
				nils: {
					name: 'Nils Petter Aune',
					relation: 'fosterParent',
					side: 'none',
					sector: 'household',
					placement: { ring: 1, angle: 345 },
					helps: ['fetchAndBring'],
					consent: yes
				},
				tobias: {
					name: 'Tobias Aune',
					relation: 'fosterSibling',
					side: 'none',
					sector: 'household',
					placement: { ring: 2, angle: 356 }
				},
				anette: {
					name: 'Anette Lindgaard',
					relation: 'mother',
					side: 'maternal',
					sector: 'family',
					placement: { ring: 2, angle: 38 }
				},
				anta: {
					name: 'Ánte Sara',
					relation: 'father',
					side: 'paternal',
					sector: 'family',
					placement: { ring: 3, angle: 50 }
				},
				leah: {
					name: 'Leah',
					relation: 'sibling',
					side: 'maternal',
					sector: 'family',
					placement: { ring: 1, angle: 56 }
				},
				biret: {
					name: 'Biret Sara',
					relation: 'grandparent',
					relationText: 'áhkku',
					side: 'paternal',
					sector: 'kin',
					language: 'se',
					interpreter: true,
					placement: { ring: 1, angle: 100 },
					helps: ['keepTradition', 'holidayAndWeekend']
				},
				mihkkal: {
					name: 'Mihkkal Sara',
					relation: 'uncle',
					side: 'paternal',
					sector: 'kin',
					placement: { ring: 2, angle: 118 }
				},
				ida: {
					name: 'Ida',
					relation: 'friend',
					relationText: 'bestevenn',
					side: 'none',
					sector: 'friends',
					placement: { ring: 1, angle: 268 }
				},
				trine: {
					name: 'Trine',
					relation: 'friendsParent',
					relationText: 'mamma til Ida',
					side: 'none',
					sector: 'friends',
					placement: { ring: 2, angle: 262 },
					helps: ['sleepOver'],
					consent: yes
				},
				sverre: {
					name: 'Sverre',
					relation: 'other',
					relationText: 'sjef på kafeen',
					side: 'none',
					sector: 'leisure',
					placement: { ring: 3, angle: 236 },
					consent: { status: 'asked', at: '2026-11-10' }
				},
				kine: {
					name: 'Kine',
					relation: 'teacher',
					side: 'none',
					sector: 'school',
					placement: { ring: 2, angle: 214 }
				},
				unni: {
					name: 'Unni',
					relation: 'healthWorker',
					relationText: 'helsesykepleier',
					side: 'none',
					sector: 'school',
					placement: { ring: 3, angle: 206 }
				},
				randi: {
					name: 'Randi',
					relation: 'fosterParent',
					relationText: 'tidligere fostermor',
					side: 'none',
					sector: 'neighbours',
					placement: { ring: 2, angle: 318 },
					helps: ['talk'],
					consent: yes
				},
				ase: {
					name: 'Åse Lien',
					relation: 'professional',
					relationText: 'tilsynsperson',
					side: 'none',
					sector: 'professional',
					placement: { ring: 4, angle: 182 }
				},
				pal: {
					name: 'Pål',
					relation: 'professional',
					relationText: 'NAV',
					side: 'none',
					sector: 'professional',
					placement: { ring: 4, angle: 170 }
				},
				mina: {
					name: 'Mina Solli',
					relation: 'caseworker',
					relationText: 'kontaktperson',
					side: 'none',
					sector: 'professional',
					placement: { ring: 3, angle: 164 }
				}
			},
			ties: [
				['anette', 'gro', 'friend', 'ordinary'],
				['gro', 'nils', 'partner', 'close'],
				['ida', 'trine', 'family', 'ordinary']
			],
			childTies: [
				['child', 'leah', 'family', 'wishedFor'],
				['child', 'biret', 'family', 'close']
			],
			contacts: [
				{
					person: 'gro',
					can: ['comeHere', 'fetch', 'stayOvernight', 'advice'],
					words: 'Alltid.',
					hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
					consent: yes,
					number: '+4700000331',
					minutes: 5
				},
				{
					person: 'randi',
					can: ['advice'],
					words: 'På telefon.',
					hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '10:00', to: '23:00' }],
					consent: yes,
					number: '+4700000332'
				},
				{
					person: 'trine',
					can: ['takeChild', 'stayOvernight'],
					words: 'Aster kan sove her i helgene.',
					hours: [{ days: [5, 6], from: '18:00', to: '10:00' }],
					consent: yes,
					number: '+4700000333',
					minutes: 10
				}
			],
			about: {
				calms: 'Å lage mat sammen med noen, eller gå en tur uten å måtte snakke.',
				fears: 'At noen bestemmer over hodet på henne.',
				brings: 'Telefon og lader, kokeboka, sølja fra áhkku.',
				reviewBy: '2027-02-05'
			},
			statements: [{ text: 'Jeg vil bli hos Gro til jeg er 19, og lære samisk ordentlig.', face: 'glad' }],
			meeting: {
				type: 'followUpCouncil',
				title: 'Oppfølgende familieråd',
				starts: '2026-06-18T13:00:00.000Z',
				ends: '2026-06-18T16:00:00.000Z',
				place: 'Hjemme hos Gro og Nils Petter',
				purpose: 'Hva har vi lovet Aster, og hva gjør vi fram til hun er 18?',
				agenda: [
					'Asters stemme',
					'Hva lovet vi sist?',
					'Leah',
					'Språk og familie i Tana',
					'Hvem ringer hvem?'
				],
				notes: [
					'# Asters stemme',
					'Aster ledet møtet. Hun leste opp det hun hadde skrevet.',
					'> «Jeg vil bli hos Gro til jeg er 19, og lære samisk ordentlig.»',
					'# Leah',
					'@gro og @nils bringer og henter den andre fredagen hver måned.',
					'# Språk og familie i Tana',
					'@biret vil ha Aster hos seg i påsken, med språk og slekt.'
				],
				agreements: [
					'Aster og Leah møtes den andre fredagen hver måned.',
					'Asters ringerekkefølge er hennes egen.'
				],
				tasks: [{ text: 'Undersøke kurs i samisk', who: 'kine', deadline: '2027-03-01' }],
				closed: {
					at: '2026-06-18T16:10:00.000Z',
					tookPart: { child: 'met', gro: 'met', nils: 'met', anette: 'met', biret: 'video', randi: 'phone' },
					childHeard: 'Aster ledet møtet sammen med Mihkkal og viste det hun hadde skrevet.',
					reviewBy: '2027-02-05'
				}
			}
		},
		{
			series: [
				{
					with: ['anette'],
					type: 'visit',
					rule: {
						every: 'month',
						start: '2026-12-05',
						n: 1,
						nth: 1,
						weekdays: [6],
						time: '12:00',
						minutes: 240
					},
					purpose: 'Aster og mamma har det fint sammen og vil ha mer tid.',
					words: 'Mer enn det som er bestemt, innenfor forutsetningene.',
					brings: 'nils',
					fetches: 'nils'
				},
				{
					with: ['leah'],
					type: 'visit',
					rule: {
						every: 'month',
						start: '2026-12-11',
						n: 1,
						nth: 2,
						weekdays: [5],
						time: '16:00',
						minutes: 240
					},
					purpose: 'Søstre skal kunne krangle og bli venner igjen.',
					brings: 'gro',
					fetches: 'gro'
				},
				{
					with: ['anta'],
					type: 'video',
					rule: { every: 'week', start: '2026-11-29', n: 1, weekdays: [7], time: '19:00', minutes: 30 },
					purpose: 'Aster og pappa holder kontakten.'
				},
				{
					with: ['biret'],
					type: 'holidayStay',
					rule: { every: 'once', start: '2027-03-25', time: '12:00', minutes: 5760 },
					purpose: 'Påske i Tana, med språk og slekt.',
					brings: 'gro',
					fetches: 'anta'
				}
			],
			meeting: {
				type: 'followUpCouncil',
				title: 'Oppfølgende familieråd',
				starts: '2027-02-05T14:00:00.000Z',
				ends: '2027-02-05T17:30:00.000Z',
				place: 'Hjemme hos Gro og Nils Petter',
				purpose: 'Hjem til 19, penger og førerkort, samiskkurs, Leah.',
				agenda: [
					'Hva lovet vi 18. juni?',
					'Hva har hendt?',
					'Asters stemme',
					'Hjem til 19',
					'Penger, førerkort og bolig',
					'Samiskkurs',
					'Leah',
					'Familiens egen tid',
					'Neste møte'
				]
			}
		}
	]
};
