import { MESSAGE, SYNC } from './protocol.ts';

/** Counts what this connection sent, so that message 4 can be compared with it. */
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
		if (ArrayBuffer.isView(data)) {
			const bytes = new Uint8Array(data.buffer, data.byteOffset, Math.min(2, data.byteLength));
			if (bytes[0] === MESSAGE.sync && (bytes[1] === SYNC.step2 || bytes[1] === SYNC.update)) {
				this.sent += 1;
				if (bytes[1] === SYNC.step2) this.answered = true;
			}
		}
		super.send(data);
	}
}
