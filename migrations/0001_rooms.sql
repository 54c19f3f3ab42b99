-- Rooms and the people in them: who may sign in, who has which place in which room, and how they come in.

-- The pool works as this role; the owner only migrates. Where the owner may not create roles, it does both and
-- the server says so at start and on /readyz.
do $$
begin
	if not exists (select from pg_roles where rolname = 'landsby_app') then
		create role landsby_app nologin;
	end if;
	execute format('grant landsby_app to %I', current_user);
exception
	when insufficient_privilege then raise notice 'role landsby_app could not be made';
end
$$;

create table users (
	id uuid primary key,
	kind text not null check (kind in ('staff', 'guest')),
	office text check (office in ('staff', 'leader', 'admin')),
	name text not null check (length(name) between 1 and 120),
	email text unique check (email = lower(email)),
	password text,
	disabled_at timestamptz,
	made_at timestamptz not null,
	check (kind = 'staff' or (office is null and email is null and password is null))
);
comment on table users is 'Whoever can hold a session: staff with e-mail and password, guests who came by a link.';
comment on column users.password is 'PHC string (argon2id), null for guests and before the first password';

create table sessions (
	id_hash bytea primary key,
	public_id uuid not null unique,
	user_id uuid not null references users on delete cascade,
	screen_of uuid,
	device text,
	made_at timestamptz not null,
	used_at timestamptz not null,
	expires_at timestamptz not null,
	absolute_expires_at timestamptz not null
);
create index sessions_by_user on sessions (user_id);
comment on table sessions is 'Only SHA-256 of a session id is kept: a stolen dump opens nothing.';
comment on column sessions.public_id is 'Names the session in lists of devices';
comment on column sessions.screen_of is 'Room of a shared screen, which is nobody''s session';

create table sign_in_links (
	token_hash bytea primary key,
	user_id uuid not null references users,
	expires_at timestamptz not null,
	used_at timestamptz
);
comment on table sign_in_links is 'One-time links for staff, made by the operator.';

create table sign_in_tries (
	key bytea not null,
	at timestamptz not null
);
create index sign_in_tries_by_key on sign_in_tries (key, at);
comment on table sign_in_tries is 'Failed tries by account or address, hashed with the installation''s secret.';

create table rooms (
	id uuid primary key,
	child_id uuid not null,
	child_name text not null check (length(child_name) between 1 and 120),
	child_born date,
	language text not null default 'nb',
	time_zone text not null default 'Europe/Oslo',
	case_label text,
	sibling_group uuid,
	made_by uuid references users,
	made_at timestamptz not null,
	closed_at timestamptz
);
comment on table rooms is 'One room for one child, for years.';
comment on column rooms.child_id is 'Entity of the child in the middle of the map';
comment on column rooms.child_name is 'Projected from people/<childId>.name';
comment on column rooms.sibling_group is 'Rooms of siblings carry the same value';

create table participants (
	id uuid primary key,
	room_id uuid not null references rooms,
	user_id uuid references users,
	person_id uuid,
	name text not null check (length(name) between 1 and 120),
	role text not null check (role in ('caseworker', 'coordinator', 'child', 'parent', 'fosterParent', 'relative',
		'network', 'interpreter', 'support', 'observer', 'screen')),
	carer boolean not null default false,
	hidden boolean not null default false,
	state text not null check (state in ('invited', 'waiting', 'admitted', 'removed')),
	rights jsonb not null default '{}',
	rights_version int not null default 1,
	made_by uuid references users,
	made_at timestamptz not null,
	seen_at timestamptz
);
create index participants_by_room on participants (room_id);
create unique index participants_one_place on participants (room_id, user_id) where state <> 'removed';
create index participants_by_user on participants (user_id);
comment on table participants is 'A place in one room. Rights hang on these rows, never on a session or a document.';
comment on column participants.person_id is 'Their person on the network map';
comment on column participants.carer is 'Cares for the child day by day: reads and writes the care document';
comment on column participants.hidden is 'Protected: no trace in the shared document, no presence, no count';
comment on column participants.rights is 'Exceptions by section';
comment on column participants.rights_version is 'Raised with every change; an edit judged by an older one is refused';

create table participant_entities (
	participant_id uuid not null references participants,
	entity_id uuid not null,
	primary key (participant_id, entity_id)
);
comment on table participant_entities is 'Entities that are a participant''s own: their person, their emergency contact.';

create table section_locks (
	room_id uuid not null references rooms,
	section text not null,
	by uuid references participants,
	at timestamptz not null,
	primary key (room_id, section)
);
comment on table section_locks is 'Sections a caseworker has locked.';

create table invitations (
	id uuid primary key,
	token_hash bytea not null unique,
	participant_id uuid not null references participants,
	code_hash bytea,
	device_hash bytea,
	made_by uuid references users,
	made_at timestamptz not null,
	expires_at timestamptz not null,
	used_at timestamptz,
	last_used_at timestamptz,
	revoked_at timestamptz
);
create index invitations_by_participant on invitations (participant_id);
comment on table invitations is 'Links for one named participant; only SHA-256 of the token is kept.';
comment on column invitations.device_hash is 'The device that said yes: it may come in again by the link';

create table meetings (
	id uuid primary key,
	room_id uuid not null references rooms,
	phase text not null check (phase in ('preparing', 'inviting', 'ready', 'part1', 'part2', 'part3', 'decided',
		'following', 'closed', 'postponed', 'cancelled', 'stopped')),
	phase_since timestamptz not null,
	closed_at timestamptz,
	version_id uuid
);
comment on table meetings is 'What rights hang on of a meeting; its content stands in the document. No row: preparing.';

create table attendance (
	meeting_id uuid not null references meetings,
	participant_id uuid not null references participants,
	state text not null check (state in ('met', 'phone', 'video', 'letter', 'spokesperson', 'absent')),
	at timestamptz not null,
	primary key (meeting_id, participant_id)
);
comment on table attendance is 'Who took part in a meeting, and how.';
