-- Documents of rooms: the log of updates is the truth, snapshots only shorten it.

create table documents (
	id uuid primary key,
	room_id uuid not null references rooms,
	space text not null check (space in ('room', 'care', 'child', 'family', 'staff', 'letter')),
	participant_id uuid references participants,
	epoch int not null default 1,
	schema int not null,
	head_seq bigint not null default 0,
	snapshot_seq bigint not null default 0,
	opened_at timestamptz,
	unique nulls not distinct (room_id, space, participant_id)
);
comment on table documents is 'One Yjs document for each audience of a room. No row, no document.';
comment on column documents.epoch is 'Raised when the document is restored: older copies never merge into it';
comment on column documents.head_seq is 'Number of the last update of this document';
comment on column documents.snapshot_seq is 'Updates up to here are in the snapshot';

create table updates (
	document_id uuid not null references documents,
	seq bigint not null,
	id uuid not null,
	participant_id uuid references participants,
	data bytea not null,
	key_id smallint not null default 0,
	at timestamptz not null default now(),
	primary key (document_id, seq)
);
comment on table updates is 'What the live document integrated, in order and without holes. Null participant: the server.';

create table snapshots (
	document_id uuid primary key references documents,
	seq bigint not null,
	id uuid not null,
	data bytea not null,
	key_id smallint not null default 0,
	at timestamptz not null default now()
);
comment on table snapshots is 'A document up to seq as one update.';

create table clients (
	document_id uuid not null references documents,
	client_id bigint not null,
	participant_id uuid references participants,
	primary key (document_id, client_id)
);
comment on table clients is 'Whose a Yjs client id is: the first writer owns it. Null: the server.';

create table quarantine (
	id uuid primary key,
	document_id uuid not null references documents,
	seq bigint,
	path text,
	reason text not null,
	data bytea,
	at timestamptz not null default now(),
	mended_at timestamptz
);
create index quarantine_by_document on quarantine (document_id) where mended_at is null;
comment on table quarantine is 'Updates that do not decode (seq) and entities that do not fit (path).';

-- Large values shrink fast with lz4, where this PostgreSQL was built with it.
do $$
begin
	alter table updates alter column data set compression lz4;
	alter table snapshots alter column data set compression lz4;
exception
	when others then raise notice 'lz4 is not built in; the default compression stays';
end
$$;
