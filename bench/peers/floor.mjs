// The least that a relay of Yjs documents does: ws, y-protocols, a document in memory, every update to the others. It
// stores nothing, knows nobody, and refuses nothing.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocketServer } from 'ws';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';

const SYNC = 0;
const rooms = new Map();

function roomNamed(name) {
	const known = rooms.get(name);
	if (known) return known;
	const room = { doc: new Y.Doc(), sockets: new Set() };
	room.doc.on('update', (update, sender) => {
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, SYNC);
		sync.writeUpdate(encoder, update);
		const frame = encoding.toUint8Array(encoder);
		for (const socket of room.sockets) if (socket !== sender) socket.send(frame);
	});
	rooms.set(name, room);
	return room;
}

const server = new WebSocketServer({
	port: Number(process.env.PORT),
	host: '127.0.0.1',
	perMessageDeflate: false
});
server.on('connection', (socket, request) => {
	const name = request.url;
	const room = roomNamed(name);
	room.sockets.add(socket);
	socket.on('error', () => socket.terminate());
	socket.on('message', (data) => {
		const decoder = decoding.createDecoder(new Uint8Array(data));
		if (decoding.readVarUint(decoder) !== SYNC) return;
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, SYNC);
		sync.readSyncMessage(decoder, encoder, room.doc, socket);
		if (encoding.length(encoder) > 1) socket.send(encoding.toUint8Array(encoder));
	});
	socket.on('close', () => {
		room.sockets.delete(socket);
		if (room.sockets.size > 0) return;
		room.doc.destroy();
		rooms.delete(name);
	});
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, SYNC);
	sync.writeSyncStep1(encoder, room.doc);
	socket.send(encoding.toUint8Array(encoder));
});
server.on('listening', () => process.send?.('listening'));
