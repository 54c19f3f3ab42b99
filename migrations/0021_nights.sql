-- Nights by the rule of the emergency plan itself: somebody is there for the night who is there at three in the morning,
-- has said yes to being with the child in those hours, and said it no longer than a year ago.

create or replace view children_with_nobody_for_nights with (security_invoker = true) as
	select r.id as room_id, r.child_name, r.case_label
	from rooms r join documents d on d.room_id = r.id and d.space = 'room'
	where r.closed_at is null and not exists (
		select from emergency_contacts c
		join people p on p.document_id = c.document_id and p.entity_id = c.person and p.removed_at is null
			and p.kind = 'person' and coalesce(p.status, 'alive') not in ('dead', 'unborn')
		join availability a on a.document_id = c.document_id and a.entity_id = c.entity_id
		where c.document_id = d.id and c.removed_at is null
			and c.consent = 'yes'
			-- A yes counts through the same day of the next year. Days as text, as the document has them: 29 February is one.
			and lpad((left(c.consent_at, 4)::int + 1)::text, 4, '0') || substr(c.consent_at, 5, 6) collate "C"
				>= to_char(now() at time zone r.time_zone, 'YYYY-MM-DD')
			-- What was ticked for these hours, or for all of them; with nothing ticked nobody knows what the yes was to.
			and c.can <> '{}'
			and case when a.can is null then c.can else array[a.can] end && array['comeHere', 'stayOvernight', 'takeChild']
			-- Either from before three on the same day, or into the next day and past three.
			and case when a.to_time collate "C" <= a.from_time
				then a.from_time collate "C" <= '03:00' or a.to_time collate "C" > '03:00'
				else a.from_time collate "C" <= '03:00' and a.to_time collate "C" > '03:00' end);

comment on view children_with_nobody_for_nights is
	'Rooms in which nobody in the emergency plan has said yes, within a year and without reserve, to coming, staying overnight or taking the child in hours that hold three in the morning of some night. Asked of the emergency plan; no map counts, neither the room''s nor the child''s own. Whether a number is written down does not count.';
