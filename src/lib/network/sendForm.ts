/** Forms of the map as a whole: the server writes, and it comes back with the document, under nobody's hands. */
import { deserialize } from '$app/forms';

/** Sends what stands in a form. @returns whether it was taken; false also where the server was not reached */
export async function sendForm(action: string, body: FormData): Promise<boolean> {
	try {
		const answer = await fetch(action, {
			method: 'POST',
			headers: { 'x-sveltekit-action': 'true' },
			body
		});
		return deserialize(await answer.text()).type === 'success';
	} catch {
		return false;
	}
}
