/** The room as a page has it: its documents, what this person may do, who is here, undo. */
import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Author } from './document.ts';
import { LiveDocument } from './liveDocument.svelte.ts';
import { Presence } from './presence.svelte.ts';
import type { Access, Rights } from './rights.ts';
import { documentName, type Role, type Section, type Space } from './spaces.ts';
import type { ChangedBy } from './steps.ts';
import { Undo } from './undo.svelte.ts';

/** A participant as this reader may know them. */
export interface KnownParticipant {
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	/** Their place in the network map. */
	readonly person: string | null;
	/** Which documents they may open, as the server reckons it. */
	readonly reads: readonly Space[];
}

/** What the server gives the page about the room; see the room's layout. */
export interface RoomData {
	readonly room: {
		readonly id: string;
		readonly childId: string;
		readonly childName: string;
		/** As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD. */
		readonly childBorn: string | null;
		readonly timeZone: string;
		readonly caseLabel: string | null;
	};
	readonly me: {
		readonly participant: string;
		readonly name: string;
		readonly role: Role;
		readonly carer: boolean;
		readonly person: string | null;
	};
	readonly participants: readonly KnownParticipant[];
	/** The documents this person may open, with their rights in each; letterboxes stand by themselves. */
	readonly documents: Readonly<Partial<Record<Space, Rights>>>;
	/** Whether what this person writes may be kept on this device until it is saved. */
	readonly keepsCopy: boolean;
	/** Letterboxes this person may open, by the participant whose they are. */
	readonly letters: Readonly<Record<string, Rights>>;
}

export class Room {
	readonly shared: LiveDocument;
	/** Goes up when the document names somebody whom this page does not know, and when it must be known who reads. */
	strangers = $state(0);
	readonly #met = new Set<string>();
	/** Null: care is not theirs to open. */
	readonly care: LiveDocument | null;
	/** Documents with a page of their own, by name, open from when somebody first came to it. */
	readonly #others = new SvelteMap<string, LiveDocument>();
	readonly #url: string;
	readonly #left: (names: readonly string[]) => void;
	#data: RoomData;
	#undo = $state.raw<Undo>() as Undo; // set by #open in the constructor
	#presence = $state.raw<Presence>() as Presence; // set by #open in the constructor

	/**
	 * Opens the room's documents.
	 * @param url of the sockets, `ws(s)://host/ws`
	 * @param left is told when undo left what others have changed since, and who, as far as it is known
	 * @throws Error when the page was loaded without the shared document's rights
	 */
	constructor(data: RoomData, url: string, left: (names: readonly string[]) => void) {
		this.#data = $state.raw(data);
		this.#url = url;
		this.#left = left;
		const { room, care } = data.documents;
		if (!room) throw new Error('the shared document was not given to this page');
		const copyOf = data.keepsCopy ? data.me.participant : null;
		this.shared = new LiveDocument(url, documentName(data.room.id, 'room'), 'room', room, copyOf);
		this.care = care ? new LiveDocument(url, documentName(data.room.id, 'care'), 'care', care, copyOf) : null;
		this.follow();
	}

	get id(): string {
		return this.#data.room.id;
	}
	get timeZone(): string {
		return this.#data.room.timeZone;
	}
	get child(): { id: string; name: string; born: string | null } {
		const { childId, childName, childBorn } = this.#data.room;
		return { id: childId, name: childName, born: childBorn };
	}
	get me(): RoomData['me'] {
		return this.#data.me;
	}
	get participants(): readonly KnownParticipant[] {
		return this.#data.participants;
	}
	get presence(): Presence {
		return this.#presence;
	}

	/** All open documents. */
	get documents(): LiveDocument[] {
		return [...this.#everyPage, ...this.#others.values()];
	}
	/** What every page of the room may need. */
	get #everyPage(): LiveDocument[] {
		return this.care ? [this.shared, this.care] : [this.shared];
	}
	/** Changes when a document was replaced: re-key components on it. */
	get generation(): number {
		return this.documents.reduce((sum, { generation }) => sum + generation, 0);
	}
	/** What every page of the room may need has its content. */
	get opened(): boolean {
		return this.#everyPage.every(({ opened }) => opened);
	}

