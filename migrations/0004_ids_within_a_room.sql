-- Ids that clients choose say something only within their room: a meeting's id is written into a document by whoever
-- makes the meeting, and a request's comes with a form. Copied into another room they must not reach across, nor
-- stand in the way there. So such keys hold the room, and the references between them do as well.

alter table participants add constraint participants_of_room unique (room_id, id);
alter table versions add constraint versions_of_room unique (room_id, id);

alter table versions drop constraint versions_request_id_key;
alter table versions add constraint versions_one_for_a_request unique (room_id, request_id);

alter table attendance add column room_id uuid;
update attendance a set room_id = m.room_id from meetings m where m.id = a.meeting_id;
-- Of two kinds of rows there must be none: somebody of another room, and somebody protected, of whom no count may tell.
delete from attendance a using participants p
where p.id = a.participant_id and (p.hidden or p.room_id <> a.room_id);
alter table attendance alter column room_id set not null;
alter table attendance drop constraint attendance_meeting_id_fkey;
alter table attendance drop constraint attendance_participant_id_fkey;
alter table attendance drop constraint attendance_pkey;
alter table attendance add primary key (room_id, meeting_id, participant_id);

alter table meetings drop constraint meetings_version_id_fkey;
alter table meetings drop constraint meetings_pkey;
alter table meetings add primary key (room_id, id);
alter table meetings add foreign key (room_id, version_id) references versions (room_id, id);

alter table attendance add foreign key (room_id, meeting_id) references meetings (room_id, id);
alter table attendance add foreign key (room_id, participant_id) references participants (room_id, id);

comment on column attendance.room_id is 'Room of the meeting: the meeting''s id alone says nothing';
comment on column meetings.id is 'Id of the entity in the room''s document: chosen by a client, so unique only within the room';
comment on column versions.request_id is 'Made with the form: a double click is one version. Chosen by a client, so unique only within the room';
