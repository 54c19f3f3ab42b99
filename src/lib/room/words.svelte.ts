/** What the parts of a room are called within a sentence. */
import { m } from '#lib/paraglide/messages.js';
import type { Room } from './room.svelte.ts';
import type { Section } from './spaces.ts';

const parts: Record<Section, () => string> = {
	people: m.room_part_people,
	ties: m.room_part_ties,
	emergency: m.room_part_emergency,
	visits: m.room_part_visits,
	meetings: m.room_part_meetings,
	voice: m.room_part_voice
};

/** “akuttplanen” */
export function partWord(section: Section): string {
	return parts[section]();
}

/** Why a part can only be read, where a lock is why; nothing else is told of. For spreading into a ReadOnlyBar. */
export function lockedReason(room: Room, section: Section): { reason?: string } {
	return room.isLocked(section) ? { reason: m.room_locked({ part: partWord(section) }) } : {};
}

/** Why undo changed nothing. @param name of whoever has changed it since; empty: that is not known */
export function undoLeft(name: string): string {
	return name === '' ? m.room_undo_left() : m.room_undo_left_by({ name });
}
