/** The sign of an answer, around 0,0 with a radius of 11: each has a shape of its own. */
import type { Sign } from './lens.ts';

export const signPaths: Readonly<Record<Sign, string>> = {
	yes: 'M-5 0L-1.5 4L5.5-4',
	notNights: 'M2-6A6 6 0 1 0 6 3A5 5 0 0 1 2-6z',
	asked: 'M-3-2.5A3.2 3.2 0 1 1 1.2 .6Q0 1.2 0 2.4M0 5.2V5.6',
	no: 'M-4-4L4 4M4-4L-4 4',
	wished: 'M6 0H-5M-1-4L-5 0L-1 4',
	broken: 'M-7 0H-2.5M2.5 0H7M-2.5-4V4M2.5-4V4',
	away: 'M0-6L1.6-1.8L6-1.6L2.6 1.2L3.8 5.4L0 3L-3.8 5.4L-2.6 1.2L-6-1.6L-1.6-1.8z'
};
