/** The network map as a page has it: who is on it, what this person may do with it, and the verbs. */
import { m } from '#lib/paraglide/messages.js';
import { present } from '#lib/room/document.ts';
import { peopleMax } from '#lib/room/lengths.ts';
import { FieldPlace } from '#lib/room/fieldPlace.svelte.ts';
import { live } from '#lib/room/live.svelte.ts';
import { OpenProposals, type Described } from '#lib/room/proposals/openProposals.svelte.ts';
import type { OpenProposal } from '#lib/room/proposals/proposals.ts';
import { canWriteChildsWords, isFacilitator } from '#lib/room/rights.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { partWord } from '#lib/room/words.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import {
	createPerson,
	createTie,
	movePerson,
	readAgreement,
	readCaptions,
	readPeople,
	readTies,
	removePerson,
	removeTie,
	restorePerson,
	restoreTie,
	setPerson,
	setTie,
	signTie,
	tickHelp,
	type NewTie,
	type PersonChanges,
	type TieChanges
} from './document.ts';
import { ordinaryCaptions, ringsOf, standing, type Captions } from './captions.ts';
import { lastChanged } from './lastChanged.ts';
import { isOthersToo, onLayer, type Layer } from './layer.ts';
import { firstName, shortNames } from './names.ts';
import type {
	Child,
	HelpTag,
	Person,
	Placement,
	Quality,
	Relation,
	Ring,
	Sector,
	Tie,
	TieType
} from './network.ts';
import { emptyPlaceFrom, freePlace, placeInRing, roomiestPlace } from './freePlaces.ts';
import { besides, nearestRing, sectorAt } from './placement.ts';
import { proposedPerson, type PersonProposal } from './proposals.ts';
import { sectorAfter, sectorFor, sectorOf, sectorOnceMoved } from './relations.ts';
import { likelyType, saidByParticipant } from './ties.ts';
import { gapsOf } from './seeing/gaps.ts';
import { Selection } from './selection.svelte.ts';
import {
	capital,
	genitive,
	relationWord,
	ringInside,
	ringWord,
	sectorInside,
	sectorWord,
	whereInWords
} from './words.svelte.ts';

export type Way = 'child' | 'relative' | 'facilitator';
/** A point of the window, as an event has it. */
export type PointOnScreen = Pick<PointerEvent, 'clientX' | 'clientY'>;

const nobody: ReadonlySet<string> = new Set();

export class OpenNetwork {
	readonly room: Room;
	readonly way: Way;
	/** A map of its own on the same people; null: the room's. */
	readonly layer: Layer | null;
	readonly proposals: OpenProposals;
	readonly selection = new Selection();
	readonly #people: { readonly current: ReturnType<typeof readPeople> };
	readonly #ties: { readonly current: ReturnType<typeof readTies> };
	readonly #captions: { readonly current: Captions };
	readonly #agreement: { readonly current: ReturnType<typeof readAgreement> };

