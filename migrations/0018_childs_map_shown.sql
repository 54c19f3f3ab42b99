-- The child's own map where it was not told of yet: on shared screens, in the comments of what an office asks, in versions.

alter table screens drop constraint screens_part_check;
alter table screens add constraint screens_part_check
	check (part in ('network', 'childsMap', 'emergency', 'visits', 'meetings'));
comment on column screens.part is 'What it shows. childsMap: the child''s own map as long as the child shows it, and nothing else of what the child keeps to itself';

comment on column people.ring is 'Closeness on the room''s own map, 1 closest; null: not placed. Where the child has put them stands in child_placements';
comment on column people.angle is 'Degrees of the room''s own map, 0 up, clockwise';
comment on table ties is 'Ties on the room''s own map. What the child has drawn on a map of their own stands in child_ties.';
comment on column ties.said_by is 'child, meeting or participant:<id>. child: put down as said by the child; what the child has drawn stands in child_ties';
comment on column version_parts.content_json is 'The same content, to be asked. In room, childMap is the child''s own map as the child had shown it then; absent where it was not shown';

comment on view children_with_nobody_for_nights is
	'Rooms in which nobody in the emergency plan has said yes without reserve, can come, stay overnight or take the child, and has hours that go past midnight. Asked of the emergency plan; no map counts, neither the room''s nor the child''s own.';
comment on view children_with_professionals_only is
	'Rooms on whose map everybody alive knows the child through a job. Maps on which nobody stands yet are left out. Asked of the people of the room; that somebody stands, or does not stand, on the child''s own map does not count.';
comment on view maps_not_looked_at is
	'Rooms that nobody has opened for six months, by the record. When the child or somebody hidden looked is their own and does not count. That the child shows a map, or takes it back, is no look.';
