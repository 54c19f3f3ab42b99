-- Three example questions of an office, as views. The views give nobody more than the tables do: whoever asks needs the tables' own rights. Closed rooms are left out.

create view children_with_nobody_for_nights with (security_invoker = true) as
	select r.id as room_id, r.child_name, r.case_label
	from rooms r join documents d on d.room_id = r.id and d.space = 'room'
	where r.closed_at is null and not exists (
		select from emergency_contacts c
		join people p on p.document_id = c.document_id and p.entity_id = c.person and p.removed_at is null
		where c.document_id = d.id and c.removed_at is null and c.consent = 'yes'
			and c.can && array['comeHere', 'stayOvernight', 'takeChild']
			and exists (
				select from availability a
				where a.document_id = c.document_id and a.entity_id = c.entity_id and a.to_time <= a.from_time));
comment on view children_with_nobody_for_nights is
	'Rooms in which nobody in the emergency plan has said yes without reserve, can come, stay overnight or take the child, and has hours that go past midnight.';
comment on column children_with_nobody_for_nights.room_id is 'The room';
comment on column children_with_nobody_for_nights.child_name is 'The child''s name';
comment on column children_with_nobody_for_nights.case_label is 'The office''s own label';

create view children_with_professionals_only with (security_invoker = true) as
	select r.id as room_id, r.child_name, r.case_label, count(*)::int as professionals
	from rooms r
	join documents d on d.room_id = r.id and d.space = 'room'
	join people p on p.document_id = d.id and p.kind = 'person' and p.removed_at is null
		and p.status is distinct from 'dead'
	where r.closed_at is null
	group by r.id, r.child_name, r.case_label
	having bool_and(coalesce(
		p.sector = 'professional' or p.relation = 'teacher'
			or p.relation in ('healthWorker', 'caseworker', 'professional'), false));
comment on view children_with_professionals_only is
	'Rooms on whose map everybody alive knows the child through a job. Maps on which nobody stands yet are left out.';
comment on column children_with_professionals_only.room_id is 'The room';
comment on column children_with_professionals_only.child_name is 'The child''s name';
comment on column children_with_professionals_only.case_label is 'The office''s own label';
comment on column children_with_professionals_only.professionals is 'How many there are';

create view maps_not_looked_at with (security_invoker = true) as
	select r.id as room_id, r.child_name, r.case_label, coalesce(max(a.at), r.made_at) as last_looked_at
	from rooms r
	left join audit a on a.chain = r.id and a.action = 'roomOpened' and a.family_sees
	where r.closed_at is null
	group by r.id, r.child_name, r.case_label, r.made_at
	having coalesce(max(a.at), r.made_at) < now() - interval '6 months';
comment on view maps_not_looked_at is
	'Rooms that nobody has opened for six months, by the record. When the child or somebody hidden looked is their own and does not count.';
comment on column maps_not_looked_at.room_id is 'The room';
comment on column maps_not_looked_at.child_name is 'The child''s name';
comment on column maps_not_looked_at.case_label is 'The office''s own label';
comment on column maps_not_looked_at.last_looked_at is 'When it was opened last, or made where it never was';

do $$
begin
	if exists (select from pg_roles where rolname = 'landsby_app') then
		grant select on children_with_nobody_for_nights, children_with_professionals_only, maps_not_looked_at
			to landsby_app;
	end if;
end
$$;
