/** Names of things: every entity, room, document row and participant carries an id made by us. */
import { v7, validate, version } from 'uuid';
import * as v from 'valibot';

/**
 * A fresh UUIDv7 in lower case. Works over plain http in a local network, where
 * `crypto.randomUUID` does not exist.
 */
export function newId(): string {
	return v7();
}

/** An id as it must look wherever it comes in: UUIDv7, lower case. */
export const Id = v.pipe(
	v.string(),
	v.check((text) => text === text.toLowerCase() && validate(text) && version(text) === 7, 'not an id')
);

/** @param text anything */
export function isId(text: unknown): text is string {
	return v.is(Id, text);
}
