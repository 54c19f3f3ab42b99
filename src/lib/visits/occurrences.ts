/**
 * V8-V11: what in fact happens. The days of the rules with the single changes laid over them: moved,
 * cancelled, replaced, extra. What falls out stays visible, with its reason.
 */
import { addDays } from '#lib/time/zone.ts';
import { daysOf, fallsOn, nextDaysOf } from './recurrence.ts';
import { instantsOf, spanOf, type Hours } from './span.ts';
import type { Change, Exception, NewTime, Series, VisitType } from './visits.ts';

/** One visit on one day, or a place where one fell out. */
export interface Occurrence {
	readonly series: string;
	/** The day it begins, or was to begin. */
	readonly day: string;
	readonly hours: Hours;
	/** The day it ends; the same as `day` where there is no night between. */
	readonly lastDay: string;
	readonly type: VisitType;
	/** False: it was cancelled, or moved or replaced to another day. */
	readonly takesPlace: boolean;
	readonly change: Change | null;
	/** The day the rule gave it. */
	readonly original: string;
	/** Where it went, when this is the place where it fell out. */
	readonly to: NewTime | null;
	readonly exception: string | null;
	readonly reason: string | null;
}

/**
 * Everything of a set of series between two days, in order of day and hour.
 * @param entities what `readVisits` gives; removed ones count as absent
 * @param from first day, `YYYY-MM-DD`; a stay that began earlier counts until the day it ends
 * @param to last day
 */
export function occurrencesBetween(
	entities: readonly (Series | Exception)[],
	from: string,
	to: string
): Occurrence[] {
	return inOrder(
		seriesWithExceptions(entities).flatMap(({ series, exceptions }) => {
			const days = daysOf(series.rule, addDays(from, -spanOf(series.rule).nights), to);
			return laidOver(series, exceptions, days).filter(({ day, lastDay }) => lastDay >= from && day <= to);
		})
	);
}

/**
 * The next visits that take place, with what falls out between them.
 * @param from first day that counts
 * @param count of visits that take place; fewer where the rules end
 */
export function upcoming(
	entities: readonly (Series | Exception)[],
	from: string,
	count: number
): Occurrence[] {
	const all = inOrder(
		seriesWithExceptions(entities).flatMap(({ series, exceptions }) => {
			// Each exception takes at most one day away, so that many days more are enough. A stay that is
			// under way stands before the first of them, and must not take a place from those that come.
			const reach = spanOf(series.rule).nights;
			const begun = reach === 0 ? [] : daysOf(series.rule, addDays(from, -reach), addDays(from, -1));
			const coming = nextDaysOf(series.rule, from, count + exceptions.length);
			return laidOver(series, exceptions, [...begun, ...coming]).filter(({ lastDay }) => lastDay >= from);
		})
	);
	let left = count;
	const last = all.findIndex(({ takesPlace }) => takesPlace && --left === 0);
	return last === -1 ? all : all.slice(0, last + 1);
}

/** [V11] Changes that change nothing: their day is no day of the rule (any more). The plan shows them as such. */
export function idleExceptions(series: Series, exceptions: readonly Exception[]): Exception[] {
	return exceptions.filter(
		(exception) =>
			exception.series === series.id &&
			exception.removed === undefined &&
			exception.change !== 'extra' &&
			!fallsOn(series.rule, exception.date)
	);
}

/**
 * Is it over? A visit with no agreed end is, once it has begun.
 * @param now instant
 * @param zone IANA name of the room's time zone
 */
export function isOver({ day, hours }: Occurrence, now: string, zone: string): boolean {
	const { start, end } = instantsOf(day, hours, zone);
	return Date.parse(end ?? start) <= Date.parse(now);
}

interface WithExceptions {
	readonly series: Series;
	/** In the order they were made, removed ones left out. */
	readonly exceptions: readonly Exception[];
}

