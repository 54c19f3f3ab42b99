-- Several processes, and several readers in one, may find the same unreadable update at the same moment: it is on record
-- once until it is mended.

update quarantine q set mended_at = now()
where q.seq is not null and q.mended_at is null and exists (
	select from quarantine earlier
	where earlier.document_id = q.document_id and earlier.seq = q.seq and earlier.mended_at is null and earlier.id < q.id);

create unique index quarantine_once on quarantine (document_id, seq) where seq is not null and mended_at is null;
