-- Who reads the documents that are not for the whole room.

alter table rooms add column corner_open_to uuid references participants;
comment on column rooms.corner_open_to is 'The one adult to whom the child has opened the child''s corner; null: nobody';

alter table participants add column family_time boolean;
comment on column participants.family_time is 'Takes part in the family''s own time; null: as the role says';