	/** How the map is divided, and what its rings and sectors are called; the child's own has the child's words. */
	readonly captions = $derived.by(() =>
		this.layer ? this.layer.captions : this.way === 'child' ? ordinaryCaptions : this.#captions.current
	);
	/** The rings of the map, from the middle. */
	readonly rings = $derived(ringsOf(this.captions));
	/** Everybody on the map but the child, in the order they were added, each on a ring that the map has. */
	readonly people = $derived.by(() => {
		const all = this.#people.current.entities.filter((entity): entity is Person => entity.kind !== 'child');
		const here = this.layer ? onLayer(all, this.layer) : present(all);
		return here.map((person) => standing(person, this.rings.length));
	});
	/** The ties that are shown: of the room's map all that stand there, of another its own. */
	readonly ties = $derived.by(() => this.layer?.ties ?? present(this.#ties.current.entities));
	/** How many entities could not be read (law L5). */
	readonly malformed = $derived.by(
		() =>
			this.#people.current.malformed.length + (this.layer?.unreadable ?? this.#ties.current.malformed.length)
	);
	/** When something was last changed on this map, and by whom; null of an empty one. */
	readonly changed = $derived.by(() =>
		this.layer
			? this.layer.changed
			: lastChanged([...this.#people.current.entities, ...this.#ties.current.entities], Date.now())
	);
	readonly child = $derived.by((): Pick<Child, 'id' | 'name' | 'kind'> => {
		const { id, name } = this.room.child;
		const child = this.#people.current.entities.find((entity) => entity.id === id);
		return child?.kind === 'child' ? child : { id, name, kind: 'child' };
	});
	/** Those who have no place on the map yet. */
	readonly waiting = $derived.by(() => this.people.filter(({ placement }) => placement === undefined));
	/** Each mark on the map asks for its person. */
	readonly #byId = $derived(new Map(this.people.map((person) => [person.id, person])));
	readonly #shortNames = $derived(shortNames(this.people));
	/** Who of the emergency plan is there at night: the page that has the plan beside the map tells it. */
	comeAtNight: () => ReadonlySet<string> = () => nobody;
	/** What is empty on this map. */
	readonly gaps = $derived.by(() => gapsOf(this.people, this, this.comeAtNight()));
	/** The place on the map under a point of the window, null beside it; set while a map is drawn. */
	placeUnder: ((point: PointOnScreen) => Placement | null) | null = null;

	/** @param layer a map of its own instead of the room's */
	constructor(room: Room, way: Way, layer: Layer | null = null) {
		this.room = room;
		this.way = way;
		this.layer = layer;
		this.#people = live(room.shared, ['people'], readPeople);
		this.#ties = live(room.shared, ['ties'], readTies);
		this.#captions = live(room.shared, ['meta'], readCaptions);
		this.#agreement = live(room.shared, ['meta'], readAgreement);
		this.proposals = new OpenProposals(room, 'people', (proposal) => this.#describe(proposal));
	}

	/** Somebody on the map; null for the child, for who was taken away, and for who is unknown. */
	person(id: string | null): Person | null {
		return id === null ? null : (this.#byId.get(id) ?? null);
	}

	/**
	 * Somebody whom another person has taken away. Whoever looks at them keeps their card: nothing disappears under
	 * fingers that are writing.
	 */
	takenAway(id: string | null): Person | null {
		const found = this.#people.current.entities.find((entity) => entity.id === id);
		if (!found || found.kind === 'child') return null;
		return found.removed && found.removed.by !== this.room.me.participant ? found : null;
	}

	/** Those of some who stand on the map, in the same order. */
	present(ids: readonly string[]): Person[] {
		return ids.flatMap((id) => this.person(id) ?? []);
	}
	/** The groups of the map that somebody belongs to. */
	groupsOf(id: string): Person[] {
		return this.people.filter(({ members }) => members?.includes(id));
	}
	/** Where a field of somebody or of a tie stands, for who else is in it; on a map of one's own nobody is told of. */
	placeOf(section: 'people' | 'ties', entity: string, field: string): FieldPlace | undefined {
		return this.presence ? new FieldPlace(this.room, [section, entity, field], firstName) : undefined;
	}
	/** The whole name of somebody on the map, or the child's; “someone” for who is not there. */
	nameOf(id: string): string {
		return id === this.child.id ? this.child.name : (this.person(id)?.name ?? m.network_someone());
	}

	/** The name as it stands on the map; “someone” for who is not there. */
	shortName(id: string): string {
		return id === this.child.id ? this.child.name : (this.#shortNames.get(id) ?? m.network_someone());
	}

	ringWord(ring: number): string {
		return ringWord(ring, this.captions);
	}
	/** Whether people gave a ring of this map a word of their own. */
	hasOwnWord(ring: number): boolean {
		return (this.captions.rings[ring - 1] ?? '') !== '';
	}
	sectorWord(sector: Sector): string {
		return sectorWord(sector, this.captions);
	}
	/** The name of a ring inside a sentence. */
	ringInside(ring: number): string {
		return ringInside(ring, this.captions);
	}
	/** The same of a sector. */
	sectorInside(sector: Sector): string {
		return sectorInside(sector, this.captions);
	}
	/** The ring of this map nearest to one that may lie between two or beyond the last. */
	nearestRing(ring: number): Ring {
		return nearestRing(ring, this.rings.length);
	}

	/** Whether people stand in sectors as well as on rings: on a child's own map only the rings say something. */
	get hasSectors(): boolean {
		return this.layer === null && this.way !== 'child';
	}
	/** Whether this is the child's own map as everybody else sees it: as the child has shown it. */
	get isShownMap(): boolean {
		return this.layer !== null && this.way !== 'child';
	}
	/** What this map is called beside the other one. */
	get mapName(): string {
		if (!this.isShownMap) return m.network_layer_ours();
		return m.network_layer_childs({ whose: genitive(firstName(this.child.name)) });
	}
	/** When the child showed this map, an instant; null where it is not shown, and for the room's own. */
	get shownAt(): string | null {
		return this.isShownMap ? (this.layer?.at ?? null) : null;
	}
	/** Others' hands and pointers on this map; null: nobody's are shown, as on a map of one's own. */
	get presence() {
		return this.layer ? null : this.room.presence;
	}

	/** On a map of its own that one may only look at, nothing of the room is changed either. */
	get #mayEditRoom(): boolean {
		return this.layer === null || this.layer.edits !== null;
	}

	/** May this person change what is said of somebody? Their own entry suffices. */
	mayEdit(id: string): boolean {
		return this.#mayEditRoom && this.room.may('people', id);
	}
	/** May they write what the child says about somebody? */
	get mayWriteWords(): boolean {
		return this.#mayEditRoom && canWriteChildsWords(this.room.me.role) && this.room.may('people');
	}
	/** Whether they may say that the child says so of a tie: as with words about somebody. */
	get mayQuoteChild(): boolean {
		return canWriteChildsWords(this.room.me.role);
	}
	/** May they move somebody on this map? */
	mayMove(id: string): boolean {
		return this.layer ? this.layer.edits !== null : this.mayEdit(id);
	}
	/** May they take somebody away? Off a map of one's own anybody; from the room the child takes whom the child added. */
	mayRemove(person: Person): boolean {
		if (!this.layer) return this.mayEdit(person.id);
		return this.layer.edits !== null && (person.placement !== undefined || !this.staysInRoom(person));
	}
	/** Whether this person added them, and may take them away from the room as well. */
	#isTheirs(person: Person): boolean {
		return this.mayEdit(person.id) && person.made.by === this.room.me.participant;
	}
	/** Whether taking somebody off this map leaves them in the room, where others may have made them theirs meanwhile. */
	staysInRoom(person: Person): boolean {
		return this.layer !== null && (!this.#isTheirs(person) || this.#isOthersToo(person.id));
	}
	#isOthersToo(id: string): boolean {
		const here = this.#people.current.entities.find((entity) => entity.id === id);
		const ties = present(this.#ties.current.entities);
		return here !== undefined && here.kind !== 'child' && isOthersToo(here, ties, this.room.me.participant);
	}
	get mayAdd(): boolean {
		return this.#mayEditRoom && this.room.may('people');
	}
	/** May they add many at once? A child adds one after the other, with time for each. */
	get mayAddMany(): boolean {
		return this.mayAdd && this.way !== 'child';
	}
	get mayTie(): boolean {
		return this.layer ? this.layer.edits !== null : this.room.may('ties');
	}
	/** May they draw one more? */
	get mayDraw(): boolean {
		const { layer } = this;
		return this.mayTie && (layer === null || layer.ties.length < (layer.edits?.tiesMax ?? 0));
	}
	/** Who may see the map and how long it is kept; null until that is written down. */
	get agreement() {
		return this.#agreement.current;
	}
	/** Those who lead the room write the agreement, as long as anything is written in the room. */
	get mayAgree(): boolean {
		return isFacilitator(this.room.me.role) && this.room.shared.canWrite;
	}
	get mayPropose(): boolean {
		return this.room.mayPropose('people');
	}
	/** May they change nothing at all here? */
	get readOnly(): boolean {
		return !this.mayAdd && !this.mayTie && !this.people.some(({ id }) => this.mayMove(id));
	}

	/**
	 * Puts somebody on the map, at a free place in the sector their relation suggests, if it suggests one. Where the ring
	 * is full there, in the next one farther out; where all are, they wait beside the map.
	 * @param more what else is known of them
	 * @throws AppError `invalid`, field `name`
	 */
	add(name: string, relation: Relation | undefined, ring: Ring = 2, more: PersonChanges = {}): string {
		const sector = sectorFor(relation);
		const near = this.nearestRing(ring);
		// The child's own map has no sectors.
		const place = this.layer
			? roomiestPlace(this.placements(), near)
			: emptyPlaceFrom(this.placements(), near, sector, this.rings.length);
		const fields = {
			...more,
			name,
			relation,
			sector
		} as const;
		const { layer } = this;
		let id = '';
		if (layer)
			this.room.together(() => {
				// To the room they come without a place: where they stand on this map is said on this map alone.
				id = createPerson(this.#doc, this.room.author(), fields);
				if (place) layer.edits?.put(id, place);
			});
		else id = createPerson(this.#doc, this.room.author(), { ...fields, placement: place ?? undefined });
		this.selection.newest = id;
		return id;
	}

	/** Those of the room's map who are not on this one, where they stand there. */
	readonly onlyInRoom = $derived.by(() =>
		present(this.#people.current.entities).flatMap((entity) => {
			if (entity.kind === 'child' || !entity.placement || this.person(entity.id)?.placement) return [];
			const { placement } = standing(entity, this.rings.length);
			return placement ? [{ person: entity.id, placement }] : [];
		})
	);

	/** Puts everybody on a map of one's own where the room has them, in one step. */
	beginAsRoom(): void {
		this.layer?.edits?.putMany(this.onlyInRoom);
	}

	/** How many more have a place in the room: those who were taken off the map keep theirs, they can come back. */
	get placesLeft(): number {
		const { entities, malformed } = this.#people.current;
		return Math.max(0, peopleMax - entities.length - malformed.length);
	}

	/** Takes back that somebody was added, by whoever added them just now. */
	takeBack(id: string): void {
		removePerson(this.#doc, id, this.room.author());
		if (this.selection.person === id) this.selection.clear();
	}

	/** Proposes somebody new, or something about somebody on the map. */
	propose(person: Person | null, changes: PersonProposal, why: string): void {
		this.proposals.propose(
			person
				? {
						target: { section: 'people', entity: person.id },
						fields: { ...changes },
						was: { ...this.valuesNow(person, changes) },
						why
					}
				: { target: { section: 'people' }, fields: { kind: 'person', ...changes }, why }
		);
	}
	/** What of somebody can be proposed otherwise, as it stands. */
	proposable({ relation, placement }: Person): Omit<PersonProposal, 'name'> {
		return {
			...(relation === undefined ? {} : { relation }),
			...(placement === undefined ? {} : { ring: this.nearestRing(placement.ring) })
		};
	}
	/** What stands now in the fields that would be changed. */
	valuesNow(person: Person, changes: PersonProposal): PersonProposal {
		return Object.fromEntries(Object.entries(this.proposable(person)).filter(([name]) => name in changes));
	}
	/** “Tante. Nær.” */
	changesInWords({ name, relation, ring }: PersonProposal): string {
		const parts = [
			name ?? '',
			relation === undefined ? '' : capital(relationWord(relation)),
			ring === undefined ? '' : this.ringWord(ring)
		].filter(Boolean);
		return parts.length === 0
			? `${m.network_propose_not_said()}.`
			: parts.map((part) => `${part}.`).join(' ');
	}

	/** What a proposal says, in words, and what would come of it. */
	#describe(proposal: OpenProposal): Described | null {
		const proposed = proposedPerson(proposal);
		if (proposed?.kind === 'change') {
			const person = this.person(proposed.person);
			const now = person ? this.valuesNow(person, proposed.changes) : {};
			return {
				what: this.shortName(proposed.person),
				proposed: this.changesInWords(proposed.changes),
				now: person && this.changesInWords(now),
				values: { ...now },
				apply: person && (() => this.#applyChange(person, proposed.changes))
			};
		}
		if (proposed?.kind === 'new') {
			const { name, relation, ring } = proposed.person;
			return {
				what: name,
				proposed: [m.network_propose_new_word(), this.changesInWords(proposed.person)].join(' '),
				now: null,
				values: {},
				apply: () => void this.add(name, relation, ring)
			};
		}
		return null;
	}
	#applyChange(person: Person, { relation, ring }: PersonProposal): void {
		if (relation !== undefined) this.change(person.id, { relation });
		if (ring !== undefined) this.moveToRing(person, this.nearestRing(ring));
	}

	/** Ticks or unticks what somebody can help with. */
	tickHelp(id: string, tag: HelpTag, on: boolean): void {
		tickHelp(this.#doc, id, tag, on, this.room.author());
	}

	/** Changes what is said of somebody. Who is somebody else after all stands where that one belongs, unless a person chose where. */
	change(id: string, changes: PersonChanges): void {
		const person = this.person(id);
		const after = person && 'relation' in changes ? sectorAfter(person, changes.relation) : null;
		this.room.together(() => {
			setPerson(this.#doc, id, { ...after, ...changes }, this.room.author());
			// On a map of its own places say nothing of sectors.
			if (person?.placement && after?.sector !== undefined && !this.layer)
				this.moveToSector(person, after.sector);
		});
	}

	/** Moves somebody to a place on the map; on the child's own map no sectors are seen, so none is changed. */
	move(id: string, placement: Placement): void {
		if (this.layer) {
			this.layer.edits?.put(id, placement);
			return;
		}
		const person = this.person(id);
		const sector = person ? sectorOnceMoved(person, placement) : sectorAt(placement.angle);
		movePerson(this.#doc, id, placement, sector, this.room.author());
	}

	/** In words where somebody stands, or would: the ring, the sector where those are seen, and who is beside them. */
	whereSaid(id: string, placement: Placement): string {
		const others = this.people.filter((other) => other.id !== id);
		const names = besides(others, placement).map((other) => this.shortName(other.id));
		const person = this.person(id);
		// Where they belong once they are let go of: not always where they stand.
		const sector = this.hasSectors && person && (sectorOnceMoved(person, placement) ?? sectorOf(person));
		return whereInWords(placement.ring, sector || null, names, this.captions);
	}

	/** Moves somebody nearer or farther without a hand on the map. Who has no place yet gets one; who is there stays. */
	moveToRing(person: Person, ring: Ring): void {
		if (person.placement?.ring === ring) return;
		const others = this.placements(person.id);
		const place =
			(this.layer && !person.placement ? roomiestPlace(others, ring) : null) ??
			placeInRing(person.placement, others, ring, sectorOf(person), this.rings.length);
		if (this.layer) this.layer.edits?.put(person.id, place);
		else movePerson(this.#doc, person.id, place, undefined, this.room.author());
	}

	/** Moves somebody to another sector without a hand on the map. */
	moveToSector(person: Person, sector: Sector): void {
		const ring = this.nearestRing(person.placement?.ring ?? 2);
		const place = freePlace(this.placements(person.id), ring, sector, this.rings.length);
		movePerson(this.#doc, person.id, place, sector, this.room.author());
	}

	/** The name of another person who moves somebody at this moment; null: nobody does. */
	heldBy(id: string): string | null {
		const holder = this.presence?.holderOf(id);
		return holder ? firstName(holder.name) : null;
	}
	/** Tells whoever moved somebody that another has taken them away meanwhile, with a way to fetch them back. */
	takenFromHand(id: string): void {
		const person = this.takenAway(id);
		if (!person?.removed) return;
		const by = capital(firstName(this.sayerName(person.removed.by)));
		toasts.show({
			text: m.network_taken_from_hand({ by, name: this.shortNameOf(person) }),
			answers: true,
			...(this.mayEdit(id)
				? { action: { label: m.network_fetch_back(), run: () => this.restore(person) } }
				: {})
		});
	}
	/** Why this person may not move or take away others, in words. */
	whyNot(): string {
		if (this.layer?.edits === null)
			return this.way === 'child'
				? m.room_read_only()
				: m.network_only_child_moves({ name: firstName(this.child.name) });
		if (this.room.isLocked('people')) return m.room_locked({ part: partWord('people') });
		if (this.room.isShut) return m.room_closed();
		return this.people.some(({ id }) => this.mayEdit(id)) ? m.network_own_entry_only() : m.room_read_only();
	}

	/** Takes somebody off the map, and offers to take that back. Whoever is in another's hand stays. */
	remove(person: Person): void {
		const holder = this.heldBy(person.id);
		if (holder !== null) {
			toasts.show({ text: m.network_held_wait({ holder, name: this.shortNameOf(person) }), answers: true });
			return;
		}
		const { layer } = this;
		const stays = this.staysInRoom(person);
		this.room.together(() => {
			layer?.edits?.takeOff(person.id);
			if (!stays) removePerson(this.#doc, person.id, this.room.author());
		});
		if (!stays && this.selection.person === person.id) this.selection.clear();
		toasts.show({
			text: this.#removedInWords(person, stays),
			undo: () =>
				this.room.together(() => {
					if (!stays) restorePerson(this.#doc, person.id, this.room.author());
					if (person.placement) layer?.edits?.put(person.id, person.placement);
				})
		});
	}

	/** Of a map of one's own it is told what becomes of them in the room. */
	#removedInWords(person: Person, stays: boolean): string {
		const name = this.shortNameOf(person);
		if (this.layer === null) return m.network_removed({ name });
		return stays ? m.network_removed_mine({ name }) : m.network_removed_everywhere({ name });
	}

	/** Brings somebody back whom anybody has taken away, with all that was written about them. */
	restore(person: Person): void {
		restorePerson(this.#doc, person.id, this.room.author());
	}

	/** A first guess at what kind of tie it is between two. */
	likelyTie(from: string, to: string): TieType {
		const [one, other] = [from, to].map((end) => (end === this.child.id ? this.child : this.person(end)));
		return one && other ? likelyType(one, other) : 'friend';
	}

	tie(fields: NewTie): void {
		if (this.layer) this.layer.edits?.tie(fields);
		else createTie(this.#doc, this.room.author(), fields);
	}

	/** A tie of the room's map, also one that was taken away while somebody looks at it; null: there never was one. */
	tieEver(id: string): Tie | null {
		return this.#ties.current.entities.find((tie) => tie.id === id) ?? null;
	}
	/** Whether two can be kin: animals belong to a household, and are nobody's parent here. */
	mayBeKin(from: string, to: string): boolean {
		return [from, to].every((end) => end === this.child.id || this.person(end)?.kind === 'person');
	}

	/**
	 * Changes what is said of a tie of the room's map. What one has said and another says otherwise is the other's word from
	 * then on; those who lead the room also put down what the child and the meeting say.
	 */
	changeTie(id: string, changes: TieChanges): void {
		const { participant, role } = this.room.me;
		const sayer = this.tieEver(id)?.saidBy;
		const mine = role === 'child' ? 'child' : (`participant:${participant}` as const);
		const isOtherwise = [changes.quality, changes.direction, changes.type].some((said) => said !== undefined);
		const putsDown = isFacilitator(role) && sayer !== undefined && saidByParticipant(sayer) === null;
		const said: TieChanges = isOtherwise && sayer !== mine && !putsDown ? { saidBy: mine } : {};
		setTie(this.#doc, id, { ...said, ...changes }, this.room.author());
	}
	/** Somebody has written in what is noted about it. */
	signTie(id: string): void {
		signTie(this.#doc, id, this.room.author());
	}
	/** Brings a tie back that another has taken away. */
	restoreTie(tie: Tie): void {
		restoreTie(this.#doc, tie.id, this.room.author());
	}

	/** Says how a tie is. */
	sayTie(id: string, quality: Quality): void {
		if (this.layer) this.layer.edits?.sayTie(id, quality);
		else setTie(this.#doc, id, { quality }, this.room.author());
	}

	removeTie(tie: Tie): void {
		const { layer } = this;
		if (layer) layer.edits?.removeTie(tie.id);
		else removeTie(this.#doc, tie.id, this.room.author());
		toasts.show({
			text: m.network_tie_removed({ from: this.shortName(tie.from), to: this.shortName(tie.to) }),
			undo: () => (layer ? layer.edits?.putTieBack(tie) : restoreTie(this.#doc, tie.id, this.room.author()))
		});
	}

	/** The name of somebody who may just have been taken off the map. */
	shortNameOf(person: Person): string {
		return this.#shortNames.get(person.id) ?? shortNames([person]).get(person.id) ?? person.name;
	}

	/** The name of a participant who says how a tie is; “someone” for one this reader may not know. */
	sayerName(participant: string): string {
		return this.room.participants.find(({ id }) => id === participant)?.name ?? m.network_someone();
	}

	get #doc() {
		return this.room.shared.doc;
	}

	/** Where people stand. @param without whom to leave out */
	placements(without?: string): Placement[] {
		return this.people.flatMap(({ id, placement }) => (placement && id !== without ? [placement] : []));
	}
}
