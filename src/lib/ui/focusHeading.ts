/**
 * After navigation focus goes to the page's heading, so that screen readers say where one has come. Text that the
 * new page has already put focus on (a dialog, an error summary, an autofocus field) keeps it.
 */
export function focusHeading(): void {
	const active = document.activeElement;
	if (active !== null && active !== document.body && active.closest('main, dialog') !== null) return;
	const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('h1');
	if (!heading) return;
	heading.tabIndex = -1;
	heading.focus({ preventScroll: true });
}
