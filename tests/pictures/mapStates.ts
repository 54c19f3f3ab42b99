// Takes pictures of the map in everything that can be done on it, with two people in the room: as adults have it and as
// the child has it.
import type { Browser } from '@playwright/test';
import { createPeople, createTie } from '#lib/network/document.ts';
import { RELATIONS, type Placement, type Relation } from '#lib/network/network.ts';
import { connectTo } from '../../server/db/postgres.ts';
import * as map from '../e2e/journey/map.ts';
import { Person } from '../e2e/journey/person.ts';
import { connect, until } from '../support/client.ts';
import type { Landsby } from '../support/landsby.ts';
import type { Camera } from './camera.ts';

const names = [
	...[
		'Mamma',
		'Pappa',
		'Berit',
		'Arne',
		'Silje',
		'Mats',
		'Eline',
		'Nora',
		'Samira',
		'Bamse',
		'Isak',
		'Solveig'
	],
	...['Gunnvor', 'Nils Petter', 'Hanne', 'Ola', 'Wenche', 'Trygve', 'Aster', 'Amund', 'Turid', 'Rune', 'Odd'],
	...['Fotballaget', 'Åse Marie']
] as const;

const relations: Readonly<Record<string, Relation>> = { Bamse: 'pet', Fotballaget: 'group' };

/** Where hands put them: some on one spot, some close, most where there is room. */
function placeOf(index: number): Placement {
	if (index < 4) return { ring: 1, angle: (350 + index * 6) % 360 };
	if (index < 8) return { ring: 2, angle: 60 + index * 4 };
	return { ring: ([2, 3, 4, 3] as const)[index % 4] ?? 3, angle: (index * 53) % 360 };
}

/** What there are pictures of here. */
export const mapStates = [
	...[
		'empty',
		'child-empty',
		'waiting',
		'full',
		'card',
		'tie-end',
		'tie',
		'add',
		'list',
		'family',
		'child-begin'
	],
	...['child-full', 'child-card', 'child-tie-end', 'child-tie', 'child-more', 'child-move', 'child-add'],
	...['relative', 'proposed', 'proposed-card', 'child-showing', 'beside', 'lens']
];

