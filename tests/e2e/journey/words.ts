// What is written in the journey, so that it can be looked for on every screen, in every byte sent and in the plan.

/** What only those who care for the child may ever be sent. */
export const careWords = [
	'+4700000042',
	'Tåler ikke penicillin',
	'Roar Ukjent',
	'Ring politiet',
	'Nøkkelboksen',
	'Koden er 4711'
];
/** What everybody saw, and what nobody may therefore lose. */
export const agreed = {
	agenda: ['Kari: skolen', 'Maren: helgene', 'Sunniva: hunden'],
	agreements: ['Solveig kommer om natten', 'Maren ringer hver dag', 'Nora kan bli med'],
	tasks: ['Kari spør skolen', 'Maren vasker sekken', 'Sunniva tegner kartet']
} as const;
export const notes = [
	'Kari skriver om morgenene.',
	'Maren skriver om helgene.',
	'Sunniva skriver om hunden.'
];
/** What the plan of everybody must hold word by word. */
export const inPlan = [
	...['Sunniva', 'Maren Lund', 'Gunnvor', 'Berit Sørhaug', 'Solveig Haug', 'Nora'],
	...['Jeg kommer med en gang.', 'Å høre på regnet', 'På biblioteket', 'Berit skal til legen'],
	...[...agreed.agreements, ...agreed.tasks, 'Skrevet uten server', ...notes],
	'Jeg vil at hunden skal være med.'
];
