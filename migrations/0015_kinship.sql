-- Ties say which kin two are.

alter table ties add column kin text;
comment on column ties.kin is 'Which kin they are, said of from_id: parentOf, childOf, couple, formerCouple, sibling, halfSibling, fosterParentOf or fosterChildOf. Null: nobody said so. What the words for who somebody is make plain is reckoned by the page and is not here';
