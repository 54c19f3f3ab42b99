/** The visitation plan as a page has it: arrangements, days, who is who, what this person may do, and the verbs. */
import { readPeople } from '#lib/network/document.ts';
import { isAnybody } from '#lib/network/measures.ts';
import { shortNames } from '#lib/network/names.ts';
import type { Child, Person } from '#lib/network/network.ts';
import { capital, inAList, whoIs } from '#lib/network/words.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { present } from '#lib/room/document.ts';
import { live } from '#lib/room/live.svelte.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { OpenProposals, type Described } from '#lib/room/proposals/openProposals.svelte.ts';
import type { OpenProposal } from '#lib/room/proposals/proposals.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import {
	createException,
	createSeries,
	readVisits,
	removeException,
	removeSeries,
	restoreException,
	restoreSeries,
	setRule,
	type NewSeries
} from './document.ts';
import { nextMeeting, type NextMeeting } from './nights.ts';
import { idleExceptions, occurrencesBetween, upcoming, type Occurrence } from './occurrences.ts';
import { proposedVisit } from './proposals.ts';
import { spanOf } from './span.ts';
import { Today } from './today.svelte.ts';
import type { Exception, NewException, Rule, Series } from './visits.ts';
import { changeInWords, dayInWords, hoursInWords, ruleInWords, visitTitle } from './words.svelte.ts';

export class OpenVisits {
	readonly room: Room;
	readonly today: Today;
	readonly proposals: OpenProposals;
	readonly #people: { readonly current: ReturnType<typeof readPeople> };
	readonly #visits: { readonly current: ReturnType<typeof readVisits> };

