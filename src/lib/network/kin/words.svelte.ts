/** Kinship in words. */
import { m } from '#lib/paraglide/messages.js';
import type { Kinship } from '../network.ts';

const sentences: Record<Kinship, (names: { one: string; other: string }) => string> = {
	parentOf: m.seeing_kin_parent,
	childOf: ({ one, other }) => m.seeing_kin_parent({ one: other, other: one }),
	couple: m.seeing_kin_couple,
	formerCouple: m.seeing_kin_former_couple,
	sibling: m.seeing_kin_sibling,
	halfSibling: m.seeing_kin_half_sibling,
	fosterParentOf: m.seeing_kin_foster_parent,
	fosterChildOf: ({ one, other }) => m.seeing_kin_foster_parent({ one: other, other: one })
};

/**
 * “Berit er forelder til Maren”.
 * @param from name of the end the tie goes from
 */
export const kinSentence = (kin: Kinship, from: string, to: string): string =>
	sentences[kin]({ one: from, other: to });
