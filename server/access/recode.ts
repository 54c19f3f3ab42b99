/**
 * A photograph drawn anew: what comes from a stranger's device is taken apart by a library, and only the pixels go on.
 * So a place, a date, a camera and whatever else was hidden in the file stay behind (T71).
 */
import { AppError } from '#lib/errors.ts';

/** Sharp enough for the largest place it has on a screen that draws four points for one. */
export const pictureSidePx = 256;
/** Longer than this no picture takes that is one. */
const atMostSeconds = 5;
/** Formats that are opened at all: never SVG, which can hold scripts, nor a PDF, nor anything that reads other files. */
const formats = ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'];

type Sharp = (typeof import('sharp'))['default'];
let library: Promise<Sharp> | null = null;

/** Loaded when the first photograph comes: a machine for which there is no such library runs without photographs. */
function load(): Promise<Sharp> {
	library ??= import('sharp').then(
		({ default: sharp }) => {
			sharp.cache(false);
			sharp.concurrency(1);
			sharp.block({ operation: ['VipsForeignLoad'] });
			sharp.unblock({ operation: formats });
			return sharp;
		},
		(cause: unknown) => {
			library = null;
			throw new AppError('unavailable', 'no library for pictures on this machine', { cause });
		}
	);
	return library;
}

/**
 * Draws a photograph anew, upright, cut to its middle and round.
 * @param file a JPEG, PNG or WebP as it was sent
 * @param mostPixels more than these are not unfolded: a small file can hold a wall
 * @returns WebP without metadata
 * @throws AppError `invalid` with the field `picture` where it is none of these, `tooLarge` where it has too many pixels,
 * `unavailable` where this machine cannot read pictures
 */
export async function recode(file: Uint8Array, mostPixels: number): Promise<Buffer> {
	const sharp = await load();
	const open = () => sharp(file, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 });
	try {
		const { width, height } = await open().metadata();
		if (width * height > mostPixels) throw new AppError('tooLarge', 'too many pixels', { field: 'picture' });
		return await open()
			.timeout({ seconds: atMostSeconds })
			.autoOrient()
			.resize(pictureSidePx, pictureSidePx, { fit: 'cover', position: 'centre' })
			.ensureAlpha()
			.composite([
				{ input: disc(), raw: { width: pictureSidePx, height: pictureSidePx, channels: 4 }, blend: 'dest-in' }
			])
			.toColourspace('srgb')
			.webp({ quality: 82, alphaQuality: 90 })
			.toBuffer();
	} catch (error) {
		if (error instanceof AppError) throw error;
		if (error instanceof Error && error.message.includes('pixel limit'))
			throw new AppError('tooLarge', 'too many pixels', { field: 'picture', cause: error });
		throw new AppError('invalid', 'not a picture that can be read', { field: 'picture', cause: error });
	}
}

/** What is kept of the square: a disc with a soft edge, as alpha of each pixel. */
function disc(): Buffer {
	const middle = (pictureSidePx - 1) / 2;
	const pixels = Buffer.alloc(pictureSidePx * pictureSidePx * 4);
	for (let at = 0; at < pictureSidePx * pictureSidePx; at += 1) {
		const [x, y] = [at % pictureSidePx, Math.floor(at / pictureSidePx)];
		const inside = pictureSidePx / 2 - Math.hypot(x - middle, y - middle);
		pixels[at * 4 + 3] = Math.round(255 * Math.min(1, Math.max(0, inside)));
	}
	return pixels;
}
