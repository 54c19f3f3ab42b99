// The screens of the product in the demo rooms: who looks at them, where, and on what.

/** Who looks: an account of staff by its mail address, or somebody who came by link, by the name in the room. */
export type Viewer = 'nobody' | 'kari' | 'jonas' | 'child' | 'Maren' | 'Berit' | 'Eline';

export interface Screen {
	readonly name: string;
	readonly viewer: Viewer;
	/** The room's case; Ylva's where nothing is said. */
	readonly room?: 'A' | 'B2';
	/** Below the room's own address, or from the root where it begins with a slash. */
	readonly path: string;
	/** Pressed one after the other once the page stands still: a button, or a link that begins so. */
	readonly press?: readonly { readonly role: 'button' | 'link'; readonly name: string }[];
}

export const screens: readonly Screen[] = [
	{ name: 'start', viewer: 'nobody', path: '/' },
	{ name: 'sign-in', viewer: 'nobody', path: '/sign-in' },
	{ name: 'join', viewer: 'nobody', path: '/join#not-a-link' },
	{ name: 'not-found', viewer: 'kari', path: '/rooms/unknown' },
	{ name: 'privacy', viewer: 'nobody', path: '/privacy' },
	{ name: 'accessibility', viewer: 'nobody', path: '/accessibility' },
	{ name: 'clock', viewer: 'nobody', path: '/clock' },
	{ name: 'rooms', viewer: 'kari', path: '/rooms' },
	{ name: 'rooms-new', viewer: 'kari', path: '/rooms/new' },
	{ name: 'settings', viewer: 'kari', path: '/settings' },
	{ name: 'village', viewer: 'kari', path: '' },
	{ name: 'village-relative', viewer: 'Berit', path: '' },
	{ name: 'network', viewer: 'kari', path: 'network' },
	{ name: 'network-map', viewer: 'kari', path: 'network?view=map' },
	{ name: 'network-beside', viewer: 'jonas', room: 'B2', path: 'network?view=map' },
	{ name: 'network-list', viewer: 'kari', path: 'network?view=list' },
	{ name: 'network-family', viewer: 'kari', path: 'network?view=family' },
	{ name: 'network-compare', viewer: 'kari', path: 'network/compare?since=1' },
	{
		name: 'network-add',
		viewer: 'kari',
		path: 'network?view=map',
		press: [{ role: 'button', name: 'Legg til' }]
	},
	{ name: 'network-relative', viewer: 'Berit', path: 'network' },
	{ name: 'network-child', viewer: 'child', path: 'network' },
	{ name: 'emergency', viewer: 'kari', path: 'emergency' },
	{ name: 'emergency-people', viewer: 'kari', path: 'emergency?view=people' },
	{ name: 'emergency-relative', viewer: 'Berit', path: 'emergency?view=people' },
	{ name: 'emergency-now', viewer: 'kari', path: 'emergency/now' },
	{ name: 'visits', viewer: 'kari', path: 'visits' },
	{ name: 'visits-relative', viewer: 'Berit', path: 'visits' },
	{ name: 'meetings', viewer: 'kari', path: 'meetings' },
	{ name: 'meeting', viewer: 'kari', path: 'meetings', press: [{ role: 'link', name: 'Familieråd' }] },
	{
		name: 'meeting-held',
		viewer: 'kari',
		path: 'meetings',
		press: [{ role: 'link', name: 'Første nettverksmøte' }]
	},
	{ name: 'foster-search', viewer: 'kari', path: 'staff/search' },
	{ name: 'people', viewer: 'kari', path: 'people' },
	{ name: 'plan', viewer: 'kari', path: 'plan' },
	{ name: 'plan-diff', viewer: 'kari', path: 'plan/2/diff' },
	{ name: 'plan-relative', viewer: 'Berit', path: 'plan' },
	{ name: 'child-home', viewer: 'child', path: 'child' },
	{ name: 'child-voice', viewer: 'child', path: 'child/voice' },
	{ name: 'child-corner', viewer: 'child', path: 'child/corner' },
	{
		name: 'child-corner-who',
		viewer: 'child',
		path: 'child/corner',
		press: [{ role: 'button', name: 'Hvem kan se hjørnet ditt?' }]
	},
	{
		name: 'child-corner-wish',
		viewer: 'child',
		path: 'child/corner',
		press: [{ role: 'button', name: 'Jeg ønsker meg' }]
	},
	{
		name: 'child-corner-feel',
		viewer: 'child',
		path: 'child/corner',
		press: [{ role: 'button', name: 'Hvordan jeg har det' }]
	},
	{
		name: 'child-corner-lies',
		viewer: 'child',
		path: 'child/corner',
		press: [{ role: 'button', name: 'Det som ligger her' }]
	},
	{ name: 'child-visits', viewer: 'child', path: 'child/visits' },
	{ name: 'child-help', viewer: 'child', path: 'child/help' },
	{ name: 'child-meeting', viewer: 'child', path: 'child/meeting' }
];

export const sizes = {
	wide: { width: 1920, height: 1080 },
	tablet: { width: 1180, height: 820 },
	phone: { width: 390, height: 844 }
} as const;
export type Size = keyof typeof sizes;
export type Scheme = 'light' | 'dark';
