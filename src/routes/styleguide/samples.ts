/** What the styleguide shows in the components: invented people and sentences, in Norwegian as users meet them. */
import CalendarHeart from '@lucide/svelte/icons/calendar-heart';
import History from '@lucide/svelte/icons/history';
import House from '@lucide/svelte/icons/house';
import Lamp from '@lucide/svelte/icons/lamp';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Share2 from '@lucide/svelte/icons/share-2';
import Users from '@lucide/svelte/icons/users';
import type { NavItem, Reader } from '#lib/ui/types.ts';

export const people = [
	'Solveig',
	'Berit',
	'Hanne',
	'Silje',
	'Jonas',
	'Maren',
	'Tor-Even',
	'Isak',
	'Gunnvor',
	'Kari'
].map((name) => ({ id: `sample-${name}`, name }));

export const readers: readonly Reader[] = [
	{ name: 'Kari', role: 'saksbehandler' },
	{ name: 'Wenche', role: 'koordinator' },
	{ name: 'Berit', role: 'mormor' }
];

export const colours = [
	'paper',
	'card',
	'sunk',
	'line',
	'lineStrong',
	'ink',
	'inkSoft',
	'fjord',
	'leire',
	'moss',
	'lyng',
	'sun',
	'sunInk',
	'danger',
	'fjordTint',
	'leireTint',
	'mossTint',
	'lyngTint',
	'sunTint',
	'dangerTint'
] as const;

export function placesFrom(base: string): readonly NavItem[] {
	return [
		{ href: base, label: 'Oversikt', icon: House, current: true },
		{ href: `${base}#kart`, label: 'Nettverkskart', short: 'Kart', icon: Share2 },
		{ href: `${base}#akutt`, label: 'Akuttplan', icon: Lamp, note: '1 hull' },
		{ href: `${base}#samvaer`, label: 'Samvær', icon: CalendarHeart },
		{ href: `${base}#moter`, label: 'Møter', icon: MessagesSquare },
		{ href: `${base}#planen`, label: 'Planen', icon: ScrollText },
		{ href: `${base}#folk`, label: 'Folk', icon: Users },
		{ href: `${base}#logg`, label: 'Logg', icon: History }
	];
}

/** What a reviewer with screenshots answers yes or no to. */
export const questions = [
	'Is there at most one primary button?',
	'Does the view say in words whose room and which part this is?',
	'Is the chip “Ser dette” visible, and does it list real names or roles?',
	'Is a connection word visible (except on the shared screen)?',
	'Is every status readable in greyscale?',
	'Do all tie styles on the map appear in the legend with names?',
	'Does the list beside the map hold the same number of people?',
	'Are a child’s targets at least 64 px and others’ at least 44?',
	'Does the child’s view hold at most 4 choices (faces: 5 and 2 words)?',
	'Are “Ut herfra” and read-aloud in the same corner everywhere for the child?',
	'At 320 px: is nothing cut off, and is there no sideways scrolling?',
	'At 200 % text: do buttons grow instead of clipping?',
	'Is focus visible on the first and the last element?',
	'Does the empty state say what to do first, with one button?',
	'Does the error say what is kept?',
	'Does a read-only view say why?',
	'On the shared screen: is everything at least 24 px, and are there no numbers, addresses, logs, toasts?',
	'Is the curtain down at the start of the meeting and at part 2?',
	'In part 2: does the staff’s screen show nothing but that it goes on, and since when?',
	'With a protected participant present: is the count equal to the visible names?',
	'Does “Hvem kan komme nå?” show name, relation, minutes, consent and [Ring] without scrolling at 390x844?',
	'Does every series of visits have its sentence in words?',
	'Is disagreement shown with name and own words, in the same size as agreement?',
	'Is red used for danger and errors only?',
	'Are all texts free of the words we never write, in every language?'
] as const;
