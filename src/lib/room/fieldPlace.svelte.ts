/** Where a field stands in the shared document, so that a page can tell who else is in it and whose word it holds. */
import { writerAt } from './document.ts';
import type { OwnPresence } from './protocol.ts';
import type { Room } from './room.svelte.ts';
import type { Section } from './spaces.ts';

export class FieldPlace {
	readonly #room: Room;
	readonly #section: Section;
	readonly #entity: string;
	readonly #field: string;
	readonly #called: (name: string) => string;
	readonly #besides: OwnPresence['hold'];

	/**
	 * @param called the name by which somebody is called, of their whole one
	 * @param besides what this page holds while nobody is in the field
	 */
	constructor(
		room: Room,
		[section, entity, field]: readonly [Section, string, string],
		called: (name: string) => string,
		besides: OwnPresence['hold'] = null
	) {
		this.#room = room;
		this.#section = section;
		this.#entity = entity;
		this.#field = field;
		this.#called = called;
		this.#besides = besides;
	}

	/** The name of another person who writes here, or null. */
	get writer(): string | null {
		const page = this.#room.presence.writerIn(this.#entity, this.#field);
		return page && page.participant !== this.#room.me.participant ? this.#called(page.name) : null;
	}

	/** Tells the others that this person writes here, or not any more. */
	show(here: boolean): void {
		this.#room.presence.show({ hold: here ? { entity: this.#entity, field: this.#field } : this.#besides });
	}

	/** Who has written what stands here: this page, another person by name, or null where that cannot be told. */
	author(): 'me' | { readonly name: string } | null {
		const { doc } = this.#room.shared;
		const client = writerAt(doc, this.#section, this.#entity, this.#field);
		if (client === null) return null;
		if (client === doc.clientID) return 'me';
		const writer = this.#room.presence.writer(client);
		return writer && writer.participant !== this.#room.me.participant
			? { name: this.#called(writer.name) }
			: null;
	}
}
