// Draws the files in src/lib/network/faces: `node tests/support/drawFaces.ts`. Faces come from the collection Lorelei by
// Lisa Wischofsky (CC0 1.0) by way of DiceBear, things from Lucide (ISC). Drawn once and kept in the repository, so
// that neither library is sent to a browser and a newer one changes nobody’s face.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAvatar } from '@dicebear/core';
import * as lorelei from '@dicebear/lorelei';
import { DRAWN_PEOPLE, DRAWN_THINGS, type Face } from '../../src/lib/network/faces.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'src', 'lib', 'network', 'faces');

type Lorelei = lorelei.Options;
const two = (number: number) => String(number).padStart(2, '0');
const hair = (number: number, colour: string): Lorelei =>
	({ hair: [`variant${two(number)}`], hairColor: [colour] }) as Lorelei; // a name of the collection’s own list
const glasses = (number: number): Lorelei =>
	({ glasses: [`variant0${number}`], glassesProbability: 100 }) as Lorelei; // likewise
const beard: Lorelei = { beard: ['variant01'], beardProbability: 100 };

const ink = '2b1f15';
const colours = { ink, brown: '7a4a26', ginger: 'a8562a', sand: 'c79a56', grey: '9b938a' } as const;

/** Calm and friendly, each of them: nobody frowns, nobody laughs at whoever grieves. */
const people: Readonly<Record<(typeof DRAWN_PEOPLE)[number], readonly Lorelei[]>> = {
	shortHair: [hair(8, colours.ink)],
	curls: [hair(24, colours.ink)],
	bob: [hair(19, colours.sand)],
	longWaves: [hair(35, colours.brown)],
	ponytail: [hair(31, colours.brown)],
	twoBuns: [hair(26, colours.ink)],
	fringe: [hair(23, colours.ginger)],
	tousled: [hair(4, colours.sand)],
	shortCurls: [hair(39, colours.ink)],
	longHair: [hair(21, colours.ink)],
	glasses: [hair(12, colours.brown), glasses(3)],
	beard: [hair(3, colours.brown), beard],
	greyBun: [hair(38, colours.grey), glasses(1)],
	greyBeard: [hair(28, colours.grey), beard],
	greyHair: [hair(37, colours.grey)],
	bald: [hair(25, colours.grey), glasses(4)]
};
const things: Readonly<Record<(typeof DRAWN_THINGS)[number], string>> = {
	cat: 'cat',
	dog: 'dog',
	rabbit: 'rabbit',
	bird: 'bird',
	fish: 'fish',
	turtle: 'turtle',
	squirrel: 'squirrel',
	flower: 'flower-2',
	tree: 'tree-deciduous',
	leaf: 'leaf',
	sun: 'sun',
	moon: 'moon',
	star: 'star',
	heart: 'heart',
	house: 'house',
	boat: 'sailboat'
};

/** Tints of the page’s own colours, by turns: they tell nothing. */
const grounds = ['#f3e3d8', '#f2e7cd', '#e0ecdd', '#d9eaee', '#e2e6f4', '#f0e0ee'];

const groundOf = (index: number): string => grounds[index % grounds.length] ?? '#ffffff';

/** A round picture in a box of 100 × 100, with attributes only: no styles, no scripts, no words. */
function round(index: number, drawing: string): string {
	return [
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">',
		'<clipPath id="a"><circle cx="50" cy="50" r="50"/></clipPath>',
		`<circle cx="50" cy="50" r="50" fill="${groundOf(index)}"/>`,
		`<g clip-path="url(#a)">${drawing}</g></svg>\n`
	].join('');
}

function face(index: number, options: readonly Lorelei[]): string {
	const size = 980;
	const whole = createAvatar(lorelei, {
		seed: 'landsby',
		head: ['variant01'],
		eyes: ['variant04'],
		eyebrows: ['variant02'],
		nose: ['variant02'],
		mouth: [index % 2 === 0 ? 'happy02' : 'happy01'],
		// The ground’s own colour: a drawing on paper has no colour of skin.
		skinColor: [groundOf(index).slice(1)],
		eyesColor: [ink],
		eyebrowsColor: [ink],
		mouthColor: [ink],
		noseColor: [ink],
		glassesColor: [ink],
		beardProbability: 0,
		glassesProbability: 0,
		earringsProbability: 0,
		frecklesProbability: 0,
		hairAccessoriesProbability: 0,
		...Object.assign({}, ...options)
	}).toString();
	const inside = whole.replace(/^<svg[^>]*>/, '').replace(/<metadata.*?<\/metadata>/s, '');
	const drawing = inside
		.replace(/<mask .*?<\/mask>/s, '')
		.replace(/ mask="[^"]*"/g, '')
		.replace(/<\/svg>\s*$/, '');
	const scale = 104 / size;
	return round(index, `<g fill="none" transform="translate(-2 0) scale(${scale.toFixed(4)})">${drawing}</g>`);
}

function thing(index: number, icon: string): string {
	const source = readFileSync(join(root, 'node_modules/@lucide/svelte/dist/icons', `${icon}.svelte`), 'utf8');
	const [, json = '{}'] = /const iconData = (\{.*\});/.exec(source) ?? [];
	const { node } = JSON.parse(json) as { node: [string, Record<string, string>][] }; // as Lucide writes it
	const shapes = node.map(
		([tag, attributes]) =>
			`<${tag} ${Object.entries(attributes)
				.map(([name, value]) => `${name}="${value}"`)
				.join(' ')}/>`
	);
	return round(
		index,
		`<g fill="none" stroke="#${ink}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" transform="translate(20 20) scale(2.5)">${shapes.join('')}</g>`
	);
}

mkdirSync(folder, { recursive: true });
const write = (name: Face, text: string) => writeFileSync(join(folder, `${name}.svg`), text);
for (const [index, name] of DRAWN_PEOPLE.entries()) write(name, face(index, people[name]));
for (const [index, name] of DRAWN_THINGS.entries()) write(name, thing(index, things[name]));