/** A room of its own, full of people. */
export async function takeMapStates(browser: Browser, landsby: Landsby, camera: Camera): Promise<void> {
	const made = ['room', 'create', '--child', 'Sunniva', '--by', 'kari@landsby.example'];
	const { id: room } = landsby.cli(...made) as { id: string };
	const at = (path: string) => `${landsby.origin}/rooms/${room}${path}`;
	const invite = (...who: string[]) => (landsby.cli('invite', room, ...who) as { link: string }).link;
	const [kari, child, maren] = await Promise.all([
		Person.sitsDown(browser, 'desk'),
		Person.sitsDown(browser, 'tablet'),
		Person.sitsDown(browser, 'phone')
	]);
	await kari.signsIn(landsby.origin, 'kari@landsby.example', 'landsby-demo');
	await kari.page.goto(at('/network'));
	await child.comesInBy(invite('--name', 'Sunniva', '--role', 'child'));

	const { snap } = camera;
	const seen = (view: string) => kari.page.goto(at(`/network?view=${view}`)).then(() => map.looksAtMap(kari));

	await seen('map');
	await snap('empty', kari);
	await child.page.goto(at('/network'));
	await snap('child-empty', child);
	await maren.comesInBy(invite('--name', 'Maren', '--role', 'relative'));
	await snap('waiting', kari);

	// Everybody at once, as hands have put them.
	const session = (await kari.context.cookies()).find(({ name }) => name === 'session');
	const ws = `${landsby.origin.replace('http', 'ws')}/ws`;
	const hand = connect(ws, room, `session=${session?.value}`, landsby.origin);
	await until(() => hand.saved);
	const sql = connectTo(landsby.databaseUrl, { max: 1 });
	const rows = await sql<{ id: string }[]>`
		select id from participants where room_id = ${room} and role = 'caseworker'`;
	await sql.end();
	const author = { by: rows[0]?.id ?? '', at: new Date().toISOString() };
	const ids = createPeople(
		hand.doc,
		author,
		names.map((name, index) => ({
			name,
			placement: placeOf(index),
			relation: relations[name] ?? RELATIONS[index % 9] ?? 'friend',
			helps: index % 4 === 0 ? (['beThereTonight'] as const) : []
		}))
	);
	const qualities = ['close', 'ordinary', 'weak', 'strained', 'broken', 'wishedFor'] as const;
	qualities.forEach((quality, index) =>
		createTie(hand.doc, author, {
			from: ids[index] ?? '',
			to: ids[index * 2 + 8] ?? '',
			type: 'family',
			quality,
			direction: index % 2 === 0 ? 'both' : 'fromTo',
			saidBy: 'meeting'
		})
	);
	await until(() => hand.saved);
	hand.leave();

	await map.onMapOf(kari, 'Nora').waitFor();
	await snap('full', kari);
	await kari.page.evaluate(() => getSelection()?.removeAllRanges());
	await map.looksAt(kari, 'Nora');
	await snap('card', kari);
	await kari.presses(kari.page.getByTestId('person-card').getByRole('button', { name: 'Tegn bånd' }));
	await snap('tie-end', kari);
	await map.onMapOf(kari, 'Solveig').focus();
	await kari.page.keyboard.press('Enter');
	await snap('tie', kari);
	await kari.page.keyboard.press('Escape');
	await seen('map');
	await kari.presses(kari.button('Legg til').first());
	await snap('add', kari);
	await kari.page.keyboard.press('Escape');
	await kari.page.goto(at('/network?view=list'));
	await snap('list', kari);
	await kari.page.goto(at('/network?view=family'));
	await snap('family', kari);

	// The child's own map: begun as the room's, looked at, moved, tied.
	await child.page.goto(at('/network'));
	await snap('child-begin', child);
	await child.presses(child.page.getByTestId('child-begins').getByRole('button'));
	await map.onMapOf(child, 'Nora').waitFor();
	await snap('child-full', child);
	const card = await map.looksAt(child, 'Nora');
	await snap('child-card', child);
	await child.presses(card.getByRole('button', { name: 'Tegn bånd' }));
	await snap('child-tie-end', child);
	await map.onMapOf(child, 'Solveig').focus();
	await child.page.keyboard.press('Enter');
	await snap('child-tie', child);
	await child.presses(child.page.getByTestId('child-draws-tie').getByRole('button', { name: 'Nært' }));
	await child.presses(card.getByRole('button', { name: 'Mer' }));
	await snap('child-more', child);
	await child.presses(card.getByRole('button', { name: /^Flytt/ }));
	await snap('child-move', child);
	await child.page.goto(at('/network'));
	await child.presses(child.button('Legg til'));
	await snap('child-add', child);

	// What somebody else asks for stands above the map; a relative sees what is theirs to see.
	await maren.page.goto(at('/network?view=map'));
	await snap('relative', maren);
	await maren.presses(maren.button('Foreslå en person'));
	await maren.dialog.getByRole('textbox', { name: 'Navn' }).fill('Bestefar Ivar');
	await maren.presses(maren.dialog.getByRole('button', { name: 'Send forslag' }));
	await seen('map');
	await kari.button('Legg til').first().waitFor();
	await snap('proposed', kari);
	await map.looksAt(kari, 'Nora');
	await snap('proposed-card', kari);
	// Both maps, once the child has shown hers.
	await child.page.goto(at('/network'));
	await child.presses(child.button('Vis kartet mitt'));
	await snap('child-showing', child);
	await child.presses(child.dialog.getByRole('button', { name: 'Vis kartet', exact: true }));
	await kari.page.goto(at('/network?view=map'));
	await map.onMapOf(kari, 'Nora').first().waitFor();
	await snap('beside', kari);
	await kari.page.getByLabel('Se etter').selectOption({ index: 1 });
	await snap('lens', kari);
	await Promise.all([kari, child, maren].map((person) => person.leaves()));
}
