-- What a person's card holds besides: more about them as rows, and their photographs.

alter table people
	add column interpreter boolean,
	add column distance text,
	add column knows text,
	add column willing text,
	add column important_since text,
	add column last_contact date,
	add column avatar text,
	add column picture uuid;
comment on column people.interpreter is 'True: they need an interpreter; null: nothing is said';
comment on column people.distance is 'How far away they live: sameMunicipality, neighbouring, fartherAway or abroad; never an address';
comment on column people.knows is 'Whether they know what has happened: yes, partly or no';
comment on column people.willing is 'Whether they would want to be asked for help: yes, unsure or no';
comment on column people.important_since is 'Year since which they matter to the child';
comment on column people.last_contact is 'Day when the child last met them or spoke with them';
comment on column people.avatar is 'Drawn picture that stands for them, by name';
comment on column people.picture is 'Photograph of them, as in person_pictures; no key, since a document may name one that is gone';

create table person_pictures (
	id uuid primary key,
	room_id uuid not null references rooms,
	person_id uuid not null,
	bytes bytea not null,
	type text not null check (type = 'image/webp'),
	size int not null check (size = octet_length(bytes)),
	made_by uuid not null references participants,
	made_at timestamptz not null,
	taken_away_at timestamptz
);
create index person_pictures_room on person_pictures (room_id, person_id);
create index person_pictures_taken_away on person_pictures (taken_away_at) where taken_away_at is not null;
comment on table person_pictures is 'Photographs of people on the network map, as the server has drawn them anew: small, round and without anything that the camera wrote. Sent to those who are in the room, never part of a version or an export.';
comment on column person_pictures.id is 'Stands in the room''s document as the picture of the person';
comment on column person_pictures.room_id is 'The room whose people may see it';
comment on column person_pictures.person_id is 'The person on the map, as in people';
comment on column person_pictures.bytes is 'The picture';
comment on column person_pictures.type is 'Its media type';
comment on column person_pictures.size is 'Its length in bytes';
comment on column person_pictures.made_by is 'Participant who put it there';
comment on column person_pictures.made_at is 'When it was put there';
comment on column person_pictures.taken_away_at is 'When it was taken away or replaced: from then on nobody is sent it, and a day later it is deleted; null: it stands';

do $$
begin
	if exists (select from pg_roles where rolname = 'landsby_app') then
		grant select, insert, update, delete on person_pictures to landsby_app;
	end if;
end
$$;
