// What was refused can be sent as a proposal, where this person may propose in that part.
import * as emergency from '#lib/emergency/proposals.ts';
import * as network from '#lib/network/proposals.ts';
import { plainAt } from '#lib/room/document.ts';
import type { Refused } from '#lib/room/refused.svelte.ts';
import type { NewProposal } from '#lib/room/proposals/document.ts';
import type { RefusedEntity } from '#lib/room/proposals/proposals.ts';
import type { Room } from '#lib/room/room.svelte.ts';
import { SECTIONS, type Section } from '#lib/room/spaces.ts';
import * as visits from '#lib/visits/proposals.ts';

const ofPart: Partial<Record<Section, (refused: RefusedEntity) => NewProposal | null>> = {
	people: network.proposalOfRefused,
	emergency: emergency.proposalOfRefused,
	visits: visits.proposalOfRefused
};

/** Reasons that do not stand in the way of a proposal. */
const proposable: readonly Refused['reason'][] = ['notYours', 'locked'];

/** The proposals that what was refused amounts to; none where nothing of it can be proposed by this person. */
export function refusedProposals(room: Room, { contents, reason }: Refused): NewProposal[] {
	if (!proposable.includes(reason)) return [];
	return [...contents].flatMap(([path, mine]) => {
		const [root = '', id = ''] = path.split('/');
		const section = SECTIONS.find((one) => one === root);
		if (section === undefined || !room.mayPropose(section)) return [];
		const proposal = ofPart[section]?.({ id, mine, now: plainAt(room.shared.doc, root, id) });
		return proposal ? [proposal] : [];
	});
}
