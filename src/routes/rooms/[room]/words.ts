/** Words about the room that several pages use. */
import { m } from '#lib/paraglide/messages.js';

/** "Ylvas landsby", "Silas’ landsby": a name that ends in an s-sound takes only the sign. */
export function villageName(child: string): string {
	return /[sxz]$/i.test(child) ? m.room_village_of_s({ name: child }) : m.room_village_of({ name: child });
}
