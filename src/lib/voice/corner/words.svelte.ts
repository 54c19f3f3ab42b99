/** Who sees the child's corner, in words for the child. */
import { m } from '#lib/paraglide/messages.js';
import type { KnownParticipant, Room } from '#lib/room/room.svelte.ts';
import type { Kept } from './corner.ts';

/** What became of choosing who may read the corner. */
export type CornerAnswer = 'chosen' | 'gone' | 'shut' | 'failed';

/** The adult to whom the child has opened the corner; null where it is closed. */
export function cornerReader(room: Room): KnownParticipant | null {
	return room.readers('child').find(({ role }) => role !== 'child') ?? null;
}

/** “Bare du ser dette.” or “Bare du og Kari ser dette.” */
export function cornerSeenBy(room: Room): string {
	const reader = cornerReader(room);
	return reader ? m.voice_corner_you_and({ name: reader.name }) : m.voice_corner_only_you();
}

const kinds: Record<Kept['kind'], () => string> = {
	feeling: m.voice_corner_kind_feeling,
	draft: m.voice_corner_kind_draft,
	wish: m.voice_corner_kind_wish
};
/** What it is, as its maker would say. */
export const keptWord = ({ kind }: Pick<Kept, 'kind'>): string => kinds[kind]();
