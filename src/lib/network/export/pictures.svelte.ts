/** A sheet as a file that looks the same elsewhere: its type goes with it. Browser only. */
import latinExt from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?url';
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import type { Sheet } from './sheet.ts';

/** Letters that only the larger file has: č, ŋ, š. */
const extended = /[\u0100-\u02FF\u1E00-\u1EFF]/;
/** Pixels for one of the sheet. */
const sharpness = 2;
/** What every browser can hold of a picture, in pixels. */
const pixelsMax = 16_000_000;

/** The sheet as an SVG file with its type inside. @throws Error where the type cannot be fetched */
export async function svgFile({ svg }: Sheet): Promise<Blob> {
	const files = extended.test(svg) ? [latinExt, latin] : [latin];
	const faces = await Promise.all(files.map(fontFace));
	const style = `<style>${faces.join('')}</style>`;
	return new Blob([svg.replace(/(<svg[^>]*>)/, (open) => open + style)], { type: 'image/svg+xml' });
}

/** The sheet as a picture, painted from its SVG file. @throws Error where this device cannot paint it */
export async function pngFile(sheet: Sheet): Promise<Blob> {
	const url = URL.createObjectURL(await svgFile(sheet));
	try {
		const image = new Image();
		image.src = url;
		await image.decode();
		const scale = Math.min(sharpness, Math.sqrt(pixelsMax / (sheet.width * sheet.height)));
		const canvas = document.createElement('canvas');
		canvas.width = Math.floor(sheet.width * scale);
		canvas.height = Math.floor(sheet.height * scale);
		const pen = canvas.getContext('2d');
		if (!pen) throw new Error('nothing to paint with');
		pen.drawImage(image, 0, 0, canvas.width, canvas.height);
		const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
		if (!blob) throw new Error('the picture was not made');
		return blob;
	} finally {
		URL.revokeObjectURL(url);
	}
}

/** Hands a file to the person, as their browser does with downloads. */
export function save(file: Blob, name: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(file);
	link.download = name;
	link.click();
	// Some browsers begin to read only after the click is over.
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function fontFace(url: string): Promise<string> {
	const answer = await fetch(url);
	if (!answer.ok) throw new Error(`the type was not fetched: ${answer.status}`);
	const file = await dataUrl(await answer.blob());
	// Both faces have one name: letters that the first does not hold are looked for in the second.
	const range = url === latinExt ? 'unicode-range:U+0100-02FF,U+1E00-1EFF;' : '';
	return `@font-face{font-family:'Inter Variable';font-weight:100 900;${range}src:url('${file}') format('woff2')}`;
}

function dataUrl(blob: Blob): Promise<string> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => {
			if (typeof reader.result === 'string') resolve(reader.result);
			else reject(new Error('not read as an address'));
		};
		reader.onerror = () => reject(reader.error ?? new Error('not read'));
		reader.readAsDataURL(new Blob([blob], { type: 'font/woff2' }));
	});
}
