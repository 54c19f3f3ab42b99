/** The room of these pages, open in the browser for as long as somebody is on one of them. */
import { browser } from '$app/environment';
import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';
import { tick, untrack } from 'svelte';
import { firstName } from '#lib/network/names.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { isFacilitator } from '#lib/room/rights.ts';
import type { ConnectionState } from '#lib/room/liveDocument.svelte.ts';
import { Room, type RoomData } from '#lib/room/room.svelte.ts';
import { undoLeft } from '#lib/room/words.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { missedIn, type MissedChange } from './missed.ts';

export class OpenRoom {
	#room = $state.raw<Room | null>(null);
	/** What the layout was loaded with is not all there is to know any more. */
	#stale = $state(false);
	/** They are not in the room any more. */
	#withdrawn = $state(false);

	/** @param data of the room's layout, read again whenever it was loaded again */
	constructor(data: () => RoomData) {
		if (!browser) return;
		// Another room, or documents that were given or taken: the room is opened anew.
		const identity = $derived(
			[
				data().room.id,
				...Object.keys(data().documents),
				...Object.keys(data().letters),
				data().keepsCopy
			].join(' ')
		);
		$effect(() => {
			void identity;
			this.#withdrawn = false;
			const url = `${location.origin.replace(/^http/, 'ws')}/ws`;
			const room = untrack(() => new Room(data(), url, sayLeft));
			this.#room = room;
			return () => this.#close(room);
		});
		// What they may not see any more does not stay in the page: it says so, and lets go of its copies. That there is no
		// room any more makes the layout be asked again below, and the server says the same without a name of the room.
		$effect(() => {
			const room = this.#room;
			if (room?.shared.state !== 'withdrawn') return;
			this.#withdrawn = true;
			void tick().then(() => {
				this.#close(room);
				this.#stale = true;
			});
		});
		$effect(() => this.#room?.refresh(data()));
		// The server said that rights have changed: names and readers on the page may have changed with them.
		$effect(() => {
			if (this.#room && this.#room.shared.told > 0) this.#stale = true;
		});
		$effect(() => {
			if (this.#room && this.#room.strangers > 0) this.#stale = true;
		});
		// Whoever knocked before this page was connected, or while it was not, is heard of only by asking.
		const hears = $derived(
			this.#room !== null && isFacilitator(this.#room.me.role) && this.#room.shared.connected
		);
		$effect(() => {
			if (hears) this.#stale = true;
		});
		// Asking anew while somebody is on the way to another page would take them back: it waits until they are there.
		$effect(() => {
			if (!this.#stale || navigating.to !== null) return;
			this.#stale = false;
			void invalidate('landsby:room');
		});
		$effect(() => {
			if (this.#room && this.#room.generation > 0) untrack(() => this.#room?.follow());
		});
	}

	#close(room: Room): void {
		if (this.#room !== room) return;
		room.close();
		this.#room = null;
	}

	get room(): Room | null {
		return this.#room;
	}

	/** @throws Error while the room is not open; pages below are drawn only once it is */
	demand(): Room {
		if (!this.#room) throw new Error('the room is not open yet');
		return this.#room;
	}

	/** Why the room cannot be shown any more, or null. */
	get farewell(): ConnectionState | null {
		if (this.#withdrawn) return 'withdrawn';
		const documents = this.#room?.documents ?? [];
		// Who may no longer open care is in the room all the same: it is opened anew without it.
		const over = documents.find(
			({ closedForGood, space, state }) => closedForGood && (space === 'room' || state !== 'withdrawn')
		);
		return over?.state ?? null;
	}

	/**
	 * Something that was written is not in the database yet, or was given back and lies in its card: going would lose it.
	 * Not where it is kept to sign in.
	 */
	get asksToLeave(): boolean {
		const refused = this.#room?.documents.some(({ refusal }) => (refusal?.words.length ?? 0) > 0) ?? false;
		return refused || (this.pending > 0 && !(this.farewell !== null && this.kept));
	}

	/** Changes of this page that wait for the server. */
	get pending(): number {
		return this.#room?.documents.reduce((sum, { pending }) => sum + pending, 0) ?? 0;
	}
	/** What was written here and is not saved, in words: for whom the room has closed itself. */
	get unsavedWords(): string[] {
		return this.#room?.documents.flatMap(({ unsavedWords }) => unsavedWords) ?? [];
	}
	/** Whether what waits is kept on this device, too. */
	get kept(): boolean {
		return this.#room?.documents.every(({ kept, pending }) => kept || pending === 0) ?? false;
	}
	/** What others have changed while this page was away. */
	get missed(): MissedChange[] {
		return this.#room?.documents.flatMap(missedIn) ?? [];
	}
	/** Whether the server could be asked for a page: it answers, or has not been asked yet. */
	get reachable(): boolean {
		return this.#room?.documents.every(({ state }) => ['saved', 'saving', 'opening'].includes(state)) ?? true;
	}
	/** Whether the server answers just now. */
	get connected(): boolean {
		return this.#room?.documents.every(({ connected }) => connected) ?? true;
	}
	/** Whether something that was open is cut off; a document that is only being opened is not. */
	get interrupted(): boolean {
		return this.#room?.documents.some(({ connected, state }) => !connected && state !== 'opening') ?? false;
	}
	/** Undo and redo by key, but for fields and editors that have their own. */
	keydown(event: KeyboardEvent): void {
		if (!(event.ctrlKey || event.metaKey) || event.altKey || !this.#room) return;
		const key = event.key.toLowerCase();
		const redo = key === 'y' || (key === 'z' && event.shiftKey);
		if (key !== 'z' && !redo) return;
		const target = event.target instanceof HTMLElement ? event.target : null;
		const typing = target?.matches('input, textarea, select, [contenteditable=true], .ProseMirror') ?? false;
		if (typing && target?.dataset['sharedText'] === undefined) return;
		event.preventDefault();
		if (redo) this.#room.redo();
		else this.#room.undo();
	}
}

/** Says that what would have been taken back was changed by others since, and who. */
function sayLeft(names: readonly string[]): void {
	const list = new Intl.ListFormat(getLocale(), { type: 'conjunction' });
	toasts.show({ text: undoLeft(list.format(names.map(firstName))), answers: true });
}
