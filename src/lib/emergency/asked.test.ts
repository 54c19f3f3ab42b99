import { describe, expect, it } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import type { OpenProposal } from '#lib/room/proposals/proposals.ts';
import { askedAbout } from './asked.ts';

const berit = newId();
const at = '2026-11-29T12:00:00Z';

function question(state: OpenProposal['state'], person = berit): OpenProposal {
	return {
		id: newId(),
		kind: 'proposal',
		made: { at, by: newId() },
		target: { section: 'emergency' },
		fields: { kind: 'emergencyContact', person },
		was: {},
		why: '',
		by: newId(),
		answer: null,
		state
	};
}

describe('what became of a child’s question about somebody', () => {
	it('is nothing where nothing was asked, or about somebody else, or it was taken back', () => {
		expect(askedAbout(berit, [], []).state).toBe('canAsk');
		expect(askedAbout(berit, [], [question('waiting', newId())]).state).toBe('canAsk');
		expect(askedAbout(berit, [], [question('withdrawn')]).state).toBe('canAsk');
	});

	it('is told by the newest of several', () => {
		const [newest, older] = [question('waiting'), question('declined')];
		expect(askedAbout(berit, [], [newest, older])).toEqual({ state: 'waits', proposal: newest });
		expect(askedAbout(berit, [], [older, newest])).toEqual({ state: 'declined', proposal: older });
	});

	it('is “yes” only as far as somebody has said it', () => {
		const accepted = question('accepted');
		const inPlan = (status?: 'notAsked' | 'yes' | 'no') =>
			askedAbout(berit, [{ person: berit, consent: status && { status } }], [accepted]);
		expect(inPlan('notAsked')).toEqual({ state: 'talking', accepted });
		expect(inPlan()).toEqual({ state: 'talking', accepted });
		expect(inPlan('yes')).toEqual({ state: 'inPlan' });
		expect(inPlan('no')).toEqual({ state: 'saidNo' });
		expect(askedAbout(berit, [{ person: berit, consent: undefined }], [])).toEqual({
			state: 'talking',
			accepted: null
		});
	});

	it('may be asked again of somebody who was taken along and is taken out again', () => {
		expect(askedAbout(berit, [], [question('accepted')]).state).toBe('canAsk');
	});
});
