// Meetings as rows: what the document says of them. Phase and closing stand in the table meetings.
import type { Doc } from 'yjs';
import { readMeetings, readNotes } from '#lib/meetings/document.ts';
import { plainText } from '#lib/meetings/notes.ts';
import { inUtc, stamps, type Projection, type Row } from './rows.ts';

/** Meetings with their notes, agenda, agreements and tasks. */
export function projectMeetings(doc: Doc): Projection {
	const { entities, malformed } = readMeetings(doc);
	return {
		tables: {
			meeting_texts: entities
				.filter((entity) => entity.kind === 'meeting')
				.map((meeting): Row => {
					const notes = readNotes(doc, meeting.id);
					return {
						entity_id: meeting.id,
						type: meeting.type,
						title: meeting.title,
						starts: inUtc(meeting.starts),
						ends: meeting.ends === undefined ? null : inUtc(meeting.ends),
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
					deadline: task.deadline ?? null,
					done_at: task.done?.at ?? null,
					done_by: task.done?.by ?? null,
					...stamps(task)
				}))
		},
		malformed
	};
}
