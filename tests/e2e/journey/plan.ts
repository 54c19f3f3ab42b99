// The journey's last steps: the meeting is closed, and the version that comes of it is held against the database.
import { createHash } from 'node:crypto';
import { expect } from '@playwright/test';
import { connectTo } from '../../../server/db/postgres.ts';
import type { Person } from './person.ts';

/** Closes the meeting that is open; without a word on how the child was heard there is no plan. */
export async function givesOutPlan(person: Person, number: number, heard: string): Promise<void> {
	await person.presses(person.page.getByRole('link', { name: 'Avslutt møtet' }));
	const publish = person.button(new RegExp(`Gi ut versjon ${number}`));
	await person.presses(publish);
	await expect(person.page.getByText('Skriv hvordan barnet er hørt').first()).toBeVisible();
	await person.page.getByLabel('Skriv det med få ord').fill(heard);
	// A hand that is nervous presses twice; there is one version all the same.
	await publish.dblclick();
	await expect(person.page).toHaveURL(new RegExp(`/plan/${number}`));
	await expect(person.page.getByText('Ja. Teksten er lik den som ble gitt ut.')).toBeVisible();
}

/** A version as it stands in the database. */
export interface Stored {
	readonly numbers: readonly number[];
	/** Whether header and parts have the hashes that the version says. */
	readonly genuine: boolean;
	readonly parts: Readonly<Record<'room' | 'care', string>>;
}

export async function storedVersion(databaseUrl: string, room: string): Promise<Stored> {
	const sql = connectTo(databaseUrl, { max: 1 });
	try {
		const versions = await sql<{ id: string; number: number; header: string; hash: Buffer }[]>`
			select id, number, header, hash from versions where room_id = ${room} order by number`;
		const last = versions.at(-1);
		if (!last) throw new Error('nothing was published');
		const rows = await sql<{ space: 'room' | 'care'; content: string }[]>`
			select space, content from version_parts where version_id = ${last.id}`;
		const said = (JSON.parse(last.header) as { parts: Record<string, string> }).parts;
		return {
			numbers: versions.map(({ number }) => number),
			genuine:
				sha256(last.header) === last.hash.toString('hex') &&
				rows.length === Object.keys(said).length &&
				rows.every(({ space, content }) => sha256(content) === said[space]),
			parts: { room: '', care: '', ...Object.fromEntries(rows.map(({ space, content }) => [space, content])) }
		};
	} finally {
		await sql.end();
	}
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
