/** Opening a dialog element with focus on its heading, and giving focus back when it is gone. */

/**
 * Attach to a `<dialog>`: opens it, moves focus to its first heading, and returns focus when it leaves the page.
 * @param blocking true: modal, the rest of the page is inert; false: the page stays usable (a sheet over a map)
 */
export function modal(blocking: boolean): (dialog: HTMLDialogElement) => () => void {
	return (dialog) => {
		const opener = document.activeElement;
		if (blocking) dialog.showModal();
		else dialog.show();
		dialog.querySelector<HTMLElement>('h1, h2')?.focus();
		return () => {
			if (dialog.open) {
				// It leaves because the page said so: its own `close` event would come later, to whoever is there then.
				dialog.addEventListener('close', (event) => event.stopImmediatePropagation(), { capture: true });
				dialog.close();
			}
			// People on the map are SVG elements, and can be what opened it.
			if ((opener instanceof HTMLElement || opener instanceof SVGElement) && opener.isConnected)
				opener.focus();
		};
	};
}
