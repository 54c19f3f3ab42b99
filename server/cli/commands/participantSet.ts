/** Changes a participant's role, carer, hidden or state; a running server notices at once. */
import { AppError } from '#lib/errors.ts';
import { isId } from '#lib/room/ids.ts';
import { ROLES } from '#lib/room/spaces.ts';
import { needed, oneOf, onOff, read, UsageError, type Command } from '../command.ts';

export const participantSet: Command = {
	name: 'participant set',
	usage: '<id> [--role r] [--carer on|off] ...',
	about: "change a participant's role, carer, hidden or state",
	help: [
		`--role     one of ${ROLES.filter((role) => role !== 'screen').join(', ')}`,
		'--carer    on|off',
		'--hidden   on|off',
		'--state    admitted|removed'
	],
	async run(args, cli) {
		const { values, positionals } = read(
			args,
			{
				role: { type: 'string' },
				carer: { type: 'string' },
				hidden: { type: 'string' },
				state: { type: 'string' }
			},
			1
		);
		const id = needed(positionals[0], 'the participant id');
		const carer = onOff(values.carer, '--carer');
		const hidden = onOff(values.hidden, '--hidden');
		const changes = {
			...(values.role === undefined
				? {}
				: {
						role: oneOf(
							values.role,
							ROLES.filter((role) => role !== 'screen'),
							'--role'
						)
					}),
			...(carer === undefined ? {} : { carer }),
			...(hidden === undefined ? {} : { hidden }),
			...(values.state === undefined
				? {}
				: { state: oneOf(values.state, ['admitted', 'removed'] as const, '--state') })
		};
		if (Object.keys(changes).length === 0) throw new UsageError('say what to change');
		if (!isId(id)) throw new AppError('notFound', 'no such participant');
		const services = await cli.open();
		const { inviting, participants, sql } = services;
		await inviting.changePlace(services, null, id, changes, new Date());
		const place = await participants.byId(sql, id);
		if (!place) throw new AppError('notFound', 'no such participant');
		const { name, role, state } = place;
		return {
			json: { id, role, carer: place.carer, hidden: place.hidden, state },
			text: [name, role, place.carer ? 'carer' : '', place.hidden ? 'hidden' : '', state]
				.filter(Boolean)
				.join(', ')
		};
	}
};
