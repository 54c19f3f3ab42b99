/** Taking the report along: it is put on record first, then made in this browser from what its reader has here. */
import { save } from '#lib/network/export/pictures.svelte.ts';
import { sendForm } from '#lib/network/sendForm.ts';
import { m } from '#lib/paraglide/messages.js';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { reportText, type Report, type ReportKind } from './report.ts';

/** Hands the report over as a text file. @param day of its name, YYYY-MM-DD */
export async function saveReport(report: Report, day: string): Promise<void> {
	if (!(await recorded('text'))) return;
	// Without the mark at its beginning some editors read ø and å as other letters.
	const file = new Blob(['\uFEFF', reportText(report)], { type: 'text/plain;charset=utf-8' });
	save(file, `${m.staff_report_file()}-${day}.txt`);
}

/** Puts on record that the report is taken along; without the record it is not, and they are told. */
export async function recorded(kind: ReportKind): Promise<boolean> {
	const body = new FormData();
	body.set('kind', kind);
	const isRecorded = await sendForm('?/reported', body);
	if (!isRecorded) toasts.show({ text: m.staff_report_not_recorded() });
	return isRecorded;
}
