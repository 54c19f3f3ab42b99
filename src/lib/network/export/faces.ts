/** Drawn faces on a sheet. They are the product's own drawings, of nobody; a photograph never goes along (decision 38). */
import { facePlace } from '../facePlace.ts';
import type { Face } from '../faces.ts';
import type { MapPerson } from '../mapPeople.ts';
import type { Person } from '../network.ts';
import { element } from './xml.ts';

/** The drawing that is shown for somebody on the screen; whoever has a photograph there has a letter on a sheet. */
export function drawingFor({ avatar, picture }: Pick<Person, 'avatar' | 'picture'>): Face | undefined {
	return picture === undefined ? avatar : undefined;
}

const idOf = (face: Face): string => `face-${face}`;

/** Each drawing once, whoever has chosen it. @param drawings the files, by their names */
export function faceSymbols(used: Iterable<Face>, drawings: ReadonlyMap<Face, string>): string {
	const symbols = [...new Set(used)].flatMap((face) => {
		const file = drawings.get(face);
		const inner = file && /<svg[^>]*>(.*)<\/svg>/s.exec(file)?.[1];
		if (!inner) return [];
		// Each file calls its own edge “a”.
		const own = inner
			.replaceAll('id="a"', `id="${idOf(face)}-edge"`)
			.replaceAll('url(#a)', `url(#${idOf(face)}-edge)`);
		return [element('symbol', { id: idOf(face), viewBox: '0 0 100 100' }, own)];
	});
	return symbols.length === 0 ? '' : element('defs', {}, ...symbols);
}

/** The face in what is drawn of somebody, for a radius of 20. */
export function faceMark({ look, outline }: Pick<MapPerson, 'look' | 'outline'>, face: Face): string {
	const { reach, down } = facePlace(look, outline);
	const side = 2 * reach;
	return element('use', { href: `#${idOf(face)}`, x: -reach, y: down - reach, width: side, height: side });
}
