/** What a room can begin with, in words. */
import { m } from '#lib/paraglide/messages.js';
import type { Template } from './form.ts';

const words: Record<Template, { title: () => string; text: () => string }> = {
	networkMeeting: { title: m.access_templateNetworkMeeting, text: m.access_templateNetworkMeetingText },
	familyCouncil: { title: m.access_templateFamilyCouncil, text: m.access_templateFamilyCouncilText },
	earlyFamilyCouncil: { title: m.access_templateEarlyCouncil, text: m.access_templateEarlyCouncilText },
	newHome: { title: m.access_templateNewHome, text: m.access_templateNewHomeText },
	riskOfBreakdown: { title: m.access_templateBreakdown, text: m.access_templateBreakdownText },
	followUp: { title: m.access_templateFollowUp, text: m.access_templateFollowUpText },
	empty: { title: m.access_templateEmpty, text: m.access_templateEmptyText }
};

export const templateTitle = (template: Template): string => words[template].title();
export const templateText = (template: Template): string => words[template].text();
