// What a person reads when Landsby has started: where to click, and as whom.
import type { Config } from './config.ts';
import type { DemoRoom } from './demo/seed.ts';

/** The page printed at start, in plain text. */
export function banner(config: Config, demo: readonly DemoRoom[] | null): string {
	const lines = ['', `  Landsby is running: ${config.origin}`, ''];
	if (demo) {
		lines.push(
			'  This is a demo with invented children. Sign in with the password landsby-demo as',
			'    kari@landsby.example    caseworker of Ylva',
			'    wenche@landsby.example  coordinator in the room of Ylva',
			'    jonas@landsby.example   caseworker of Emil and Thea',
			'    mina@landsby.example    caseworker of Aster',
			'    leder@landsby.example   leader of the office',
			'',
			...demo.map(
				({ child, case: label, id }) =>
					`    ${label.padEnd(3)} ${child.padEnd(8)} ${config.origin}/rooms/${id}`
			),
			'',
			'  Open a second browser window, invite somebody under "Folk", and write at the same time.'
		);
	} else {
		lines.push(
			'  Make the first account:  npm run landsby -- user add you@office.example --name "Your name"'
		);
	}
	lines.push('', '  Stop with Ctrl-C.', '');
	return lines.join('\n');
}
