-- Who wrote down what the child says about somebody on the map, and when.

alter table people
	add column note_by uuid,
	add column note_at timestamptz;
comment on column people.note is 'What the child says about them, written by the child or by whoever leads the room';
comment on column people.note_by is 'Participant who wrote that down last; null: nothing was written, or before this was kept';
comment on column people.note_at is 'When, as their page told';
