-- Who last changed somebody on the map, a tie, or the map as a whole, and when: moving counts as well as adding.

alter table people
	add column changed_at timestamptz,
	add column changed_by uuid;
comment on column people.changed_at is 'When they were last moved or changed, as that page told; at most a minute before the last change, as whoever goes on signs once in a while. Null: never, or before this was kept';
comment on column people.changed_by is 'Participant who did that';

alter table ties
	add column changed_at timestamptz,
	add column changed_by uuid;
comment on column ties.changed_at is 'When the tie was last changed, as that page told; as in people';
comment on column ties.changed_by is 'Participant who did that';

alter table network_layers
	add column changed_at text,
	add column changed_by text;
comment on column network_layers.changed_at is 'When something on the map was last added, changed or taken away, as that page told; null: nothing ever was, and of the child''s own map, which has shown_at';
comment on column network_layers.changed_by is 'Participant who did that';
comment on column network_layers.rings is 'What the rings are called, from the middle; empty: the ordinary word. Of the child''s own map in the child''s words, as they were when it was shown';
