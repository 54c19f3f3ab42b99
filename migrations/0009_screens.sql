-- Shared screens: machines in the meeting room that show one part of a room and belong to nobody.

create table screens (
	id uuid primary key,
	token_hash bytea not null unique,
	code text unique check (code ~ '^[0-9]{6}$'),
	device text not null,
	asked_at timestamptz not null,
	expires_at timestamptz not null,
	room_id uuid references rooms,
	part text check (part in ('network', 'emergency', 'visits', 'meetings')),
	made_by uuid references participants,
	paired_at timestamptz,
	user_id uuid unique references users,
	rights_version int not null default 1,
	ended_at timestamptz
);
create index screens_by_room on screens (room_id) where ended_at is null;
comment on table screens is 'A screen asks with a code, somebody who leads the room types it, and the screen shows one part until it is ended.';
comment on column screens.token_hash is 'SHA-256 of the cookie by which the waiting device is known';
comment on column screens.code is 'Six digits on the screen, for two minutes and one use; null afterwards';
comment on column screens.user_id is 'The guest whose session the screen has; it has no place in the room';

do $$
begin
	if exists (select from pg_roles where rolname = 'landsby_app') then
		grant select, insert, update, delete on screens to landsby_app;
	end if;
end
$$;
