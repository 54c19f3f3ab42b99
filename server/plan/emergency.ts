// The emergency plan as rows.
import type { Doc } from 'yjs';
import { readEmergency } from '#lib/emergency/document.ts';
import { stamps, type Projection, type Row } from './rows.ts';

/** Contacts in calling order, their hours, and what to know about the child. */
export function projectEmergency(doc: Doc): Projection {
	const { entities, malformed } = readEmergency(doc);
	const contacts = entities.filter((entity) => entity.kind === 'emergencyContact');
	return {
		tables: {
			emergency_contacts: contacts.map((contact): Row => ({
				entity_id: contact.id,
				person: contact.person,
				order: contact.order,
				can: [...contact.can],
				words: contact.words,
				consent: contact.consent?.status ?? null,
				consent_at: contact.consent?.at ?? null,
				...stamps(contact)
			})),
			availability: contacts.flatMap((contact) =>
				contact.availability.map((hours, n): Row => ({
					entity_id: contact.id,
					n,
					days: [...hours.days],
					from_time: hours.from,
					to_time: hours.to,
					can: hours.can ?? null
				}))
			),
			// The one entity that is known by a name: its row stands under the room's nil id.
			emergency_about: entities
				.filter((entity) => entity.kind === 'about')
				.map((about) => ({
					entity_id: '00000000-0000-0000-0000-000000000000',
					calms: about.calms,
					fears: about.fears,
					brings: about.brings,
					review_by: about.reviewBy ?? null,
					...stamps({ made: about.made })
				}))
		},
		malformed
	};
}
