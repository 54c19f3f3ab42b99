-- What a projection has written is remembered by its digest, so that a letter typed in one place does not write the rows
-- of everything else anew.

alter table projections add column digests jsonb not null default '{}';
comment on column projections.digests is 'SHA-256 of the rows written last, by table';