	readonly #entities = $derived.by(() => this.#visits.current.entities);
	/** The arrangements, in the order they were made. */
	readonly series = $derived.by(() =>
		present(this.#entities).filter((entity): entity is Series => entity.kind === 'series')
	);
	readonly #exceptions = $derived.by(() =>
		present(this.#entities).filter((entity): entity is Exception => entity.kind === 'exception')
	);
	readonly malformed = $derived.by(() => this.#visits.current.malformed.length);
	readonly #everybody = $derived.by(() => this.#people.current.entities);
	/** Everybody on the map but the child. */
	readonly people = $derived.by(() =>
		present(this.#everybody).filter((entity): entity is Person => entity.kind !== 'child')
	);
	/** Who can be met: a place is nobody, and whom one has lost cannot be met. */
	readonly meetable = $derived.by(() =>
		this.people.filter((one) => isAnybody(one) && one.status !== 'dead' && one.status !== 'unborn')
	);
	readonly child = $derived.by((): Pick<Child, 'id' | 'name'> => {
		const { id, name } = this.room.child;
		return (
			this.#everybody.find((entity): entity is Child => entity.kind === 'child' && entity.id === id) ?? {
				id,
				name
			}
		);
	});
	readonly #names = $derived.by(() => shortNames(this.people));

	/** Made while a component is being set up. */
	constructor(room: Room) {
		this.room = room;
		this.today = new Today(() => room.timeZone);
		this.#people = live(room.shared, ['people'], readPeople);
		this.#visits = live(room.shared, ['visits'], readVisits);
		this.proposals = new OpenProposals(room, 'visits', (proposal) => this.#describe(proposal));
	}

	get mayEdit(): boolean {
		return this.room.may('visits');
	}
	get mayPropose(): boolean {
		return this.room.mayPropose('visits');
	}
	/** Whether it is who they are, and not the connection, that keeps this person from writing. */
	get readsOnly(): boolean {
		return this.room.shared.rights?.sections.visits !== 'write';
	}
	/** The ones to turn to for whoever may not write. */
	get writers(): string[] {
		return this.room.participants.filter(({ role }) => role === 'caseworker').map(({ name }) => name);
	}

	seriesOf(id: string | null): Series | null {
		return this.series.find((series) => series.id === id) ?? null;
	}

	/** Somebody on the map; null for the child, for who was taken away, and for who is unknown. */
	person(id: string): Person | null {
		return this.people.find((person) => person.id === id) ?? null;
	}

	/** The name of somebody; who was taken off the map keeps it, and it is said. */
	nameOf(id: string): string {
		if (id === this.child.id) return this.child.name;
		const name = this.#names.get(id);
		if (name !== undefined) return name;
		const gone = this.#everybody.find((entity) => entity.id === id);
		return gone ? m.visits_not_on_map({ name: gone.name }) : m.network_someone();
	}

	/** “Isak, halvbror” */
	nameAndWho(id: string): string {
		const person = this.person(id);
		return [this.nameOf(id), person ? whoIs(person) : ''].filter(Boolean).join(', ');
	}

	/** Who brings or fetches; the child who goes alone is “Ylva selv”. */
	handlerOf(id: string): string {
		return id === this.child.id ? m.visits_self({ name: this.child.name }) : this.nameOf(id);
	}

	namesIn(series: Series): string[] {
		return series.with.map((id) => this.nameOf(id));
	}

	/** “Ylva og Isak” */
	headingOf(series: Series): string {
		const names = this.namesIn(series);
		if (names.length === 0) return m.visits_nobody_yet();
		return m.visits_child_and({ child: this.child.name, names: inAList(names) });
	}

	/** “Isak”, “Tor-Even på video” */
	titleOf(series: Series, type = series.type): string {
		return visitTitle(type, this.namesIn(series));
	}

	/** The next days that take place, with what falls out between them. */
	upcoming(count: number, only?: Series): Occurrence[] {
		const entities = only ? [only, ...this.#exceptions] : this.#entities;
		return upcoming(entities, this.today.day, count);
	}
	between(from: string, to: string): Occurrence[] {
		return occurrencesBetween(this.#entities, from, to);
	}
	idleIn(series: Series): Exception[] {
		return idleExceptions(series, this.#exceptions);
	}
	/** The next time the child meets somebody or is in touch. */
	get next(): NextMeeting | null {
		return nextMeeting(this.#entities, this.today.now, this.room.timeZone);
	}

	/**
	 * Makes an arrangement.
	 * @throws AppError `invalid`
	 */
	create(content: NewSeries): string {
		return createSeries(this.doc, this.room.author(), content);
	}

	/** Takes an arrangement away, and offers to take that back. */
	remove(series: Series): void {
		const names = this.namesIn(series);
		removeSeries(this.doc, series.id, this.room.author());
		toasts.show({
			text: names.length > 0 ? m.visits_removed({ names: inAList(names) }) : m.visits_removed_nobody(),
			undo: () => restoreSeries(this.doc, series.id)
		});
	}

	/** Changes one day, and offers to take that back. */
	change(content: NewException): void {
		const id = createException(this.doc, this.room.author(), content);
		const day = capital(dayInWords(content.to?.day ?? content.date, this.today.day));
		const said = {
			moved: m.visits_said_moved,
			cancelled: m.visits_said_cancelled,
			replaced: m.visits_said_replaced,
			extra: m.visits_said_extra
		};
		toasts.show({
			text: said[content.change]({ day }),
			undo: () => removeException(this.doc, id, this.room.author())
		});
	}

	/** Lets a day be as the rule says again: all changes of it are taken away, as one step that can be taken back. */
	unchange(exception: Exception): void {
		const same = this.#exceptions.filter(
			({ series, date, change }) =>
				series === exception.series &&
				date === exception.date &&
				(change === 'extra') === (exception.change === 'extra')
		);
		for (const { id } of same) removeException(this.doc, id, this.room.author());
		toasts.show({
			text: m.visits_said_as_arranged({ day: capital(dayInWords(exception.date, this.today.day)) }),
			undo: () => same.forEach(({ id }) => restoreException(this.doc, id))
		});
	}
	exception(id: string | null): Exception | null {
		return this.#exceptions.find((exception) => exception.id === id) ?? null;
	}

	/** Proposes other times for an arrangement. */
	proposeRule(series: Series, rule: Rule, why: string): void {
		this.proposals.propose({
			target: { section: 'visits', entity: series.id },
			fields: { rule },
			was: { rule: series.rule },
			why
		});
	}
	/** Proposes that one day be otherwise. Its reason is what the day would say. */
	proposeChange(exception: NewException): void {
		const { reason, ...fields } = exception;
		this.proposals.propose({
			target: { section: 'visits' },
			fields: { kind: 'exception', ...fields, ...(reason === undefined ? {} : { reason }) },
			was: this.#dayAsNow(exception),
			why: reason ?? ''
		});
	}
	/** Proposes an arrangement that is not there yet. */
	proposeSeries(content: NewSeries, why: string): void {
		// As JSON: what was left open is absent.
		const fields = JSON.parse(JSON.stringify({ kind: 'series', ...content })) as Readonly<
			Record<string, string>
		>;
		this.proposals.propose({ target: { section: 'visits' }, fields, why });
	}

	/** The values of a day that a change of it builds on. */
	#dayAsNow({
		series,
		date
	}: Pick<NewException, 'series' | 'date'>): Record<string, string | number | boolean> {
		const one = this.#occurrence(series, date);
		if (!one) return { takesPlace: false };
		const { time, minutes } = one.hours;
		return {
			takesPlace: one.takesPlace,
			day: one.day,
			...(time === undefined ? {} : { time }),
			...(minutes === undefined ? {} : { minutes })
		};
	}
	#occurrence(series: string, date: string): Occurrence | null {
		const moved = this.#exceptions.filter((one) => one.series === series && one.date === date);
		const days = [date, ...moved.flatMap(({ to }) => (to ? [to.day] : []))].sort();
		const all = this.between(days[0] ?? date, days.at(-1) ?? date);
		const same = all.filter(
			(one) => one.series === series && one.original === date && one.change !== 'extra'
		);
		return same.find(({ takesPlace }) => takesPlace) ?? same[0] ?? null;
	}

	/** What a proposal says, in words, and what would come of it. */
	#describe(proposal: OpenProposal): Described | null {
		const proposed = proposedVisit(proposal);
		const today = this.today.day;
		const author = () => this.room.author();
		if (proposed?.kind === 'rule') {
			const series = this.seriesOf(proposed.series);
			return {
				what: series ? this.headingOf(series) : '',
				proposed: ruleInWords(proposed.rule, today),
				now: series && ruleInWords(series.rule, today),
				values: { rule: series?.rule },
				apply: series && (() => setRule(this.doc, series.id, proposed.rule))
			};
		}
		if (proposed?.kind === 'exception') {
			const { exception } = proposed;
			const series = this.seriesOf(exception.series);
			const one = this.#occurrence(exception.series, exception.date);
			const hours = one && hoursInWords(spanOf(one.hours));
			return {
				what: series ? this.headingOf(series) : '',
				proposed: capital(changeInWords(exception, today)),
				now: one?.takesPlace
					? capital([dayInWords(one.day, today), hours].filter(Boolean).join(', '))
					: m.visits_propose_no_day({ day: dayInWords(exception.date, today) }),
				values: this.#dayAsNow(exception),
				apply: series && (() => void createException(this.doc, author(), exception))
			};
		}
		if (proposed?.kind === 'series') {
			const { content } = proposed;
			const names = content.with.map((id) => this.nameOf(id));
			return {
				what: names.length > 0 ? m.visits_child_and({ child: this.child.name, names: inAList(names) }) : '',
				proposed: [m.visits_propose_new_word(), ruleInWords(content.rule, today), content.place ?? '']
					.filter(Boolean)
					.join(' '),
				now: null,
				values: {},
				apply: () => void createSeries(this.doc, author(), content)
			};
		}
		return null;
	}

	/** Others who are changing this arrangement just now. */
	editorsOf(series: string): string[] {
		const names = this.room.presence.others
			.filter(({ hold }) => hold?.entity === series)
			.map(({ name }) => name);
		return names.filter((name, index) => names.indexOf(name) === index);
	}

	/** For the functions of document.ts, and for nothing else. */
	get doc() {
		return this.room.shared.doc;
	}
}
