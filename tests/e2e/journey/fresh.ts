// The end of the journey: somebody comes with a browser that remembers nothing, and finds everything that was written.
import * as emergency from './emergency.ts';
import * as map from './map.ts';
import * as meeting from './meeting.ts';
import type { Person } from './person.ts';
import * as visits from './visits.ts';
import * as voice from './voice.ts';
import { agreed, notes } from './words.ts';

/** Goes through every part of the room, from its first page on. */
export async function seesEverything(fresh: Person, room: string): Promise<void> {
	await voice.allHear([fresh], 'Lei meg', 'Jeg vil at hunden skal være med.');
	await fresh.goesTo(room, 'network');
	await map.looksAtMap(fresh);
	await map.allSeeOnMap([fresh], 'Berit Sørhaug', /helt nær.*1 bånd/);
	await map.allSeeOnMap([fresh], 'Solveig Haug', /litt lenger unna.*2 bånd/);
	// Where the child has put her is the child's until it is shown.
	await map.allSeeWaiting([fresh], 'Nora');
	await map.allSeeOnMap([fresh], 'Gunnvor', /langt unna/);
	await map.nobodySeesOnMap([fresh], 'Feil Navn');
	await fresh.goesTo(room, 'emergency');
	await emergency.looksAtView(fresh, 'Folk');
	await emergency.allSeeOrder([fresh], ['Solveig', 'Maren']);
	await emergency.reads(fresh, 'Maren', 'Jeg kommer med en gang.');
	await emergency.looksAtView(fresh, 'Om Sunniva');
	await emergency.allReadAbout([fresh], 'Rolig av', 'Å høre på regnet');
	await emergency.readsCare(fresh);
	await fresh.goesTo(room, 'visits');
	await visits.allSeeDay([fresh], visits.inDays(3), /Fordi: Berit skal til legen/);
	await fresh.goesTo(room, 'meetings');
	await meeting.opensMeeting(fresh, 'Møte om hverdagen');
	await meeting.allReadInNotes([fresh], notes);
	for (const list of ['agenda', 'agreements', 'tasks'] as const)
		await meeting.allHave([fresh], list, agreed[list]);
}
