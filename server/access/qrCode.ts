/** A QR code as one path, made here: no other host ever sees a link (law L8). */
import { create } from 'qrcode';

export interface QrCode {
	/** Modules along one side, the quiet zone of four included. */
	readonly size: number;
	/** SVG path of the dark modules. */
	readonly path: string;
}

const quiet = 4;

/** @param text up to some 500 characters; a link has about 80 */
export function qrCode(text: string): QrCode {
	const { modules } = create(text, { errorCorrectionLevel: 'M' });
	const { size } = modules;
	let path = '';
	for (let y = 0; y < size; y += 1)
		for (let x = 0; x < size; x += 1) if (modules.get(y, x)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
	return { size: size + 2 * quiet, path };
}
