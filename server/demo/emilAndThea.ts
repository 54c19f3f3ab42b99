// Case B: Emil, four, and Thea, thirteen: brother and sister with an aunt; two sides in conflict; a parent whose
// address nobody may know. What would help to find her stands nowhere in these documents.
import type { DemoCase, DemoSeries, DemoStage } from './case.ts';

const people = {
	ragnhild: {
		name: 'Ragnhild Bakkemo',
		relation: 'aunt',
		relationText: 'tante, fostermor',
		side: 'paternal',
		sector: 'household',
		placement: { ring: 1, angle: 20 }
	},
	stian: {
		name: 'Stian Foss',
		relation: 'fosterParent',
		side: 'paternal',
		sector: 'household',
		placement: { ring: 1, angle: 342 }
	},
	mamma: {
		name: 'Mamma',
		relation: 'mother',
		side: 'maternal',
		sector: 'family',
		placement: { ring: 1, angle: 45 }
	},
	geir: {
		name: 'Geir Bakkemo',
		relation: 'father',
		side: 'paternal',
		sector: 'family',
		placement: { ring: 2, angle: 52 }
	},
	oddvar: {
		name: 'Oddvar Bakkemo',
		relation: 'grandparent',
		relationText: 'farfar',
		side: 'paternal',
		sector: 'kin',
		placement: { ring: 3, angle: 80 }
	},
	else: {
		name: 'Else Bakkemo',
		relation: 'grandparent',
		relationText: 'farmor',
		side: 'paternal',
		sector: 'kin',
		placement: { ring: 2, angle: 92 },
		helps: ['fetchAndBring', 'sleepOver']
	},
	vilde: {
		name: 'Vilde Bakkemo',
		relation: 'cousin',
		side: 'paternal',
		sector: 'kin',
		placement: { ring: 2, angle: 110 }
	},
	turid: {
		name: 'Turid Nes',
		relation: 'grandparent',
		relationText: 'mormor',
		side: 'maternal',
		sector: 'kin',
		placement: { ring: 2, angle: 126 },
		helps: ['talk']
	},
	henrik: {
		name: 'Henrik Nes',
		relation: 'uncle',
		side: 'maternal',
		sector: 'kin',
		placement: { ring: 4, angle: 118 }
	},
	marit: {
		name: 'Marit Nes',
		relation: 'aunt',
		side: 'maternal',
		sector: 'kin',
		placement: { ring: 2, angle: 145 },
		helps: ['fetchAndBring', 'talk']
	},
	tone: {
		name: 'Tone',
		relation: 'professional',
		relationText: 'fosterhjemsveileder',
		side: 'none',
		sector: 'professional',
		placement: { ring: 3, angle: 175 }
	},
	yngve: {
		name: 'Yngve Dal',
		relation: 'professional',
		relationText: 'tilsynsperson ved samvær',
		side: 'none',
		sector: 'professional',
		placement: { ring: 4, angle: 188 }
	},
	berg: {
		name: 'Jonas Berg',
		relation: 'caseworker',
		relationText: 'kontaktperson',
		side: 'none',
		sector: 'professional',
		placement: { ring: 3, angle: 162 }
	}
} as const satisfies DemoStage['people'];

const contacts = [
	{
		person: 'else',
		can: ['comeHere', 'fetch', 'takeChild'],
		words: 'Kan komme på dagtid.',
		hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '22:00' }],
		consent: { status: 'yes', at: '2026-09-24' },
		number: '+4700000221',
		minutes: 15
	},
	{
		person: 'marit',
		can: ['comeHere', 'stayOvernight', 'fetch'],
		words: 'Hele helgen, også om natten.',
		hours: [{ days: [5, 6, 7], from: '00:00', to: '24:00' }],
		consent: { status: 'yes', at: '2026-09-24' },
		number: '+4700000222',
		minutes: 35
	},
	{
		person: 'turid',
		can: ['advice'],
		words: 'Bare på telefon.',
		hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '22:00' }],
		consent: { status: 'yes', at: '2026-09-24' },
		number: '+4700000223'
	}
] as const satisfies DemoStage['contacts'];

