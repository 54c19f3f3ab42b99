/** The five houses of the village: which part of the room each stands for, and where it stands in the scene. */

/** kart: network map · akutt: emergency plan · samvaer: visits · moter: meetings · plan: the plan. */
export type HouseKind = 'kart' | 'akutt' | 'samvaer' | 'moter' | 'plan';

/** lit: something is filled in · dark: nothing yet · gap: filled in, but something is missing. */
export type HouseState = 'lit' | 'dark' | 'gap';

/** One window of a house: its left edge, upper edge, width and height, in the house's own measures. */
export interface Window {
	readonly x: number;
	readonly y: number;
	readonly w: number;
	readonly h: number;
}

/** Where each house stands in the scene of 1200 x 675, in the order from left to right. */
export const houseGround = {
	kart: { x: 102, y: 607, scale: 1 },
	akutt: { x: 312, y: 613, scale: 1 },
	plan: { x: 536, y: 611, scale: 0.9 },
	moter: { x: 720, y: 609, scale: 1 },
	samvaer: { x: 978, y: 603, scale: 1 }
} as const satisfies Record<HouseKind, { x: number; y: number; scale: number }>;

/** The middle of each house across the scene, in per cent: signs are centred here. */
export const houseCentre = {
	kart: 14.6,
	akutt: 32.2,
	plan: 50.2,
	moter: 68.3,
	samvaer: 87.6
} as const satisfies Record<HouseKind, number>;
