// The check of message keys itself: a check that never fails would let every language rot.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const made: string[] = [];

/** Runs the check on files of one part. */
function check(files: Record<string, unknown>): { lines: string[]; ok: boolean } {
	const folder = mkdtempSync(join(tmpdir(), 'landsby-messages-'));
	made.push(folder);
	mkdirSync(join(folder, 'ui'));
	for (const [locale, messages] of Object.entries(files)) {
		writeFileSync(join(folder, 'ui', `${locale}.json`), JSON.stringify(messages));
	}
	const run = spawnSync(process.execPath, ['tests/support/messageKeys.mjs', folder], { encoding: 'utf8' });
	return { lines: run.stdout.trim().split('\n'), ok: run.status === 0 };
}

afterEach(() => {
	for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

describe('the check of message keys', () => {
	it('passes when bokmål and English say the same, and tells how far the others have come', () => {
		const { lines, ok } = check({
			nb: { ui_add: 'Legg til {name}', ui_close: 'Lukk' },
			en: { ui_add: 'Add {name}', ui_close: 'Close' },
			nn: { ui_close: 'Lukk' }
		});
		expect(ok).toBe(true);
		expect(lines).toEqual(['nn: 50 % of 2 messages', 'se: 0 % of 2 messages']);
	});

	it('fails when English lacks a message or has one nobody knows', () => {
		const { lines, ok } = check({ nb: { ui_add: 'Legg til' }, en: { ui_extra: 'Extra' } });
		expect(ok).toBe(false);
		expect(lines).toContain('ui/en: ui_add is missing');
		expect(lines).toContain('ui/en: ui_extra is not in nb');
	});

	it('fails when a language takes other parameters, also in variants', () => {
		const variants = [
			{
				declarations: ['input count', 'local n = count: plural'],
				match: { 'n=one': '{count} person', 'n=other': '{count} personer' }
			}
		];
		const { lines, ok } = check({
			nb: { ui_people: variants, ui_hello: 'Dette er {name}' },
			en: { ui_people: '{count} people', ui_hello: 'This is {child}' }
		});
		expect(ok).toBe(false);
		expect(lines.filter((line) => line.startsWith('ui/en'))).toEqual([
			'ui/en: ui_hello takes {child}, nb takes {name}'
		]);
	});

	it('fails on a key of another part, an empty text and words we never write', () => {
		const { lines, ok } = check({
			nb: { room_add: 'Legg til', ui_sure: 'Er du sikker på dette?', ui_none: ' ', ui_hurry: 'Skynd deg!' },
			en: { room_add: 'Add', ui_sure: 'Is this right?', ui_none: 'None', ui_hurry: 'Now' }
		});
		expect(ok).toBe(false);
		expect(lines).toContain('ui/nb: room_add does not begin with ui_');
		expect(lines).toContain('ui/nb: ui_sure says "Er du sikker", which we never write');
		expect(lines).toContain('ui/nb: ui_none is empty');
		expect(lines).toContain('ui/nb: ui_hurry holds an exclamation mark');
	});
});
