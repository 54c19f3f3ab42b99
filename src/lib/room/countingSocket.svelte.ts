import { framesOf } from './pieces.ts';
import { SYNC, updateIn } from './protocol.ts';

/** Counts what this connection sent, so that message 4 can be compared with it, and sends much work in pieces. */
export class CountingWebSocket extends WebSocket {
	/** Sync frames of kind step2 and update sent so far. */
	sent = 0;
	/** How many of them have met their fate. */
	acknowledged = 0;
	/** Whether our step 2 has gone: only it carries what was written while offline. */
	answered = false;

	/** Everything that was sent has met its fate, what was written while offline too. */
	get settled(): boolean {
		return this.answered && this.sent === this.acknowledged;
	}

	override send(data: string | Blob | BufferSource): void {
		if (!ArrayBuffer.isView(data)) return super.send(data);
		for (const frame of framesOf(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))) {
			const sync = updateIn(frame);
			if (sync) this.sent += 1;
			if (sync?.kind === SYNC.step2) this.answered = true;
			super.send(new Uint8Array(frame));
		}
	}
}
