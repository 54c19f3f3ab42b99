// Meetings as rows: what the document says of them. Phase and closing stand in the table meetings.
import type { Doc } from 'yjs';
import { readMeetings, readNotes } from '#lib/meetings/document.ts';
import { plainText } from '#lib/meetings/notes.ts';
import { stamps, type Projection, type Row } from './rows.ts';
import { storableDay, storableInstant } from './storable.ts';

/** Meetings with their notes, agenda, agreements and tasks. */
export function projectMeetings(doc: Doc): Projection {
	const { entities, malformed } = readMeetings(doc);
	const meetings = entities.filter((entity) => entity.kind === 'meeting');
	// A time that only looks like one: the row could not be stored, and nobody could say when it is.
	const timeless = meetings.filter(({ starts }) => storableInstant(starts) === null);
	return {
		tables: {
			meeting_texts: meetings
				.filter((meeting) => !timeless.includes(meeting))
				.map((meeting): Row => {
					const notes = readNotes(doc, meeting.id);
					return {
						entity_id: meeting.id,
						type: meeting.type,
						title: meeting.title,
						starts: storableInstant(meeting.starts),
						ends: storableInstant(meeting.ends),
						place: meeting.place ?? null,
						purpose: meeting.purpose,
						notes: notes as never, // plain JSON by its schema
						notes_text: plainText(notes),
						...stamps(meeting)
					};
				}),
			agenda_items: entities
				.filter((entity) => entity.kind === 'agendaItem')
				.map((item) => ({
					entity_id: item.id,
					meeting: item.meeting,
					order: item.order,
					text: item.text,
					done_at: item.done?.at ?? null,
					...stamps(item)
				})),
			agreements: entities
				.filter((entity) => entity.kind === 'agreement')
				.map((agreement) => ({
					entity_id: agreement.id,
					meeting: agreement.meeting,
					order: agreement.order,
					text: agreement.text,
					standing: agreement.standing ?? null,
					...stamps(agreement)
				})),
			tasks: entities
				.filter((entity) => entity.kind === 'task')
				.map((task) => ({
					entity_id: task.id,
					meeting: task.meeting,
					order: task.order,
					text: task.text,
					who: task.who ?? null,
					deadline: storableDay(task.deadline),
					done_at: task.done?.at ?? null,
					done_by: task.done?.by ?? null,
					...stamps(task)
				}))
		},
		malformed: [
			...malformed,
			...timeless.map(({ id }) => ({ root: 'meetings', id, reason: 'begins at no real time' }))
		]
	};
}
