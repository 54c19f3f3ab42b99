// docs/document.md is read by people who cannot read the schemas; here both are held together.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Arrival, Health, PhoneNumber, Place, Warning } from '#lib/emergency/care.ts';
import { About, EmergencyContact } from '#lib/emergency/emergency.ts';
import { Letter } from '#lib/letter/letter.ts';
import { Point } from '#lib/meetings/family/family.ts';
import { AgendaItem, Agreement, Meeting, Task } from '#lib/meetings/meetings.ts';
import { Child, Person, Tie } from '#lib/network/network.ts';
import { Proposal } from '#lib/room/proposals/proposals.ts';
import { Invitation, ProtectedContact, StaffNote, StaffView } from '#lib/staff/staff.ts';
import { Candidate, Step } from '#lib/staff/search/search.ts';
import { Exception, Series } from '#lib/visits/visits.ts';
import { Kept } from '#lib/voice/corner/corner.ts';
import { PlacedEntry, RingEntry, ShownEntry } from '#lib/voice/map/childMap.ts';
import { Statement } from '#lib/voice/voice.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'document.md'), 'utf8');
const rows = page
	.split('\n')
	.filter((line) => line.startsWith('|'))
	.map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim())
	);

/** Of every entity, told once at the top of the page. */
const common = ['id', 'kind', 'made', 'removed', 'changed'];

test.each<[string, Readonly<Record<string, { readonly type: string }>>]>([
	['child', Child.entries],
	['person', Person.entries],
	['tie', Tie.entries],
	['emergencyContact', EmergencyContact.entries],
	['about', About.entries],
	['series', Series.entries],
	['exception', Exception.entries],
	['meeting', Meeting.entries],
	['agendaItem', AgendaItem.entries],
	['agreement', Agreement.entries],
	['task', Task.entries],
	['statement', Statement.entries],
	['map', ShownEntry.entries],
	['draft', Kept.entries],
	['placement', PlacedEntry.entries],
	['ring', RingEntry.entries],
	['proposal', Proposal.entries],
	['point', Point.entries],
	['letter', Letter.entries],
	['note', StaffNote.entries],
	['protectedContact', ProtectedContact.entries],
	['invitation', Invitation.entries],
	['view', StaffView.entries],
	['candidate', Candidate.entries],
	['step', Step.entries],
	['number', PhoneNumber.entries],
	['arrival', Arrival.entries],
	['health', Health.entries],
	['place', Place.entries],
	['warning', Warning.entries]
])('the page on documents has every field of a %s, the required ones in bold', (kind, entries) => {
	// The shared document names a kind first; the others name where it lies first, and may have a kind of the same name.
	const shared = rows.find(([first]) => first === `\`${kind}\``);
	const elsewhere = rows.find(
		([first, second]) =>
			second === `\`${kind}\`` ||
			(first?.includes(`\`${kind}\``) && !rows.some((other) => other[1] === `\`${kind}\``)) ||
			(/^(`\w+` ?)+$/.test(second ?? '') && second?.includes(`\`${kind}\``))
	);
	const fields = (shared ?? elsewhere)?.at(-1) ?? '';
	for (const [field, { type }] of Object.entries(entries)) {
		if (common.includes(field)) continue;
		const required = !type.includes('optional');
		expect(fields, field).toContain(required ? `**\`${field}\`**` : `\`${field}\``);
		if (!required) expect(fields, field).not.toContain(`**\`${field}\`**`);
	}
});