const meeting = {
	type: 'networkMeeting',
	title: 'Første nettverksmøte',
	starts: '2026-09-24T15:00:00.000Z',
	ends: '2026-09-24T17:00:00.000Z',
	place: 'Fjellvik rådhus',
	purpose: 'Hva trenger barna nå, og hvem kan komme hvis det haster?',
	agenda: ['Hva barna sier', 'Akuttplan', 'Kontakt med begge sider av familien', 'Neste møte'],
	notes: [
		'# Hva barna sier',
		'Jonas Berg hadde snakket med barna hjemme hos @ragnhild dagen før.',
		'# Kontakt med begge sider av familien',
		'Alle beskjeder går gjennom @marit, så ingen trenger å snakke sammen før de er klare for det.',
		'Ingen legger ut bilder av barna.'
	],
	agreements: ['Alle beskjeder mellom familiene går gjennom Marit.', 'Ingen legger ut bilder av barna.'],
	tasks: [{ text: 'Lage plan for samvær og kontakt', who: 'berg', deadline: '2026-11-30' }],
	closed: {
		at: '2026-09-24T17:15:00.000Z',
		tookPart: { ragnhild: 'met', stian: 'met', else: 'met', marit: 'met', turid: 'phone' },
		childHeard: 'Jonas snakket med barna hjemme hos Ragnhild dagen før.',
		reviewBy: '2027-01-13'
	}
} as const satisfies DemoStage['meeting'];

const next = {
	type: 'networkMeeting',
	title: 'Nettverksmøte i to deler',
	starts: '2027-01-13T16:00:00.000Z',
	ends: '2027-01-13T19:00:00.000Z',
	place: 'Fjellvik rådhus',
	purpose: 'Fars side kl. 17, mors side kl. 18.30.',
	agenda: ['Hva har hendt siden sist?', 'Barnas stemme', 'Samvær i vår', 'Jul og påske', 'Neste møte']
} as const satisfies DemoStage['meeting'];

const participants = [
	{ person: 'child', role: 'child' },
	{ person: 'ragnhild', role: 'fosterParent', carer: true },
	{ person: 'stian', role: 'fosterParent', carer: true },
	{ person: 'geir', role: 'parent' },
	{ person: 'else', role: 'relative' },
	{ person: 'oddvar', role: 'relative' },
	{ person: 'turid', role: 'relative' },
	{ person: 'marit', role: 'relative' }
] as const satisfies DemoCase['participants'];

const withMother: DemoSeries = {
	with: ['mamma'],
	type: 'visit',
	rule: { every: 'month', start: '2026-12-12', n: 1, nth: 2, weekdays: [6], time: '11:00', minutes: 180 },
	purpose: 'Barna skal kjenne mamma og vite at hun har det bra.',
	brings: 'tone',
	fetches: 'tone'
};
const withFather: DemoSeries = {
	with: ['geir'],
	type: 'visit',
	rule: { every: 'month', start: '2026-12-01', n: 1, nth: 1, weekdays: [2], time: '16:00', minutes: 120 },
	purpose: 'Barna skal kjenne pappa og være trygge sammen med ham.',
	supervision: 'supervised',
	supervisor: 'yngve',
	brings: 'ragnhild',
	fetches: 'ragnhild'
};
const withGrandmother: DemoSeries = {
	with: ['turid', 'marit'],
	type: 'visit',
	rule: { every: 'month', start: '2026-12-20', n: 1, nth: 3, weekdays: [7], time: '12:00', minutes: 180 },
	purpose: 'Barna skal ha mors familie i livet sitt.',
	brings: 'stian',
	fetches: 'marit'
};

