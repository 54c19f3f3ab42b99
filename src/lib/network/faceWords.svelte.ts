/** What the drawings show, in words. */
import { m } from '#lib/paraglide/messages.js';
import type { Face, FaceGroup } from './faces.ts';

const drawn: Record<Face, () => string> = {
	shortHair: m.network_drawn_short_hair,
	curls: m.network_drawn_curls,
	bob: m.network_drawn_bob,
	longWaves: m.network_drawn_long_waves,
	ponytail: m.network_drawn_ponytail,
	twoBuns: m.network_drawn_two_buns,
	fringe: m.network_drawn_fringe,
	tousled: m.network_drawn_tousled,
	shortCurls: m.network_drawn_short_curls,
	longHair: m.network_drawn_long_hair,
	glasses: m.network_drawn_glasses,
	beard: m.network_drawn_beard,
	greyBun: m.network_drawn_grey_bun,
	greyBeard: m.network_drawn_grey_beard,
	greyHair: m.network_drawn_grey_hair,
	bald: m.network_drawn_bald,
	cat: m.network_drawn_cat,
	dog: m.network_drawn_dog,
	rabbit: m.network_drawn_rabbit,
	bird: m.network_drawn_bird,
	fish: m.network_drawn_fish,
	turtle: m.network_drawn_turtle,
	squirrel: m.network_drawn_squirrel,
	flower: m.network_drawn_flower,
	tree: m.network_drawn_tree,
	leaf: m.network_drawn_leaf,
	sun: m.network_drawn_sun,
	moon: m.network_drawn_moon,
	star: m.network_drawn_star,
	heart: m.network_drawn_heart,
	house: m.network_drawn_house,
	boat: m.network_drawn_boat
};
const groups: Record<FaceGroup, () => string> = {
	people: m.network_faces_people,
	more: m.network_faces_more,
	animals: m.network_faces_animals,
	things: m.network_faces_things
};
/** What a group of drawings shows. */
export const faceGroupWord = (group: FaceGroup): string => groups[group]();

/** What a drawing shows, for who does not see it. */
export const faceName = (face: Face): string => drawn[face]();