	/**
	 * Opens a document that has a page of its own, or finds it open already. It stays open with the room: what was
	 * written in it and waits for the server must not be left behind with the page.
	 * @param space one that not every page needs
	 * @param participant whose letterbox
	 * @returns null where it is not this person's to open
	 */
	open(space: Exclude<Space, 'room' | 'care'>, participant: string | null = null): LiveDocument | null {
		const { documents, letters } = this.#data;
		const rights = participant === null ? documents[space] : letters[participant];
		if (!rights) return null;
		const name = documentName(this.id, space, participant);
		const open = this.#others.get(name);
		if (open) return open;
		const copyOf = this.#data.keepsCopy && mayBeKept(space, this.me.role) ? this.me.participant : null;
		const document = new LiveDocument(this.#url, name, space, rights, copyOf);
		this.#others.set(name, document);
		this.#undo.follow(document);
		return document;
	}

	/** What this person may do in a section of the shared document. */
	access(section: Section): Access {
		return this.shared.canWrite ? (this.shared.rights?.sections[section] ?? 'read') : 'read';
	}
	/**
	 * May this person write here now?
	 * @param entity where given, their own entry suffices
	 */
	may(section: Section, entity?: string): boolean {
		const access = this.access(section);
		return access === 'write' || (access === 'own' && entity !== undefined && this.owns(entity));
	}
	/** May this person propose a change of what they may not write themselves? */
	mayPropose(section: Section): boolean {
		return this.shared.canWrite && (this.shared.rights?.proposes.includes(section) ?? false);
	}
	/** Whether a caseworker has locked the section for this person. */
	isLocked(section: Section): boolean {
		return this.shared.rights?.locked.includes(section) ?? false;
	}
	/** The room is closed: it can be read only. */
	get isShut(): boolean {
		return this.shared.rights?.roomClosed ?? false;
	}
	/** Whether a meeting is closed: it stands in a version, and takes no more words. */
	isClosed(meeting: string): boolean {
		return this.shared.rights?.closed.includes(meeting) ?? false;
	}
	/** Whether the entity is this person's own entry. */
	owns(entity: string): boolean {
		return this.shared.rights?.own.includes(entity) ?? false;
	}
	get mayWriteCare(): boolean {
		return this.care?.canWrite ?? false;
	}
	/**
	 * Somebody is named in the document. Where this page does not know them, they came in since it was loaded, and who is
	 * in the room is asked again, once.
	 */
	meet(participant: string): void {
		if (this.#met.has(participant) || this.participants.some(({ id }) => id === participant)) return;
		this.#met.add(participant);
		this.strangers += 1;
	}
	/** Somebody is to be told who reads what they show: whoever came in since this page was loaded reads it, too. */
	askWho(): void {
		this.strangers += 1;
	}

	/** Who may open a document: for the chip that says who sees this. */
	readers(space: Space): KnownParticipant[] {
		return this.participants.filter(({ reads }) => reads.includes(space));
	}

	/** Who edits, and when; for every function of a document.ts. */
	author(): Author {
		return { by: this.me.participant, at: new Date().toISOString() };
	}

	get canUndo(): boolean {
		return this.#undo.canUndo;
	}
	get canRedo(): boolean {
		return this.#undo.canRedo;
	}
	/** Takes back the last own step. @returns whether there was one, and nothing of it was left as others changed it */
	undo(): boolean {
		return this.#undo.undo();
	}
	/** Does again what was last taken back. @returns as `undo` does */
	redo(): boolean {
		return this.#undo.redo();
	}
	/** Makes one step, for undo, of what is edited meanwhile in any of the room's documents. */
	together(edit: () => void): void {
		this.#undo.together(edit);
	}

	/** The names of others, as far as it is known whose pages these are. */
	#namesOf(clients: ChangedBy): string[] {
		const names = clients.flatMap((client) => {
			const writer = client === null ? null : this.presence.writer(client);
			return writer && writer.participant !== this.me.participant ? [writer.name] : [];
		});
		return [...new Set(names)];
	}

	/** Takes what a newer load of the page brought (participants, names). */
	refresh(data: RoomData): void {
		this.#data = data;
	}

	/** Follows the documents as they are now; called again after one was replaced. */
	follow(): void {
		this.#undo?.close();
		this.#presence?.close();
		this.#undo = new Undo(
			this.documents,
			(changedBy) => this.#left(this.#namesOf(changedBy)),
			() => this.author()
		);
		this.#presence = new Presence(this.shared.awareness);
	}

	close(): void {
		this.#undo.close();
		this.#presence.close();
		for (const document of this.documents) document.close();
	}
}

/**
 * Whether a document may lie on a device at all. A letterbox stays out of every one: that there is one is nobody's to
 * find (T19). The child's corner lies on the child's own alone.
 */
function mayBeKept(space: Space, role: Role): boolean {
	return space !== 'letter' && (space !== 'child' || role === 'child');
}

const key = Symbol('room');

/** Gives the room to the components below; it is read through a function because it is made in the browser only. */
export function provideRoom(room: () => Room): void {
	setContext(key, room);
}

/**
 * The open room. Components below the room's layout are drawn only once it is open.
 * @throws Error when used outside a room
 */
export function useRoom(): Room {
	const room = getContext<(() => Room) | undefined>(key);
	if (!room) throw new Error('not inside a room');
	return room();
}