export const emil: DemoCase = {
	label: 'B',
	child: { name: 'Emil', born: '2022-06-02' },
	caseworker: 'jonas@landsby.example',
	siblings: 'bakkemo',
	participants,
	stages: [
		{
			people: {
				...people,
				thea: {
					name: 'Thea',
					relation: 'sibling',
					side: 'both',
					sector: 'household',
					placement: { ring: 1, angle: 1 }
				},
				anja: {
					name: 'Anja',
					relation: 'teacher',
					relationText: 'barnehagelærer',
					side: 'none',
					sector: 'school',
					placement: { ring: 2, angle: 214 }
				}
			},
			ties: [
				['marit', 'ragnhild', 'family', 'ordinary'],
				['ragnhild', 'stian', 'partner', 'close'],
				['else', 'oddvar', 'partner', 'ordinary']
			],
			childTies: [['child', 'mamma', 'family', 'close']],
			contacts,
			about: {
				calms: 'Teppet «Lillebror» og en sang.',
				fears: 'Å bli stående alene i gangen.',
				brings: 'Teppet «Lillebror», medisinen og drikkeflasken.',
				reviewBy: '2027-01-13'
			},
			health: [
				['diagnosis', 'Epilepsi.'],
				['medicine', 'Bukkal medisin i kjøleskapsdøra. Ring 113 etter fem minutter.']
			],
			warnings: [
				{ type: 'neverCall', person: 'henrik', text: 'Skal ikke kontaktes og ikke få vite hvor Emil er.' }
			],
			meeting
		},
		{ series: [withMother, withFather, withGrandmother], meeting: next }
	]
};

export const thea: DemoCase = {
	label: 'B2',
	child: { name: 'Thea', born: '2013-04-21' },
	caseworker: 'jonas@landsby.example',
	siblings: 'bakkemo',
	participants,
	stages: [
		{
			people: {
				...people,
				emil: {
					name: 'Emil',
					relation: 'sibling',
					side: 'both',
					sector: 'household',
					placement: { ring: 1, angle: 1 }
				},
				per: {
					name: 'Per Ø.',
					relation: 'teacher',
					relationText: 'kontaktlærer',
					side: 'none',
					sector: 'school',
					placement: { ring: 2, angle: 214 }
				},
				liv: {
					name: 'Liv',
					relation: 'coach',
					relationText: 'korleder',
					side: 'none',
					sector: 'leisure',
					placement: { ring: 2, angle: 236 }
				}
			},
			ties: [
				['marit', 'ragnhild', 'family', 'ordinary'],
				['ragnhild', 'stian', 'partner', 'close']
			],
			childTies: [['child', 'mamma', 'family', 'close']],
			contacts,
			about: {
				calms: 'Å synge, eller å få være i fred en stund.',
				fears: 'Å måtte velge mellom mamma og pappa.',
				brings: 'Telefonen, noteheftet og den grå genseren.',
				reviewBy: '2027-01-13'
			},
			warnings: [
				{ type: 'neverCall', person: 'henrik', text: 'Skal ikke kontaktes og ikke få vite hvor Thea er.' }
			],
			statements: [{ text: 'Jeg vil ikke velge.', face: 'sad' }],
			meeting
		},
		{
			own: {
				moved: {
					geir: { ring: 3, angle: 52 },
					emil: { ring: 1, angle: 300 },
					liv: { ring: 1, angle: 236 },
					vilde: { ring: 1, angle: 112 },
					oddvar: { ring: 4, angle: 80 }
				},
				ties: [
					['child', 'mamma', 'family', 'wishedFor'],
					['child', 'emil', 'family', 'close'],
					['child', 'geir', 'family', 'strained'],
					['child', 'liv', 'friend', 'close']
				],
				at: '2026-11-18T16:00:00.000Z',
				isShown: true
			},
			series: [
				{
					...withMother,
					cancelled: [{ date: '2027-02-13', reason: 'Thea har konsert. Mamma ser den på video.' }]
				},
				withFather,
				withGrandmother
			],
			meeting: next
		}
	]
};
