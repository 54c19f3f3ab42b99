-- The plan as rows: projections that follow the documents, and published versions that never change.

create table projections (
	document_id uuid primary key references documents,
	seq bigint not null,
	at timestamptz not null default now(),
	schema int not null
);
comment on table projections is 'The rows below stand for this update of the document.';

create table people (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	kind text not null,
	name text not null,
	relation text,
	relation_text text,
	side text,
	sector text,
	symbol text,
	status text,
	since date,
	ring int,
	angle double precision,
	helps text[] not null default '{}',
	note text not null default '',
	language text,
	numbers_for_all text[],
	consent text,
	consent_at text,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table people is 'People, animals and the child on the network map.';
comment on column people.document_id is 'Document it was read from: says who may read the row';
comment on column people.entity_id is 'Id of the entity in the document';
comment on column people.seq is 'Update of the document this row stands for';
comment on column people.kind is 'child, person or animal';
comment on column people.name is 'Name or nickname the child uses';
comment on column people.relation is 'Who they are for the child, from a closed list';
comment on column people.relation_text is 'The same in own words';
comment on column people.side is 'maternal, paternal, both or none';
comment on column people.sector is 'Sector of the map';
comment on column people.symbol is 'Drawn outline';
comment on column people.status is 'alive, dead, unborn or movedAway';
comment on column people.since is 'Day from which status holds';
comment on column people.ring is 'Closeness, 1 closest; null: not placed';
comment on column people.angle is 'Degrees of the map, 0 up, clockwise';
comment on column people.helps is 'What they can help with';
comment on column people.note is 'Shared text about the person';
comment on column people.language is 'Language, BCP 47';
comment on column people.numbers_for_all is 'E.164 numbers their owner shares with all';
comment on column people.consent is 'Consent to be in the plan';
comment on column people.consent_at is 'When consent was given, day or instant';
comment on column people.made_at is 'When it was made, as the writer''s device told';
comment on column people.made_by is 'Participant who made it, as told';
comment on column people.removed_at is 'When it was taken away; null: it stands';
comment on column people.removed_by is 'Participant who took it away';

create table ties (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	from_id uuid not null,
	to_id uuid not null,
	type text not null,
	quality text not null,
	direction text not null,
	said_by text not null,
	note text not null default '',
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table ties is 'Ties between people on the map.';
comment on column ties.document_id is 'Document it was read from: says who may read the row';
comment on column ties.entity_id is 'Id of the entity in the document';
comment on column ties.seq is 'Update of the document this row stands for';
comment on column ties.from_id is 'Person at one end';
comment on column ties.to_id is 'Person at the other end';
comment on column ties.type is 'Kind of tie';
comment on column ties.quality is 'close, ordinary, weak, strained, broken or wishedFor';
comment on column ties.direction is 'both or fromTo';
comment on column ties.said_by is 'child, meeting or participant:<id>';
comment on column ties.note is 'Shared text about the tie';
comment on column ties.made_at is 'When it was made, as the writer''s device told';
comment on column ties.made_by is 'Participant who made it, as told';
comment on column ties.removed_at is 'When it was taken away; null: it stands';
comment on column ties.removed_by is 'Participant who took it away';

create table emergency_contacts (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	person uuid not null,
	"order" text not null,
	can text[] not null default '{}',
	words text not null default '',
	consent text,
	consent_at text,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table emergency_contacts is 'Who can come when it is urgent, in calling order.';
comment on column emergency_contacts.document_id is 'Document it was read from: says who may read the row';
comment on column emergency_contacts.entity_id is 'Id of the entity in the document';
comment on column emergency_contacts.seq is 'Update of the document this row stands for';
comment on column emergency_contacts.person is 'Person on the map';
comment on column emergency_contacts."order" is 'Fractional index: calling order';
comment on column emergency_contacts.can is 'What they can do';
comment on column emergency_contacts.words is 'What they will do, in words';
comment on column emergency_contacts.consent is 'Consent to be called';
comment on column emergency_contacts.consent_at is 'When consent was given, day or instant';
comment on column emergency_contacts.made_at is 'When it was made, as the writer''s device told';
comment on column emergency_contacts.made_by is 'Participant who made it, as told';
comment on column emergency_contacts.removed_at is 'When it was taken away; null: it stands';
comment on column emergency_contacts.removed_by is 'Participant who took it away';

create table availability (
	document_id uuid not null references documents,
	entity_id uuid not null,
	n int not null,
	seq bigint not null,
	days int[] not null,
	from_time text not null,
	to_time text not null,
	can text,
	primary key (document_id, entity_id, n)
);
comment on table availability is 'When a contact can come: wall times of the room, half open.';
comment on column availability.document_id is 'Document it was read from: says who may read the row';
comment on column availability.entity_id is 'The emergency contact';
comment on column availability.n is 'Place in the contact''s list';
comment on column availability.seq is 'Update of the document this row stands for';
comment on column availability.days is 'Weekdays on which it begins, 1-7 from Monday';
comment on column availability.from_time is 'HH:MM';
comment on column availability.to_time is 'HH:MM; not later than from_time: the next day';
comment on column availability.can is 'What they can do then, where it differs';

create table emergency_about (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	calms text not null default '',
	fears text not null default '',
	brings text not null default '',
	review_by date,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table emergency_about is 'What to know about the child in an emergency.';
comment on column emergency_about.document_id is 'Document it was read from: says who may read the row';
comment on column emergency_about.entity_id is 'Id of the entity in the document';
comment on column emergency_about.seq is 'Update of the document this row stands for';
comment on column emergency_about.calms is 'What calms the child';
comment on column emergency_about.fears is 'What the child is afraid of';
comment on column emergency_about.brings is 'What the child brings along';
comment on column emergency_about.review_by is 'When the plan is to be looked at again';
comment on column emergency_about.made_at is 'When it was made, as the writer''s device told';
comment on column emergency_about.made_by is 'Participant who made it, as told';
comment on column emergency_about.removed_at is 'When it was taken away; null: it stands';
comment on column emergency_about.removed_by is 'Participant who took it away';

create table visit_series (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	with_ids uuid[] not null default '{}',
	type text not null,
	rule jsonb not null,
	purpose text not null default '',
	words text not null default '',
	place text,
	brings uuid,
	fetches uuid,
	supervision text,
	supervisor uuid,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table visit_series is 'Visits and contact that recur.';
comment on column visit_series.document_id is 'Document it was read from: says who may read the row';
comment on column visit_series.entity_id is 'Id of the entity in the document';
comment on column visit_series.seq is 'Update of the document this row stands for';
comment on column visit_series.with_ids is 'People the child meets';
comment on column visit_series.type is 'visit, phone, video, letter, overnight, holidayStay or event';
comment on column visit_series.rule is 'Recurrence in the wall time of the room';
comment on column visit_series.purpose is 'What it is for, for the child';
comment on column visit_series.words is 'Own words';
comment on column visit_series.place is 'Where; never for a protected person';
comment on column visit_series.brings is 'Who brings the child';
comment on column visit_series.fetches is 'Who fetches the child';
comment on column visit_series.supervision is 'none, support or supervised';
comment on column visit_series.supervisor is 'Who supervises';
comment on column visit_series.made_at is 'When it was made, as the writer''s device told';
comment on column visit_series.made_by is 'Participant who made it, as told';
comment on column visit_series.removed_at is 'When it was taken away; null: it stands';
comment on column visit_series.removed_by is 'Participant who took it away';

create table visit_exceptions (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	series uuid not null,
	date date not null,
	change text not null,
	to_value jsonb,
	reason text,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table visit_exceptions is 'Single dates that differ from their series.';
comment on column visit_exceptions.document_id is 'Document it was read from: says who may read the row';
comment on column visit_exceptions.entity_id is 'Id of the entity in the document';
comment on column visit_exceptions.seq is 'Update of the document this row stands for';
comment on column visit_exceptions.series is 'Series it belongs to';
comment on column visit_exceptions.date is 'Original day';
comment on column visit_exceptions.change is 'moved, cancelled, replaced or extra';
comment on column visit_exceptions.to_value is 'Where it was moved to, or what instead';
comment on column visit_exceptions.reason is 'Why';
comment on column visit_exceptions.made_at is 'When it was made, as the writer''s device told';
comment on column visit_exceptions.made_by is 'Participant who made it, as told';
comment on column visit_exceptions.removed_at is 'When it was taken away; null: it stands';
comment on column visit_exceptions.removed_by is 'Participant who took it away';

create table meeting_texts (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	type text not null,
	title text not null,
	starts timestamptz not null,
	ends timestamptz,
	place text,
	purpose text not null default '',
	notes jsonb,
	notes_text text not null default '',
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table meeting_texts is 'Meetings as the document says; phase and closing stand in meetings.';
comment on column meeting_texts.document_id is 'Document it was read from: says who may read the row';
comment on column meeting_texts.entity_id is 'Id of the entity in the document';
comment on column meeting_texts.seq is 'Update of the document this row stands for';
comment on column meeting_texts.type is 'networkMeeting, familyCouncil or followUpCouncil';
comment on column meeting_texts.title is 'Name of the meeting';
comment on column meeting_texts.starts is 'Beginning';
comment on column meeting_texts.ends is 'End';
comment on column meeting_texts.place is 'Where';
comment on column meeting_texts.purpose is 'What for';
comment on column meeting_texts.notes is 'Notes as nodes';
comment on column meeting_texts.notes_text is 'Notes as plain text';
comment on column meeting_texts.made_at is 'When it was made, as the writer''s device told';
comment on column meeting_texts.made_by is 'Participant who made it, as told';
comment on column meeting_texts.removed_at is 'When it was taken away; null: it stands';
comment on column meeting_texts.removed_by is 'Participant who took it away';

create table agenda_items (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	meeting uuid not null,
	"order" text not null,
	text text not null default '',
	done_at text,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table agenda_items is 'Agenda of meetings.';
comment on column agenda_items.document_id is 'Document it was read from: says who may read the row';
comment on column agenda_items.entity_id is 'Id of the entity in the document';
comment on column agenda_items.seq is 'Update of the document this row stands for';
comment on column agenda_items.meeting is 'Meeting it belongs to';
comment on column agenda_items."order" is 'Fractional index';
comment on column agenda_items.text is 'The item';
comment on column agenda_items.done_at is 'When it was dealt with';
comment on column agenda_items.made_at is 'When it was made, as the writer''s device told';
comment on column agenda_items.made_by is 'Participant who made it, as told';
comment on column agenda_items.removed_at is 'When it was taken away; null: it stands';
comment on column agenda_items.removed_by is 'Participant who took it away';

create table agreements (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	meeting uuid not null,
	"order" text not null,
	text text not null default '',
	standing boolean,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table agreements is 'What was agreed in meetings.';
comment on column agreements.document_id is 'Document it was read from: says who may read the row';
comment on column agreements.entity_id is 'Id of the entity in the document';
comment on column agreements.seq is 'Update of the document this row stands for';
comment on column agreements.meeting is 'Meeting it belongs to';
comment on column agreements."order" is 'Fractional index';
comment on column agreements.text is 'The agreement';
comment on column agreements.standing is 'Holds beyond this meeting';
comment on column agreements.made_at is 'When it was made, as the writer''s device told';
comment on column agreements.made_by is 'Participant who made it, as told';
comment on column agreements.removed_at is 'When it was taken away; null: it stands';
comment on column agreements.removed_by is 'Participant who took it away';

create table tasks (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	meeting uuid not null,
	"order" text not null,
	text text not null default '',
	who uuid,
	deadline date,
	done_at text,
	done_by text,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table tasks is 'Who does what by when.';
comment on column tasks.document_id is 'Document it was read from: says who may read the row';
comment on column tasks.entity_id is 'Id of the entity in the document';
comment on column tasks.seq is 'Update of the document this row stands for';
comment on column tasks.meeting is 'Meeting it belongs to';
comment on column tasks."order" is 'Fractional index';
comment on column tasks.text is 'The task';
comment on column tasks.who is 'Person who does it';
comment on column tasks.deadline is 'By when';
comment on column tasks.done_at is 'When it was done';
comment on column tasks.done_by is 'Participant who ticked it';
comment on column tasks.made_at is 'When it was made, as the writer''s device told';
comment on column tasks.made_by is 'Participant who made it, as told';
comment on column tasks.removed_at is 'When it was taken away; null: it stands';
comment on column tasks.removed_by is 'Participant who took it away';

create table statements (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	text text not null default '',
	face text,
	about uuid,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table statements is 'What the child chose to share.';
comment on column statements.document_id is 'Document it was read from: says who may read the row';
comment on column statements.entity_id is 'Id of the entity in the document';
comment on column statements.seq is 'Update of the document this row stands for';
comment on column statements.text is 'The child''s own words';
comment on column statements.face is 'How the child feels';
comment on column statements.about is 'What it is about';
comment on column statements.made_at is 'When it was made, as the writer''s device told';
comment on column statements.made_by is 'Participant who made it, as told';
comment on column statements.removed_at is 'When it was taken away; null: it stands';
comment on column statements.removed_by is 'Participant who took it away';

create table care_numbers (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	person uuid not null,
	type text not null,
	value text not null,
	words text,
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table care_numbers is 'Telephone numbers for those who care for the child.';
comment on column care_numbers.document_id is 'Document it was read from: says who may read the row';
comment on column care_numbers.entity_id is 'Id of the entity in the document';
comment on column care_numbers.seq is 'Update of the document this row stands for';
comment on column care_numbers.person is 'Whose number';
comment on column care_numbers.type is 'mobile, landline or work';
comment on column care_numbers.value is 'E.164';
comment on column care_numbers.words is 'When to use it';
comment on column care_numbers.made_at is 'When it was made, as the writer''s device told';
comment on column care_numbers.made_by is 'Participant who made it, as told';
comment on column care_numbers.removed_at is 'When it was taken away; null: it stands';
comment on column care_numbers.removed_by is 'Participant who took it away';

create table care_arrivals (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	person uuid not null,
	minutes int not null,
	has text[] not null default '{}',
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table care_arrivals is 'How soon people can be there.';
comment on column care_arrivals.document_id is 'Document it was read from: says who may read the row';
comment on column care_arrivals.entity_id is 'Id of the entity in the document';
comment on column care_arrivals.seq is 'Update of the document this row stands for';
comment on column care_arrivals.person is 'Who';
comment on column care_arrivals.minutes is 'Minutes away';
comment on column care_arrivals.has is 'Key, car, child seat';
comment on column care_arrivals.made_at is 'When it was made, as the writer''s device told';
comment on column care_arrivals.made_by is 'Participant who made it, as told';
comment on column care_arrivals.removed_at is 'When it was taken away; null: it stands';
comment on column care_arrivals.removed_by is 'Participant who took it away';

create table care_health (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	type text not null,
	text text not null default '',
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table care_health is 'Health of the child that matters tonight.';
comment on column care_health.document_id is 'Document it was read from: says who may read the row';
comment on column care_health.entity_id is 'Id of the entity in the document';
comment on column care_health.seq is 'Update of the document this row stands for';
comment on column care_health.type is 'allergy, medicine, diagnosis, equipment or doctor';
comment on column care_health.text is 'What to know';
comment on column care_health.made_at is 'When it was made, as the writer''s device told';
comment on column care_health.made_by is 'Participant who made it, as told';
comment on column care_health.removed_at is 'When it was taken away; null: it stands';
comment on column care_health.removed_by is 'Participant who took it away';

create table care_places (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	name text not null,
	text text not null default '',
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table care_places is 'Places that matter: keys, medicine.';
comment on column care_places.document_id is 'Document it was read from: says who may read the row';
comment on column care_places.entity_id is 'Id of the entity in the document';
comment on column care_places.seq is 'Update of the document this row stands for';
comment on column care_places.name is 'Name of the place';
comment on column care_places.text is 'What to know';
comment on column care_places.made_at is 'When it was made, as the writer''s device told';
comment on column care_places.made_by is 'Participant who made it, as told';
comment on column care_places.removed_at is 'When it was taken away; null: it stands';
comment on column care_places.removed_by is 'Participant who took it away';

create table care_warnings (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	type text not null,
	person uuid,
	name text,
	text text not null default '',
	made_at text not null,
	made_by text not null,
	removed_at text,
	removed_by text,
	primary key (document_id, entity_id)
);
comment on table care_warnings is 'People who must not be called, asked, told, or must not fetch.';
comment on column care_warnings.document_id is 'Document it was read from: says who may read the row';
comment on column care_warnings.entity_id is 'Id of the entity in the document';
comment on column care_warnings.seq is 'Update of the document this row stands for';
comment on column care_warnings.type is 'neverCall, mustNotBeAsked, mustNotFetch or mustNotKnow';
comment on column care_warnings.person is 'Person on the map';
comment on column care_warnings.name is 'Name, where they are not on the map';
comment on column care_warnings.text is 'Why and what to do';
comment on column care_warnings.made_at is 'When it was made, as the writer''s device told';
comment on column care_warnings.made_by is 'Participant who made it, as told';
comment on column care_warnings.removed_at is 'When it was taken away; null: it stands';
comment on column care_warnings.removed_by is 'Participant who took it away';

create table versions (
	id uuid primary key,
	room_id uuid not null references rooms,
	number int not null check (number > 0),
	header text not null,
	hash bytea not null,
	made_by uuid not null references participants,
	made_at timestamptz not null,
	request_id uuid not null unique,
	unique (room_id, number)
);
comment on table versions is 'Published versions of a child''s living plan. Inserted, never changed (law L6).';
comment on column versions.header is 'Canonical JSON (RFC 8785), with the hashes of the parts';
comment on column versions.hash is 'SHA-256 of header';
comment on column versions.request_id is 'Made with the form: a double click is one version';
alter table meetings add foreign key (version_id) references versions;

create table version_parts (
	version_id uuid not null references versions,
	space text not null check (space in ('room', 'care')),
	seq bigint not null,
	content text not null,
	content_json jsonb not null,
	hash bytea not null,
	id uuid not null,
	key_id smallint not null default 0,
	primary key (version_id, space)
);
comment on table version_parts is 'One part of a version for each audience.';
comment on column version_parts.seq is 'Update of the document at which it was frozen';
comment on column version_parts.content is 'Canonical JSON (RFC 8785): what the hash is over';
comment on column version_parts.content_json is 'The same, to be queried';

create table version_answers (
	id uuid primary key,
	version_id uuid not null references versions,
	participant_id uuid not null references participants,
	item uuid,
	answer text not null check (answer in ('agree', 'agreePartly', 'disagree')),
	reason text,
	seen_hash bytea not null,
	at timestamptz not null
);
create index version_answers_by_version on version_answers (version_id);
comment on table version_answers is 'What people answer to a version: beside it, never in it. The last one counts.';

create table audit (
	id uuid primary key,
	chain uuid not null,
	n bigint not null,
	at timestamptz not null,
	actor_user uuid,
	actor_participant uuid,
	action text not null,
	subject jsonb not null,
	family_sees boolean not null,
	prev bytea not null,
	hash bytea not null,
	unique (chain, n)
);
comment on table audit is 'Who saw and did what (law L7): a hash chain for each room, and one for the installation (nil).';
comment on column audit.subject is 'Ids and codes only, never names or content';
comment on column audit.family_sees is 'Whether the family''s view of the log shows it';

create function refuse_change() returns trigger language plpgsql as $$
begin
	raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger versions_stay before update or delete or truncate on versions for each statement execute function refuse_change();
create trigger version_parts_stay before update or delete or truncate on version_parts for each statement execute function refuse_change();
create trigger version_answers_stay before update or delete or truncate on version_answers for each statement execute function refuse_change();
create trigger audit_stays before update or delete or truncate on audit for each statement execute function refuse_change();

do $$
begin
	if exists (select from pg_roles where rolname = 'landsby_app') then
		grant select, insert, update, delete on all tables in schema public to landsby_app;
		revoke update, delete on versions, version_parts, version_answers, audit from landsby_app;
		revoke insert, update, delete on migrations from landsby_app;
	end if;
end
$$;