function seriesWithExceptions(entities: readonly (Series | Exception)[]): WithExceptions[] {
	const bySeries = new Map<string, Exception[]>();
	const present = entities.filter(({ removed }) => removed === undefined);
	for (const entity of [...present].sort((a, b) => (a.id < b.id ? -1 : 1)))
		if (entity.kind === 'exception')
			bySeries.set(entity.series, [...(bySeries.get(entity.series) ?? []), entity]);
	return present.flatMap((entity) =>
		entity.kind === 'series' ? [{ series: entity, exceptions: bySeries.get(entity.id) ?? [] }] : []
	);
}

/** The rule's days with the changes laid over them; changes of other days come along where they have effect. */
function laidOver(series: Series, exceptions: readonly Exception[], days: readonly string[]): Occurrence[] {
	// [V8] Of several changes of one day, the one made last stands.
	const changes = new Map<string, Exception>();
	const extras: Exception[] = [];
	for (const exception of exceptions) {
		if (exception.change === 'extra') extras.push(exception);
		else if (fallsOn(series.rule, exception.date)) changes.set(exception.date, exception);
	}
	const found = [...changes.values(), ...extras].flatMap((exception) => changed(series, exception));
	for (const day of days) if (!changes.has(day)) found.push(asTheRuleSays(series, day));
	return withoutDoubles(found);
}

function asTheRuleSays(series: Series, day: string): Occurrence {
	return occurrence(series, day, series.rule, series.type, null);
}

/** [V9] A moved or replaced visit stands on its new day, and its old day says where it went. */
function changed(series: Series, exception: Exception): Occurrence[] {
	const { change, date, to } = exception;
	if (change === 'cancelled' || (change !== 'extra' && to === undefined))
		return [fallenOut(series, exception, null)];
	const day = to?.day ?? date;
	const here = occurrence(series, day, newHours(series, to), to?.type ?? series.type, exception);
	if (change === 'extra' || to === undefined || day === date) return [here];
	return [here, fallenOut(series, exception, to)];
}

function fallenOut(series: Series, exception: Exception, to: NewTime | null): Occurrence {
	const was = occurrence(series, exception.date, series.rule, series.type, exception);
	return { ...was, takesPlace: false, to };
}

/** A change that names no hour keeps the series' hours; one that names an hour keeps its length. */
function newHours({ rule }: Series, to: NewTime | undefined): Hours {
	if (to?.time === undefined && to?.minutes === undefined) return plainHours(rule);
	return plainHours({ ...plainHours(rule), ...plainHours(to) });
}

function plainHours({ time, minutes }: Hours): Hours {
	return { ...(time === undefined ? {} : { time }), ...(minutes === undefined ? {} : { minutes }) };
}

function occurrence(
	series: Series,
	day: string,
	hours: Hours,
	type: VisitType,
	exception: Exception | null
): Occurrence {
	return {
		series: series.id,
		day,
		hours: plainHours(hours),
		lastDay: addDays(day, spanOf(hours).nights),
		type,
		takesPlace: true,
		change: exception?.change ?? null,
		original: exception?.date ?? day,
		to: null,
		exception: exception?.id ?? null,
		reason: exception?.reason ?? null
	};
}

/** [V10] One series never stands twice at the same hour of the same day. */
function withoutDoubles(found: readonly Occurrence[]): Occurrence[] {
	const seen = new Map<string, Occurrence>();
	for (const one of found) {
		const key = `${one.day} ${one.hours.time ?? ''} ${one.takesPlace ? 'here' : 'gone'}`;
		if (!seen.has(key)) seen.set(key, one);
	}
	return [...seen.values()];
}

function inOrder(occurrences: readonly Occurrence[]): Occurrence[] {
	return [...occurrences].sort(
		(a, b) =>
			compare(a.day, b.day) || compare(a.hours.time ?? '', b.hours.time ?? '') || compare(a.series, b.series)
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
