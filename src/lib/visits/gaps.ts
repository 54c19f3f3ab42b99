/** V14: what an arrangement still lacks before anybody can rely on it. Told, never counted as a score. */
import type { Series, VisitType } from './visits.ts';

/** In the order of the form. */
export type Gap = 'with' | 'brings' | 'fetches' | 'supervisor';

/** Kinds where the child or somebody else has to travel. */
const travelled: readonly VisitType[] = ['visit', 'overnight', 'holidayStay', 'event'];

/**
 * [V14] Nobody to meet, nobody who brings or fetches, supervision without anybody who supervises.
 * The child, or the one who comes, can be the answer to who brings and fetches.
 */
export function gapsIn({
	with: people,
	type,
	handover,
	supervision,
	supervisor
}: Pick<Series, 'with' | 'type' | 'handover' | 'supervision' | 'supervisor'>): Gap[] {
	const gaps: Gap[] = [];
	if (people.length === 0) gaps.push('with');
	if (travelled.includes(type)) {
		if (handover?.brings === undefined) gaps.push('brings');
		if (handover?.fetches === undefined) gaps.push('fetches');
	}
	if (supervision === 'supervised' && supervisor === undefined) gaps.push('supervisor');
	return gaps;
}
