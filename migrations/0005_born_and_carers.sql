-- What is known of a birth and no more: a year alone was kept as its first of January, which is somebody else's birthday.
-- And carers: the flag opens the care document, so no row may carry it in a role that does not care for the child.

-- Which first of January was a birthday is not on record; a year too few says nothing that is false.
alter table rooms alter column child_born type text
	using regexp_replace(to_char(child_born, 'YYYY-MM-DD'), '-01-01$', '');
alter table rooms add constraint rooms_child_born_check
	check (child_born ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
comment on column rooms.child_born is 'As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD';

update participants set carer = false, rights_version = rights_version + 1
where carer and role not in ('parent', 'fosterParent');
alter table participants add constraint participants_carer_check check (not carer or role in ('parent', 'fosterParent'));
comment on column participants.carer is 'Cares for the child day by day, as a caseworker has said: reads and writes the care document. Parents and foster parents only';
