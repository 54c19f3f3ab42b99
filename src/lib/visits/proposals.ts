/** What may be proposed in the visitation plan: other times for an arrangement, one day, or a new arrangement. */
import * as v from 'valibot';
import type { EntityAsPlain } from '#lib/room/document.ts';
import type { NewProposal } from '#lib/room/proposals/document.ts';
import { differing, Values, type OpenProposal, type RefusedEntity } from '#lib/room/proposals/proposals.ts';
import { ExceptionContent, SeriesContent, type NewSeries } from './document.ts';
import { Rule, type NewException } from './visits.ts';

export type ProposedVisit =
	| { readonly kind: 'rule'; readonly series: string; readonly rule: Rule }
	| { readonly kind: 'exception'; readonly exception: NewException }
	| { readonly kind: 'series'; readonly content: NewSeries };

/** What a proposal says here; null where it is nothing that this part knows. */
export function proposedVisit({
	target,
	fields
}: Pick<OpenProposal, 'target' | 'fields'>): ProposedVisit | null {
	if (target.section !== 'visits') return null;
	if (target.entity !== undefined) {
		const rule = v.safeParse(Rule, fields['rule']);
		return rule.success ? { kind: 'rule', series: target.entity, rule: rule.output } : null;
	}
	const { kind, ...content } = fields;
	if (kind === 'exception') {
		const exception = v.safeParse(ExceptionContent, content);
		return exception.success ? { kind, exception: exception.output } : null;
	}
	const series = v.safeParse(SeriesContent, content);
	return kind === 'series' && series.success ? { kind, content: series.output } : null;
}

/** What was refused among the visits, as a proposal; null where it holds nothing that can be proposed. */
export function proposalOfRefused({ id, mine, now }: RefusedEntity): NewProposal | null {
	if ('removed' in mine && now !== null) return null;
	const proposal: NewProposal =
		now === null
			? { target: { section: 'visits' }, fields: asNew(mine) }
			: { target: { section: 'visits', entity: id }, ...differing(ruleOf(mine), ruleOf(now)) };
	return proposedVisit(proposal) ? proposal : null;
}

const ruleOf = ({ rule }: EntityAsPlain): Values => {
	const parsed = v.safeParse(Values, { rule });
	return parsed.success && rule !== undefined ? parsed.output : {};
};

/** What every entity carries is made anew with a new one. */
const carried = ['id', 'made', 'removed', 'with'];

function asNew(mine: EntityAsPlain): Values {
	const rest = Object.entries(mine).filter(([field]) => !carried.includes(field));
	const people = mine['with'];
	const named = v.is(v.record(v.string(), v.boolean()), people) ? { with: Object.keys(people) } : {};
	const parsed = v.safeParse(Values, { ...Object.fromEntries(rest), ...named });
	return parsed.success ? parsed.output : {};
}
