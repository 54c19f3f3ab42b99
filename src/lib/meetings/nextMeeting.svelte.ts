/** The meeting that comes next, as pages that show only that one have it. */
import { present } from '#lib/room/document.ts';
import { live } from '#lib/room/live.svelte.ts';
import { byOrder } from '#lib/room/order.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { readMeetings } from './document.ts';
import type { AgendaItem, Meeting } from './meetings.ts';

export class NextMeeting {
	readonly #room: Room;
	readonly #section: { readonly current: ReturnType<typeof readMeetings> };
	/** Of the moment at which the page was opened: what is shown does not vanish while somebody reads it. */
	readonly #now = new Date().toISOString();

	/** The first that is neither over nor closed; undefined where none is planned. */
	readonly meeting = $derived.by(
		() =>
			present(this.#section.current.entities)
				.filter(
					(entity): entity is Meeting =>
						entity.kind === 'meeting' &&
						!this.#room.isClosed(entity.id) &&
						(entity.ends ?? entity.starts) >= this.#now
				)
				.sort((a, b) => a.starts.localeCompare(b.starts))[0]
	);
	/** What it is about, in order. */
	readonly agenda = $derived.by(() =>
		present(this.#section.current.entities)
			.filter(
				(entity): entity is AgendaItem => entity.kind === 'agendaItem' && entity.meeting === this.meeting?.id
			)
			.sort(byOrder)
	);

	/** Made while a component is being set up. */
	constructor(room: Room) {
		this.#room = room;
		this.#section = live(room.shared, ['meetings'], readMeetings);
	}
}
