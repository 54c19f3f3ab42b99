/** Invites one person into a room and prints their join link, once. */
import { relationsFor } from '#lib/network/relations.ts';
import { AppError } from '#lib/errors.ts';
import { isId } from '#lib/room/ids.ts';
import { ROLES } from '#lib/room/spaces.ts';
import { needed, oneOf, onOff, read, UsageError, type Command } from '../command.ts';

export const invite: Command = {
	name: 'invite',
	usage: '<roomId> --name <name> --role <role>',
	about: 'invite somebody; prints the join link and the participant id',
	help: [
		`--role      one of ${ROLES.filter((role) => role !== 'screen').join(', ')}`,
		'--person    id of somebody on the map; else the one of this name on the map, else somebody new',
		'--relation  who a new person is for the child',
		'--carer on|off    cares for the child day by day',
		'--hidden on|off   leaves no trace that others could see'
	],
	async run(args, cli) {
		const { values, positionals } = read(
			args,
			{
				name: { type: 'string' },
				role: { type: 'string' },
				person: { type: 'string' },
				relation: { type: 'string' },
				carer: { type: 'string' },
				hidden: { type: 'string' }
			},
			1
		);
		const room = needed(positionals[0], 'the room id');
		const name = needed(values.name, '--name');
		const role = oneOf(
			needed(values.role, '--role'),
			ROLES.filter((known) => known !== 'screen'),
			'--role'
		);
		const relation =
			values.relation === undefined
				? undefined
				: oneOf(values.relation, relationsFor('person'), '--relation');
		const carer = onOff(values.carer, '--carer') ?? false;
		const hidden = onOff(values.hidden, '--hidden') ?? false;
		if (values.person !== undefined && !isId(values.person)) throw new UsageError('--person is an id');
		if (!isId(room)) throw new AppError('notFound', 'no such room');
		const services = await cli.open();
		const { config, inviting, participants, rooms, sql } = services;
		const ground = await rooms.groundOf(sql, room);
		if (!ground) throw new AppError('notFound', 'no such room');
		const free = (await rooms.peopleOnMap(sql, room)).filter(({ isChild }) => !isChild);
		const known =
			role === 'child' ? ground.childId : (values.person ?? free.find((person) => person.name === name)?.id);
		const taken = known !== undefined && (await participants.ofPerson(sql, null, room, known)) !== null;
		const invited = await inviting.invite(
			services,
			null,
			{
				room,
				// Two people may carry one name; who has a place already is not invited twice by it.
				person:
					known === undefined || (taken && values.person === undefined && role !== 'child')
						? { name, relation }
						: { id: known },
				role,
				carer,
				hidden
			},
			new Date()
		);
		const { url } = inviting.linkTo(config.origin, invited.token);
		return {
			json: { participant: invited.participant, link: url, expiresAt: invited.expiresAt.toISOString() },
			text: `Invited ${invited.name} (participant ${invited.participant}).\n${url}\nThe link is shown only now, for one device, until ${invited.expiresAt.toISOString()}.`
		};
	}
};
