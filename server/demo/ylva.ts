// Case A: Ylva, nine; before a possible move. Twenty-two people, a rabbit, a football team and a garden.
import type { DemoCase } from './case.ts';

const yes = { status: 'yes', at: '2026-11-02' } as const;
const every = [1, 2, 3, 4, 5, 6, 7];

export const ylva: DemoCase = {
	label: 'A',
	child: { name: 'Ylva', born: '2017-03-14' },
	caseworker: 'kari@landsby.example',
	coordinator: 'wenche@landsby.example',
	participants: [
		{ person: 'child', role: 'child' },
		{ person: 'maren', role: 'parent', carer: true },
		{ person: 'tor', role: 'parent' },
		{ person: 'berit', role: 'relative' },
		{ person: 'arne', role: 'relative' },
		{ person: 'silje', role: 'relative' },
		{ person: 'gunnvor', role: 'relative' },
		{ person: 'hanne', role: 'network' },
		{ person: 'solveig', role: 'network' }
	],
	stages: [
		{
			people: {
				maren: {
					name: 'Maren Sørhaug',
					relation: 'mother',
					symbol: 'circle',
					side: 'maternal',
					sector: 'household',
					placement: { ring: 1, angle: 16 }
				},
				tor: {
					name: 'Tor-Even Lunde',
					relation: 'father',
					symbol: 'triangle',
					side: 'paternal',
					sector: 'family',
					placement: { ring: 2, angle: 35 },
					helps: ['holidayAndWeekend']
				},
				isak: {
					name: 'Isak Lunde',
					relation: 'halfSibling',
					symbol: 'triangle',
					side: 'paternal',
					sector: 'family',
					placement: { ring: 1, angle: 55 },
					helps: ['talk']
				},
				berit: {
					name: 'Berit Sørhaug',
					relation: 'grandparent',
					symbol: 'circle',
					relationText: 'mormor',
					side: 'maternal',
					sector: 'kin',
					placement: { ring: 1, angle: 100 },
					helps: ['sleepOver', 'fetchAndBring', 'knowTheStory'],
					knows: 'yes',
					willing: 'yes',
					distance: 'sameMunicipality',
					importantSince: '2017',
					lastContact: '2026-11-22',
					avatar: 'greyBun',
					consent: yes
				},
				arne: {
					name: 'Arne Sørhaug',
					relation: 'grandparent',
					symbol: 'triangle',
					relationText: 'morfar',
					side: 'maternal',
					sector: 'kin',
					placement: { ring: 2, angle: 90 },
					helps: ['fetchAndBring'],
					avatar: 'greyBeard'
				},
				silje: {
					name: 'Silje Sørhaug',
					relation: 'aunt',
					symbol: 'circle',
					side: 'maternal',
					sector: 'kin',
					placement: { ring: 3, angle: 104 },
					helps: ['fosterHome'],
					consent: { status: 'asked', at: '2026-11-16' }
				},
				mats: {
					name: 'Mats Wiik',
					relation: 'uncle',
					symbol: 'triangle',
					relationText: 'samboer til Silje',
					side: 'maternal',
					sector: 'kin',
					placement: { ring: 3, angle: 118 },
					helps: ['fetchAndBring', 'activity']
				},
				eline: {
					name: 'Eline Wiik',
					relation: 'cousin',
					symbol: 'circle',
					side: 'maternal',
					sector: 'kin',
					placement: { ring: 1, angle: 135 }
				},
				gunnvor: {
					name: 'Gunnvor Lunde',
					relation: 'grandparent',
					symbol: 'circle',
					relationText: 'farmor',
					side: 'paternal',
					sector: 'kin',
					placement: { ring: 2, angle: 72 },
					helps: ['talk', 'holidayAndWeekend']
				},
				rolf: {
					name: 'Rolf Lunde',
					relation: 'grandparent',
					symbol: 'triangle',
					relationText: 'farfar',
					side: 'paternal',
					sector: 'kin',
					status: 'dead',
					since: '2024-05-20',
					placement: { ring: 2, angle: 140 }
				},
				kjetil: {
					name: 'Kjetil Lunde',
					relation: 'uncle',
					side: 'paternal',
					sector: 'kin',
					placement: { ring: 4, angle: 70 },
					consent: { status: 'no', at: '2026-11-05' }
				},
				nora: {
					name: 'Nora Aasen',
					relation: 'friend',
					relationText: 'bestevenn',
					side: 'none',
					sector: 'friends',
					placement: { ring: 1, angle: 268 }
				},
				hanne: {
					name: 'Hanne Aasen',
					relation: 'friendsParent',
					relationText: 'mamma til Nora',
					side: 'none',
					sector: 'friends',
					placement: { ring: 2, angle: 262 },
					helps: ['sleepOver', 'fetchAndBring'],
					consent: yes
				},
				ola: {
					name: 'Ola Aasen',
					relation: 'friendsParent',
					relationText: 'pappa til Nora',
					side: 'none',
					sector: 'friends',
					placement: { ring: 3, angle: 256 },
					helps: ['fetchAndBring']
				},
				samira: {
					name: 'Samira Yusuf',
					relation: 'classmate',
					side: 'none',
					sector: 'friends',
					placement: { ring: 2, angle: 288 }
				},
				fatima: {
					name: 'Fatima Yusuf',
					relation: 'friendsParent',
					relationText: 'mamma til Samira',
					side: 'none',
					sector: 'friends',
					language: 'so',
					interpreter: true,
					placement: { ring: 3, angle: 288 },
					helps: ['fetchAndBring']
				},
				lars: {
					name: 'Lars Brekke',
					relation: 'teacher',
					side: 'none',
					sector: 'school',
					placement: { ring: 2, angle: 214 },
					helps: ['schoolContact']
				},
				jonas: {
					name: 'Jonas Rød',
					relation: 'coach',
					relationText: 'fotballtrener',
					side: 'none',
					sector: 'leisure',
					placement: { ring: 2, angle: 236 },
					helps: ['fetchAndBring']
				},
				solveig: {
					name: 'Solveig Haug',
					relation: 'neighbour',
					side: 'none',
					sector: 'neighbours',
					placement: { ring: 1, angle: 318 },
					helps: ['beThereTonight'],
					consent: yes
				},
				amir: {
					name: 'Amir Rahimi',
					relation: 'healthWorker',
					relationText: 'fastlege',
					side: 'none',
					sector: 'professional',
					placement: { ring: 4, angle: 178 }
				},
				kari: {
					name: 'Kari Nygård',
					relation: 'caseworker',
					relationText: 'kontaktperson',
					side: 'none',
					sector: 'professional',
					placement: { ring: 3, angle: 170 }
				},
				snoball: {
					kind: 'animal',
					name: 'Snøball',
					relation: 'pet',
					relationText: 'kanin',
					sector: 'household',
					placement: { ring: 1, angle: 344 }
				},
				laget: {
					kind: 'group',
					name: 'Fotballaget',
					relation: 'group',
					relationText: 'jentelaget, tirsdag og torsdag',
					sector: 'leisure',
					placement: { ring: 3, angle: 232 }
				},
				kolonihagen: {
					kind: 'place',
					name: 'Kolonihagen',
					relation: 'place',
					relationText: 'hagen til mormor og morfar',
					sector: 'neighbours',
					placement: { ring: 3, angle: 322 },
					note: 'Der er det stille, og vi har jordbær.'
				}
			},
			groups: { laget: ['jonas', 'nora'] },
			through: { fatima: 'samira', hanne: 'nora' },
			ties: [
				['maren', 'berit', 'family', 'close', 'both', 'childOf'],
				['maren', 'tor', 'partner', 'broken', 'both', 'formerCouple'],
				['tor', 'isak', 'family', 'close', 'both', 'parentOf'],
				['berit', 'silje', 'family', 'close', 'both', 'parentOf'],
				['arne', 'silje', 'family', 'ordinary', 'both', 'parentOf'],
				['berit', 'arne', 'partner', 'close', 'both', 'couple'],
				['silje', 'mats', 'partner', 'ordinary', 'both', 'couple'],
				['silje', 'eline', 'family', 'close', 'both', 'parentOf'],
				['mats', 'eline', 'family', 'close', 'both', 'parentOf'],
				['hanne', 'nora', 'family', 'ordinary'],
				['fatima', 'samira', 'family', 'ordinary'],
				['berit', 'solveig', 'friend', 'ordinary'],
				['hanne', 'fatima', 'friend', 'weak'],
				['gunnvor', 'tor', 'family', 'close'],
				['solveig', 'maren', 'helps', 'ordinary', 'fromTo']
			],
			childTies: [
				['nora', 'child', 'friend', 'close'],
				['child', 'isak', 'family', 'wishedFor']
			],
			contacts: [
				{
					person: 'solveig',
					can: ['comeHere', 'stayOvernight'],
					words: 'Kommer over med en gang. Har nøkkel til oppgangen.',
					hours: [{ days: every, from: '20:00', to: '08:00' }],
					consent: yes,
					number: '+4700000120',
					minutes: 4
				},
				{
					person: 'berit',
					can: ['takeChild', 'stayOvernight', 'fetch'],
					words: 'Ylva kan komme til mormor.',
					hours: [
						{ days: [5, 6, 7], from: '00:00', to: '24:00' },
						{ days: [1, 2, 3, 4], from: '16:00', to: '08:00' }
					],
					consent: yes,
					number: '+4700000104',
					minutes: 25
				}
			],
			agreement: {
				mayBeSeenBy: 'de som er i rommet, og barneverntjenesten',
				keptUntil: '2028-06-10'
			},
			about: {
				calms: 'Å tegne under et teppe. Snøball i fanget.',
				fears: 'Høye stemmer.',
				brings: 'Snøball, blå inhalator (ligger i skolesekken) og teppet.',
				reviewBy: '2027-06-10'
			},
			health: [
				['medicine', 'Blå inhalator ved astma. Ligger i skolesekken.'],
				['allergy', 'Nøtter.'],
				['doctor', 'Fastlege Amir Rahimi.']
			],
			statements: [{ text: 'Jeg vil bo der jeg kan gå til Nora.', face: 'calm' }],
			meeting: {
				type: 'networkMeeting',
				title: 'Første nettverksmøte',
				starts: '2026-11-02T16:00:00.000Z',
				ends: '2026-11-02T17:30:00.000Z',
				place: 'Fjellvik grendehus',
				purpose: 'Hvem kan hjelpe når mamma er syk?',
				agenda: ['Velkommen og regler', 'Ylvas stemme', 'Hvem kan gjøre hva?', 'Akuttplan', 'Neste møte'],
				notes: [
					'# Ylvas stemme',
					'@kari leste opp det Ylva hadde bestemt at alle kan høre.',
					'> «Jeg vil bo der jeg kan gå til Nora.»',
					'# Hvem kan gjøre hva?',
					'@solveig bor i samme oppgang, har nøkkel og kan komme på fire minutter. Hun vil ringes først om natten.',
					'@berit har rom til Ylva fredag til søndag, og etter klokka 16 på hverdager.',
					'@arne og @gunnvor er med på det dette møtet ble enige om.',
					'# Akuttplan',
					'Ingen kan hente før klokka 15 mandag til torsdag. @kari spør @hanne om morgenene.'
				],
				agreements: ['Solveig kommer over om natten når det haster.', 'Ylva kan sove hos mormor i helgene.'],
				tasks: [{ text: 'Spørre Hanne om morgenene', who: 'kari', deadline: '2026-11-13' }],
				closed: {
					at: '2026-11-02T17:40:00.000Z',
					tookPart: { maren: 'met', berit: 'met', arne: 'met', solveig: 'met', gunnvor: 'phone' },
					childHeard: 'Ylva snakket med Kari før møtet og var med den første halvtimen.',
					reviewBy: '2026-12-10'
				}
			}
		},
		{
			people: {
				ingvild: {
					name: 'Ingvild Moe',
					relation: 'healthWorker',
					relationText: 'helsesykepleier',
					side: 'none',
					sector: 'professional',
					placement: { ring: 3, angle: 186 },
					helps: ['talk']
				}
			},
			moved: { silje: { ring: 2, angle: 112 } },
			own: {
				moved: { kari: { ring: 4, angle: 160 }, silje: { ring: 1, angle: 214 } },
				ties: [
					['nora', 'child', 'friend', 'close'],
					['child', 'isak', 'family', 'wishedFor']
				],
				at: '2026-11-22T15:00:00.000Z',
				isShown: false
			},
			search: [
				{
					person: 'silje',
					name: 'Silje Sørhaug',
					steps: [
						{
							status: 'asked',
							day: '2026-11-16',
							reason: 'Hun vil snakke med Mats før hun svarer.'
						}
					]
				},
				{
					person: 'berit',
					name: 'Berit Sørhaug',
					steps: [
						{ status: 'asked', day: '2026-11-12', reason: '' },
						{
							status: 'declined',
							day: '2026-11-14',
							reason: 'Hun har gjerne Ylva i helgene, men orker ikke hverdagene hele året.'
						}
					]
				}
			],
			contacts: [
				{
					person: 'hanne',
					can: ['stayOvernight', 'fetch'],
					words: 'Ylva kan sove hos Nora to netter om gangen. Ikke torsdager.',
					hours: [{ days: [1, 2, 3], from: '15:00', to: '07:00' }],
					consent: { status: 'yes', at: '2026-11-12' },
					number: '+4700000113'
				},
				{
					person: 'silje',
					can: ['comeHere'],
					words: 'Er spurt, og tenker på det.',
					hours: [{ days: [6, 7], from: '08:00', to: '22:00' }],
					consent: { status: 'asked', at: '2026-11-16' }
				},
				{
					person: 'jonas',
					can: ['fetch'],
					words: 'Henter på fotballdagene.',
					hours: [{ days: [2, 4], from: '16:00', to: '18:00' }],
					consent: { status: 'yes', at: '2026-11-14' }
				}
			],
			series: [
				{
					with: ['isak'],
					type: 'visit',
					rule: {
						every: 'week',
						start: '2026-11-28',
						n: 1,
						weekdays: [6],
						weekParity: 'even',
						time: '11:00',
						minutes: 240
					},
					purpose: 'Isak og Ylva skal kjenne hverandre som søsken.',
					words: 'De liker å være ute først.',
					brings: 'tor',
					fetches: 'tor'
				},
				{
					with: ['tor'],
					type: 'video',
					rule: { every: 'week', start: '2026-11-29', n: 1, weekdays: [7], time: '18:00', minutes: 30 },
					purpose: 'Pappa er med i hverdagen også når han er på jobb i havet.',
					words: 'Når pappa er på plattformen.'
				}
			],
			meeting: {
				type: 'networkMeeting',
				title: 'Nettverksmøte om hverdagen',
				starts: '2026-11-16T16:00:00.000Z',
				ends: '2026-11-16T17:30:00.000Z',
				place: 'Fjellvik grendehus',
				purpose: 'Trygge morgener og avtaler med Isak og pappa.',
				agenda: [
					'Hva lovet vi sist?',
					'Ylvas stemme',
					'Morgenene',
					'Samvær og kontakt',
					'Familieråd 10. desember'
				],
				notes: [
					'# Hva lovet vi sist?',
					'@kari har spurt @hanne, som kan ta morgenene mandag til onsdag. Torsdagene mangler fortsatt.',
					'# Ylvas stemme',
					'Ylva viste kartet sitt. Isak står lenger ute enn hun vil ha ham.',
					'# Samvær og kontakt',
					'@tor bringer og henter @isak selv. På plattformen ringer han på video søndager klokka 18.',
					'@silje tenker på det å kunne komme i helgene, og svarer før familierådet.'
				],
				agreements: [
					'Hanne tar morgenene mandag til onsdag.',
					'Isak og Ylva møtes hver lørdag i partallsuker.'
				],
				tasks: [
					{ text: 'Bestille tolk på somali til familierådet', who: 'kari', deadline: '2026-11-27' },
					{ text: 'Finne noen som kan hente torsdag', deadline: '2026-12-04' }
				],
				closed: {
					at: '2026-11-16T17:45:00.000Z',
					tookPart: { maren: 'met', tor: 'video', berit: 'met', hanne: 'met', silje: 'met' },
					childHeard:
						'Ylva hadde tegnet kartet sitt sammen med Wenche 9. november, og det ble vist på møtet.',
					reviewBy: '2026-12-10'
				}
			}
		},
		{
			meeting: {
				type: 'familyCouncil',
				title: 'Familieråd',
				starts: '2026-12-10T15:00:00.000Z',
				ends: '2026-12-10T19:00:00.000Z',
				place: 'Fjellvik grendehus',
				purpose:
					'Hvem kan Ylva bo hos hvis mamma må på sykehus? Hvem gjør morgenene trygge? Hvordan møter hun Isak og pappa? Hva gjør vi den første natten?',
				agenda: [
					'Del 1: informasjon',
					'Ylvas stemme',
					'Del 2: familiens egen tid',
					'Del 3: familien legger fram planen',
					'Neste møte'
				]
			}
		}
	]
};
