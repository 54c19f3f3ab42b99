-- Groups and places on the map, who belongs to a group, and through whom somebody is known.

comment on table people is 'Who and what stands on the network map: people, animals, groups, places, and the child.';
comment on column people.kind is 'child, person, animal, group or place; only a person counts as one';

alter table people add column through uuid;
comment on column people.through is 'Through whom of the map the child knows them, as in people; no key, since a document may name somebody who is gone';

create table group_members (
	document_id uuid not null references documents,
	entity_id uuid not null,
	member uuid not null,
	seq bigint not null,
	primary key (document_id, entity_id, member)
);
comment on table group_members is 'Who of the map belongs to a group on it, one row for each. Not of groups that were taken away.';
comment on column group_members.document_id is 'Document it was read from: says who may read the row';
comment on column group_members.entity_id is 'The group, as in people';
comment on column group_members.member is 'Who belongs to it, as in people; no key, since a document may name somebody who is gone';
comment on column group_members.seq is 'Update of the document this row stands for';

-- Who has died comes at night no more, whatever they had said yes to.
create or replace view children_with_nobody_for_nights with (security_invoker = true) as
	select r.id as room_id, r.child_name, r.case_label
	from rooms r join documents d on d.room_id = r.id and d.space = 'room'
	where r.closed_at is null and not exists (
		select from emergency_contacts c
		join people p on p.document_id = c.document_id and p.entity_id = c.person and p.removed_at is null
			and p.kind = 'person' and coalesce(p.status, 'alive') not in ('dead', 'unborn')
		where c.document_id = d.id and c.removed_at is null and c.consent = 'yes'
			and c.can && array['comeHere', 'stayOvernight', 'takeChild']
			and exists (
				select from availability a
				where a.document_id = c.document_id and a.entity_id = c.entity_id and a.to_time <= a.from_time));

do $$
begin
	if exists (select from pg_roles where rolname = 'landsby_app') then
		grant select, insert, update, delete on group_members to landsby_app;
	end if;
end
$$;
