-- The network map as an office asks about it: its layers and help tags as rows.

create table network_layers (
	document_id uuid not null references documents,
	entity_id uuid not null,
	seq bigint not null,
	layer text not null,
	may_be_seen_by text,
	kept_until date,
	rings text[] not null,
	sectors jsonb not null,
	primary key (document_id, entity_id)
);
comment on table network_layers is 'Maps of a room, one row for each layer; the room''s own map is the layer room.';
comment on column network_layers.document_id is 'Document it was read from: says who may read the row';
comment on column network_layers.entity_id is 'The nil id for the room''s own map, which has no entity of its own';
comment on column network_layers.seq is 'Update of the document this row stands for';
comment on column network_layers.layer is 'Whose map it is: room';
comment on column network_layers.may_be_seen_by is 'Who may see and use the map, in the room''s words; null: not agreed yet';
comment on column network_layers.kept_until is 'Last day on which the map is kept; null: not agreed yet';
comment on column network_layers.rings is 'Own captions of the rings from the middle, empty where the ordinary words stand; as many as there are rings';
comment on column network_layers.sectors is 'Own names of sectors, by sector';

create table person_helps (
	document_id uuid not null references documents,
	entity_id uuid not null,
	tag text not null,
	seq bigint not null,
	primary key (document_id, entity_id, tag)
);
comment on table person_helps is 'What people on the map can help with, one row for each tick. Not of those who were taken away.';
comment on column person_helps.document_id is 'Document it was read from: says who may read the row';
comment on column person_helps.entity_id is 'The person, as in people';
comment on column person_helps.tag is 'beThereTonight, sleepOver, fetchAndBring, homework, schoolContact, activity, moneyOrThings, talk, keepTradition, holidayAndWeekend, beAtVisit, supervise, fosterHome, supportParent or knowTheStory';
comment on column person_helps.seq is 'Update of the document this row stands for';

do $$
begin
	if exists (select from pg_roles where rolname = 'landsby_app') then
		grant select, insert, update, delete on network_layers, person_helps to landsby_app;
	end if;
end
$$;
