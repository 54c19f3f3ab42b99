-- The lobby: whoever comes by a link waits until somebody who leads the room lets them in.

alter table participants add column waits_since timestamptz;
alter table participants add column not_now_at timestamptz;
comment on column participants.waits_since is 'When they came to the lobby; waiting never ends by itself';
comment on column participants.not_now_at is 'When they were told that it is not their time yet; null again when they come anew';

alter table invitations add column lobby boolean not null default false;
alter table invitations add column code_tries int not null default 0;
alter table invitations add column other_device bytea;
alter table invitations add column other_device_at timestamptz;
comment on column invitations.lobby is 'Whoever comes by this link waits in the lobby';
comment on column invitations.code_hash is 'Of six digits that are spoken on the telephone, with the token; null: none asked';
comment on column invitations.other_device is 'A second device that waits with a link that is in use: hash of its cookie';
