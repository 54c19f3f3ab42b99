/** The care document's telephone numbers as whoever imports people hands them in. */
import type { SaidType } from '#lib/network/import/contacts.ts';
import type { NumberDesk } from '#lib/network/import/numbers.ts';
import { present } from '#lib/room/document.ts';
import { ifRefused } from '#lib/room/ifRefused.svelte.ts';
import { live } from '#lib/room/live.svelte.ts';
import type { LiveDocument } from '#lib/room/liveDocument.svelte.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { createNumbers, readCare, removeNumbers } from './care/document.ts';
import type { NumberType } from './care.ts';
import { readPhone, showPhone } from './phone.ts';

export class CareNumbers implements NumberDesk {
	readonly #room: Room;
	readonly #care: LiveDocument;
	readonly #read: { readonly current: ReturnType<typeof readCare> };
	readonly #byPerson = $derived.by(() => {
		const numbers = new Map<string, string[]>();
		for (const { person, value } of present(this.#read.current.numbers.entities))
			numbers.set(person, [...(numbers.get(person) ?? []), value]);
		return numbers;
	});

	/** @param care of the room */
	constructor(room: Room, care: LiveDocument) {
		this.#room = room;
		this.#care = care;
		this.#read = live(care, ['numbers'], readCare);
	}

	get mayWrite(): boolean {
		return this.#room.mayWriteCare;
	}
	get readers(): number {
		return this.#room.readers('care').length;
	}
	read(text: string): string | null {
		const read = readPhone(text);
		return 'value' in read ? read.value : null;
	}
	show(value: string): string {
		return showPhone(value);
	}
	of(person: string): readonly string[] {
		return this.#byPerson.get(person) ?? [];
	}
	add(all: readonly { person: string; value: string; type: SaidType }[]): readonly string[] {
		const numbers = all.map(({ person, value, type }) => ({
			person,
			value,
			type: type ?? likelyType(value)
		}));
		return createNumbers(this.#care.doc, this.#room.author(), numbers);
	}
	#whose(id: string): string | undefined {
		return readCare(this.#care.doc).numbers.entities.find((number) => number.id === id)?.person;
	}
	ifRefused(ids: readonly string[], then: (people: readonly string[]) => void): void {
		// What is refused is gone from this copy, when it is known.
		const people = new Map(ids.map((id) => [`numbers/${id}`, this.#whose(id)]));
		ifRefused(this.#care, [...people.keys()], (paths) => {
			then(paths.flatMap((path) => people.get(path) ?? []));
		});
	}
	takeBack(ids: readonly string[]): void {
		removeNumbers(this.#care.doc, this.#room.author(), ids);
	}
}

/** Where nobody has said: Norwegian mobile telephones begin with 4 or 9. */
function likelyType(value: string): NumberType {
	return value.startsWith('+47') && !/^\+47[49]/.test(value) ? 'landline' : 'mobile';
}
