// An update that Yjs has more work with the more of it there is, than its bytes tell.
import * as encoding from 'lib0/encoding';
import { newId } from '#lib/room/ids.ts';

const [gone, container, parentKnown, rightKnown] = [1, 7, 0x20, 0x40];
const [map, text] = [1, 2];

/**
 * A meeting with a text of so many letters that were deleted, and as many structs, each put before another one of them:
 * for each Yjs looks at all that came before.
 */
export function dearUpdate(structs: number, client = 77): Uint8Array {
	const bytes = encoding.createEncoder();
	const write = (...numbers: number[]) => numbers.forEach((number) => encoding.writeVarUint(bytes, number));
	write(1, structs + 3, client, 0);
	encoding.writeUint8(bytes, container | parentKnown);
	write(1);
	encoding.writeVarString(bytes, 'meetings');
	encoding.writeVarString(bytes, newId());
	write(map);
	encoding.writeUint8(bytes, container | parentKnown);
	write(0, client, 0);
	encoding.writeVarString(bytes, 't');
	write(text);
	encoding.writeUint8(bytes, gone);
	write(0, client, 1, structs);
	for (let index = 0; index < structs; index += 1) {
		encoding.writeUint8(bytes, gone | rightKnown);
		write(client, 2 + index, 1);
	}
	write(0);
	return encoding.toUint8Array(bytes);
}
