/**
 * The wire between a page and `/ws/<document>`: y-websocket's messages plus our two.
 * Nothing else builds or takes apart a message.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { SECTIONS } from './spaces.ts';

/** First number of every frame. */
export const MESSAGE = { sync: 0, awareness: 1, notice: 2, queryAwareness: 3, acknowledged: 4 } as const;

/** Second number of a sync frame. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** Frames a sync message: a state vector (step 1) or an update. */
export function encodeSync(kind: (typeof SYNC)[keyof typeof SYNC], bytes: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, MESSAGE.sync);
	encoding.writeVarUint(encoder, kind);
	encoding.writeVarUint8Array(encoder, bytes);
	return encoding.toUint8Array(encoder);
}

/** The update in a frame of kind step 2 or update; null where it is another frame, or none. */
export function updateIn(frame: Uint8Array): { kind: number; update: Uint8Array } | null {
	if (frame[0] !== MESSAGE.sync || (frame[1] !== SYNC.step2 && frame[1] !== SYNC.update)) return null;
	const decoder = decoding.createDecoder(frame);
	decoder.pos = 2;
	return { kind: frame[1], update: decoding.readVarUint8Array(decoder) };
}

/**
 * Why the server closes. y-websocket stops for good on 4400-4499 and comes back on all others,
 * so what passes by itself has a number above.
 */
export const CLOSE = {
	malformed: 4400,
	sessionEnded: 4401,
	notYours: 4403,
	notFound: 4404,
	/** The page's copy is of before the document was restored: it must not be merged. */
	outdated: 4409,
	tooLarge: 4413,
	tooSlow: 4508,
	tooMany: 4529,
	restart: 1012
} as const;

const AccessSchema = v.picklist(['write', 'own', 'read']);
const RightsSchema = v.object({
	write: v.boolean(),
	sections: v.object(v.entriesFromList(SECTIONS, AccessSchema)),
	own: v.pipe(v.array(v.string()), v.readonly()),
	locked: v.pipe(v.array(v.picklist(SECTIONS)), v.readonly()),
	closed: v.pipe(v.array(v.string()), v.readonly()),
	proposes: v.pipe(v.array(v.picklist(SECTIONS)), v.readonly()),
	roomClosed: v.boolean(),
	version: v.number()
});

/** Message 2: what the server has to say in words for machines. */
export const Notice = v.variant('type', [
	/** The first frame of every connection, before sync step 1. */
	v.object({
		type: v.literal('welcome'),
		/** Goes up when the document was restored: older copies never merge into it. */
		epoch: v.pipe(v.number(), v.integer()),
		schema: v.pipe(v.number(), v.integer()),
		rights: RightsSchema,
		/** Something of it cannot be read: nobody writes until it is mended. */
		damaged: v.optional(v.boolean(), false),
		/** There is little place left in it. */
		filling: v.optional(v.boolean(), false)
	}),
	v.object({ type: v.literal('rights'), rights: RightsSchema }),
	/** Since the welcome the document has become nearly full. */
	v.object({ type: v.literal('filling') }),
	/** What of the sender's edits was not taken, as `section/entity`, and why. */
	v.object({
		type: v.literal('refused'),
		paths: v.array(v.string()),
		reason: v.picklist([
			'readOnly',
			'notYours',
			'locked',
			'closed',
			'answered',
			'tooLong',
			'full',
			'tooLarge',
			'tooMuch',
			'unavailable'
		])
	})
]);
export type Notice = v.InferOutput<typeof Notice>;

/** Frames a notice in the layout of y-protocols' auth message, which stock clients only warn about. */
export function encodeNotice(notice: Notice): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, MESSAGE.notice);
	encoding.writeVarUint(encoder, 0);
	encoding.writeVarString(encoder, JSON.stringify(notice));
	return encoding.toUint8Array(encoder);
}

/**
 * Reads a notice behind its message number.
 * @throws ValiError or SyntaxError when it is none
 */
export function decodeNotice(decoder: decoding.Decoder): Notice {
	decoding.readVarUint(decoder);
	return v.parse(Notice, JSON.parse(decoding.readVarString(decoder)));
}

/**
 * Message 4: how many sync frames of kind step2 and update of this connection have met their fate
 * (committed, nothing new, refused, dropped before step 2). Cumulative. A state vector would not do:
 * it does not change when something is deleted.
 */
export function encodeAcknowledged(count: number): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, MESSAGE.acknowledged);
	encoding.writeVarUint(encoder, count);
	return encoding.toUint8Array(encoder);
}

/** Reads message 4 behind its number. */
export function decodeAcknowledged(decoder: decoding.Decoder): number {
	return decoding.readVarUint(decoder);
}

/** Where a text cursor stands, relative to what was written: survives others' edits. */
const Point = v.nullish(v.strictObject({ client: v.number(), clock: v.number() }));
const Relative = v.strictObject({
	type: Point,
	tname: v.nullish(v.pipe(v.string(), v.maxLength(60))),
	item: Point,
	assoc: v.nullish(v.number())
});
const TextCursor = v.nullable(v.strictObject({ anchor: Relative, head: Relative }));

/** Nobody holds somebody for longer than a day. */
const heldMsMax = 24 * 3_600_000;

/** What a page says of itself: where it looks, where it points, what it holds. */
export const presenceEntries = {
	/** Pointer on the map, in map coordinates. */
	cursor: v.optional(v.nullable(v.strictObject({ x: v.number(), y: v.number() }))),
	/** The part the person is looking at. */
	place: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(40)))),
	/** What is held: an entity and where it is just now. */
	hold: v.optional(
		v.nullable(
			v.strictObject({
				entity: v.string(),
				ring: v.optional(v.number()),
				angle: v.optional(v.number()),
				/** For how long it had been in the hand when this was said, in milliseconds. */
				heldMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(heldMsMax))),
				/** The field somebody is writing in. */
				field: v.optional(v.pipe(v.string(), v.maxLength(40)))
			})
		)
	)
};
export type OwnPresence = v.InferOutput<v.ObjectSchema<typeof presenceEntries, undefined>>;

/**
 * Everything a page may say of itself in awareness; name and role are written by the server (T17). Beside the
 * fields above stands one text cursor for each text that is open, under a key of its own.
 */
export const OwnPresence = v.pipe(
	v.objectWithRest(presenceEntries, TextCursor),
	v.check((state) =>
		Object.keys(state).every((key) => key in presenceEntries || /^cursor:[0-9a-f-]{36}$/.test(key))
	)
);

/** The awareness key of a meeting's notes: one for each text, or a caret of one is drawn in another. */
export function textCursorKey(meeting: string): string {
	return `cursor:${meeting}`;
}

/** Who a presence belongs to, as the server wrote it from the participant's row. */
export const PresentPerson = v.object({
	participant: v.string(),
	name: v.string(),
	role: v.string(),
	/** The person's place in the network map, where they stand on it. */
	person: v.nullable(v.string())
});
export type PresentPerson = v.InferOutput<typeof PresentPerson>;
