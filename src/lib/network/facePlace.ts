/** Where a picture lies within what is drawn of somebody: round, and so small that the edge that tells what they are is seen. */
import { hasOwnShape, type Look, type Outline } from './look.ts';

/** Half of its side, for a person of radius 20. */
const reaches: Record<Outline, number> = {
	disc: 18,
	circle: 18,
	square: 17,
	triangle: 12,
	professional: 14.5
};
const within = {
	animal: { reach: 15, down: 2 },
	group: { reach: 12, down: 2 },
	place: { reach: 12, down: 4 }
};

/** @returns half of its side, and how far its middle lies below that of the person, for a person of radius 20 */
export function facePlace(look: Look, outline: Outline): { readonly reach: number; readonly down: number } {
	if (hasOwnShape(look)) return within[look];
	return {
		reach: look === 'plain' ? reaches[outline] : Math.min(15.5, reaches[outline]),
		down: outline === 'triangle' ? 4 : 0
	};
}
