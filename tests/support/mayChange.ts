// The table of who may change what in the shared document, said a second time on purpose: the fuzzer holds the
// server to it, so it shares no line with src/lib/room/rights.ts.

/** Somebody of a room as the fuzzer knows them. */
export interface FuzzRole {
	readonly role: string;
	/** Sections of which they may change everything. */
	readonly all: readonly string[];
	/** Sections of which they may change what is theirs. */
	readonly own?: readonly string[];
	/** Sections that they may propose changes of. */
	readonly proposes?: readonly string[];
	readonly hidden?: boolean;
	/** As a caseworker has set them. */
	readonly exceptions?: Readonly<Record<string, 'write' | 'own' | 'read'>>;
	/** Documents that they may open beside the shared one. */
	readonly opens?: readonly string[];
}

/** The documents beside the shared one. A letterbox is asked for under the id of whoever asks. */
export const fuzzSpaces = ['care', 'child', 'family', 'staff', 'letter'] as const;

const relative = {
	all: ['meetings'],
	own: ['people', 'ties', 'emergency'],
	proposes: ['people', 'emergency', 'visits'],
	opens: ['family']
};
const carer = { all: ['people', 'ties', 'meetings'], own: ['emergency'], proposes: ['emergency', 'visits'] };

export const fuzzRoles = {
	caseworker: {
		role: 'caseworker',
		all: ['people', 'ties', 'emergency', 'visits', 'meetings'],
		// She has no letterbox of her own.
		opens: ['care', 'staff']
	},
	coordinator: { role: 'coordinator', all: ['people', 'ties', 'emergency', 'meetings'] },
	child: {
		role: 'child',
		all: ['people', 'ties', 'meetings', 'voice'],
		proposes: ['emergency'],
		opens: ['child', 'family']
	},
	parent: { role: 'parent', ...carer, opens: ['family'] },
	fosterParent: { role: 'fosterParent', ...carer },
	relative: { role: 'relative', ...relative },
	network: { role: 'network', ...relative },
	interpreter: { role: 'interpreter', all: [] },
	support: { role: 'support', all: [] },
	observer: { role: 'observer', all: [] },
	hidden: { role: 'parent', all: [], hidden: true, opens: ['letter'] },
	/** A machine that shows the room and is nobody. */
	screen: { role: 'screen', all: [] },
	/** A relative whom the caseworker trusts with the visits. */
	trusted: {
		role: 'relative',
		all: ['visits', 'meetings'],
		own: ['people', 'ties', 'emergency'],
		proposes: ['people', 'emergency'],
		exceptions: { visits: 'write' },
		opens: ['family']
	},
	/** A parent who only watches. */
	watching: {
		role: 'parent',
		all: [],
		exceptions: { people: 'read', ties: 'read', emergency: 'read', visits: 'read', meetings: 'read' },
		opens: ['family']
	},
	/** A parent who changes but what is theirs on the map, and proposes the rest. */
	narrowed: {
		role: 'parent',
		all: ['ties', 'meetings'],
		own: ['people', 'emergency'],
		proposes: ['people', 'emergency', 'visits'],
		exceptions: { people: 'own' },
		opens: ['family']
	}
} as const satisfies Record<string, FuzzRole>;
export type FuzzName = keyof typeof fuzzRoles;

/** What is known of the room before somebody writes. */
export interface FuzzSituation {
	readonly participant: string;
	readonly own: ReadonlySet<string>;
	readonly locked: readonly string[];
	/** Whether something stood at `root/key` before. */
	stood(path: string): boolean;
	/** The section that a proposal would change, and whether it was answered; null where there is no such proposal. */
	proposal(id: string): { readonly section: string; readonly answered: boolean } | null;
}

/** Who writes the child's words about somebody, where they may write everybody on the map. */
const speaking = ['child', 'caseworker', 'coordinator'];

/** May they change what stands at a path: `root/key`, of proposals `proposals/whose/id`, `people/key/words`? */
export function mayChange(name: FuzzName, path: string, at: FuzzSituation): boolean {
	const { role, all, own = [], proposes = [] }: FuzzRole = fuzzRoles[name];
	const isFree = (section: string) => role === 'caseworker' || !at.locked.includes(section);
	const [root = '', key = '', id = ''] = path.split('/');
	if (root === 'proposals')
		return key === at.participant && proposes.length > 0 && at.proposal(id)?.answered !== true;
	if (root === 'answers') {
		const proposal = at.proposal(key);
		return (
			proposal !== null && !proposal.answered && all.includes(proposal.section) && isFree(proposal.section)
		);
	}
	if (!isFree(root)) return false;
	if (id === 'words') return speaking.includes(role) && all.includes(root);
	return all.includes(root) || (own.includes(root) && at.stood(path) && at.own.has(key));
}

/** May they open this document beside the shared one? */
export function mayOpen(name: FuzzName, space: string): boolean {
	const { opens = [] }: FuzzRole = fuzzRoles[name];
	return opens.includes(space);
}
