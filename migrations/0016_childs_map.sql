-- The map that a child has shown to the room, apart from the room's own. What the child has not shown stands in no row.

alter table network_layers add column shown_at text;
comment on column network_layers.layer is 'Whose map it is: room, or child as the child has shown it; then no row until it is shown, and none after it is taken back';
comment on column network_layers.entity_id is 'The nil id for the room''s own map, which has no entity of its own; of the child''s the entity under voice';
comment on column network_layers.shown_at is 'When the child showed it, as the child''s device told; null for the room''s own';

create table child_placements (
	document_id uuid not null references documents,
	entity_id uuid not null,
	person_id uuid not null,
	seq bigint not null,
	ring int not null,
	angle double precision not null,
	primary key (document_id, entity_id, person_id)
);
comment on table child_placements is 'Where people stand on the map that the child has shown, as it was on that day. Never to be reckoned against where the room has them.';
comment on column child_placements.document_id is 'Document it was read from: says who may read the row';
comment on column child_placements.entity_id is 'The map, as in network_layers';
comment on column child_placements.person_id is 'The person, as in people; may have been taken off the room''s map since';
comment on column child_placements.seq is 'Update of the document this row stands for';
comment on column child_placements.ring is '1 very close to 4 farthest away';
comment on column child_placements.angle is 'Degrees of the whole map, 0 up, clockwise';

create table child_ties (
	document_id uuid not null references documents,
	entity_id uuid not null,
	place int not null,
	seq bigint not null,
	from_id uuid not null,
	to_id uuid not null,
	type text not null,
	quality text not null,
	direction text not null,
	primary key (document_id, entity_id, place)
);
comment on table child_ties is 'Ties on the map that the child has shown: the child says each. What others put down as said by the child stands in ties.';
comment on column child_ties.document_id is 'Document it was read from: says who may read the row';
comment on column child_ties.entity_id is 'The map, as in network_layers';
comment on column child_ties.place is 'Which of the map''s ties, from 0; means nothing else';
comment on column child_ties.seq is 'Update of the document this row stands for';
comment on column child_ties.from_id is 'One end, as in people';
comment on column child_ties.to_id is 'The other end, as in people';
comment on column child_ties.type is 'family, livesWith, friend, partner, helps or professional: guessed from who the two are, the child is not asked';
comment on column child_ties.quality is 'close, ordinary, weak, strained, broken or wishedFor';
comment on column child_ties.direction is 'both or fromTo';

do $$
begin
	if exists (select from pg_roles where rolname = 'landsby_app') then
		grant select, insert, update, delete on child_placements, child_ties to landsby_app;
	end if;
end
$$;
