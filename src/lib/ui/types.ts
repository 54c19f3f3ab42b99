/** Types that several components share. */
import type { Component } from 'svelte';

/** An icon of @lucide/svelte, used with class `i`. */
export type Icon = Component<{ class?: string }>;

/** One place in the navigation of a frame. */
export interface NavItem {
	readonly href: string;
	readonly label: string;
	/** A shorter word where there is little room: "Kart" for "Nettverkskart". */
	readonly short?: string | undefined;
	readonly icon: Icon;
	/** A short word beside the label, such as "1 hull". */
	readonly note?: string | undefined;
	readonly current?: boolean | undefined;
}

/** One choice among several. */
export interface Option<Value extends string> {
	readonly value: Value;
	readonly label: string;
	readonly description?: string | undefined;
	readonly icon?: Icon | undefined;
	readonly disabled?: boolean | undefined;
}

/** One line of an error summary: where it is (the id of the field) and what to do. */
export interface FieldError {
	readonly id: string;
	readonly message: string;
}

/** Somebody who can read a thing; `role` is a word such as "mormor" or "saksbehandler". */
export interface Reader {
	readonly name: string;
	readonly role?: string | undefined;
}
