-- Whether the child's own device may keep what the child writes until it is saved.
alter table participants add column keeps_copy boolean not null default false;
comment on column participants.keeps_copy is 'The child''s device may keep unsaved words: a caseworker has allowed it';
