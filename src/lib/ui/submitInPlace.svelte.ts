/** For `use:enhance` on pages of a room: without the server the page stays as it is, with all that was written on it. */
import { navigating } from '$app/state';
import type { SubmitFunction } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { toasts } from './toasts.svelte.ts';

/** Sends a form; where that does not succeed it says so, instead of putting an error page in the place of the room. */
export const submitInPlace: SubmitFunction =
	() =>
	async ({ result, update }) => {
		// Whoever is on the way to another page already is not taken back: data is asked anew once they are there.
		await navigating.complete?.catch(() => undefined);
		if (result.type === 'error') toasts.show({ text: m.ui_notReached() });
		else await update();
	};
