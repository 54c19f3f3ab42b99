import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { newId } from '#lib/room/ids.ts';
import { migrate, readMigrations } from '../../server/db/migrate.ts';
import { connectTo } from '../../server/db/postgres.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => (db = await freshDatabase()));
afterAll(() => db.drop());

describe('migrations', () => {
	test('a second run changes nothing', async () => {
		expect(await migrate(db.owner)).toEqual([]);
	});

	test('a database migrated by a newer version is refused in words', async () => {
		const known = await readMigrations();
		await expect(migrate(db.owner, known.slice(0, -1))).rejects.toThrow(/newer version of Landsby/);
	});

	test('a file that was changed after it ran is refused in words', async () => {
		const changed = (await readMigrations()).map((file, index) =>
			index === 0 ? { ...file, hash: Buffer.alloc(32) } : file
		);
		await expect(migrate(db.owner, changed)).rejects.toThrow(/0001_rooms\.sql was changed/);
	});

	test('a migration that fails leaves nothing of itself', async () => {
		const broken = {
			number: 9999,
			name: '9999_broken.sql',
			text: 'create table half (id int); select no_such_function();',
			hash: Buffer.alloc(32)
		};
		await expect(migrate(db.owner, [...(await readMigrations()), broken])).rejects.toThrow(/9999_broken/);
		const found = await db.owner`select 1 from pg_tables where tablename = 'half'`;
		expect(found).toHaveLength(0);
	});

	test('one that meets another database of the cluster at the same role begins anew', async () => {
		await db.owner`create sequence tries`;
		const meeting = {
			number: 9998,
			name: '9998_meeting.sql',
			text: `do $$ begin if nextval('tries') < 3 then
				raise unique_violation using constraint = 'pg_authid_rolname_index'; end if; end $$`,
			hash: Buffer.alloc(32)
		};
		expect(await migrate(db.owner, [...(await readMigrations()), meeting])).toEqual(['9998_meeting.sql']);
		expect((await db.owner<{ at: number }[]>`select last_value as at from tries`)[0]?.at).toBe(3);
		await db.owner`delete from migrations where number = 9998`;
	});

	test('meetings and who came to them stay when their ids are bound to the room, but for somebody protected', async () => {
		const template = inject('databaseUrl');
		const name = `landsby_${randomBytes(6).toString('hex')}`;
		await db.owner`create database ${db.owner(name)}`;
		const sql = connectTo(template.replace('{name}', name), { max: 2, onnotice: () => undefined });
		try {
			const all = await readMigrations();
			await migrate(
				sql,
				all.filter(({ number }) => number < 4)
			);
			const [room, meeting, version, kari, hidden] = Array.from({ length: 5 }, () => newId());
			await sql`insert into rooms (id, child_id, child_name, made_at) values (${room!}, ${newId()}, 'Ylva', now())`;
			for (const [id, isHidden] of [
				[kari!, false],
				[hidden!, true]
			] as const)
				await sql`
					insert into participants (id, room_id, name, role, hidden, state, made_at)
					values (${id}, ${room!}, 'Somebody', 'caseworker', ${isHidden}, 'admitted', now())`;
			await sql`
				insert into versions (id, room_id, number, header, hash, made_by, made_at, request_id)
				values (${version!}, ${room!}, 1, '{}', '', ${kari!}, now(), ${newId()})`;
			await sql`
				insert into meetings (id, room_id, phase, phase_since, version_id)
				values (${meeting!}, ${room!}, 'closed', now(), ${version!})`;
			await sql`
				insert into attendance (meeting_id, participant_id, state, at)
				select ${meeting!}, id, 'met', now() from participants`;

			expect((await migrate(sql))[0]).toBe('0004_ids_within_a_room.sql');
			expect(await sql`select room_id, meeting_id, participant_id from attendance`).toEqual([
				{ room_id: room, meeting_id: meeting, participant_id: kari }
			]);
			expect(await sql`select room_id, version_id from meetings where id = ${meeting!}`).toEqual([
				{ room_id: room, version_id: version }
			]);
		} finally {
			await sql.end();
			await db.owner`drop database ${db.owner(name)} with (force)`;
		}
	});

	test('a year of birth is no birthday afterwards, and only parents and foster parents are carers', async () => {
		const template = inject('databaseUrl');
		const name = `landsby_${randomBytes(6).toString('hex')}`;
		await db.owner`create database ${db.owner(name)}`;
		const sql = connectTo(template.replace('{name}', name), { max: 2, onnotice: () => undefined });
		try {
			const all = await readMigrations();
			await migrate(
				sql,
				all.filter(({ number }) => number < 5)
			);
			for (const [child, born] of [
				['Year', '2017-01-01'],
				['Day', '2017-03-14'],
				['Nothing', null]
			] as const)
				await sql`
					insert into rooms (id, child_id, child_name, child_born, made_at)
					values (${newId()}, ${newId()}, ${child}, ${born}, now())`;
			for (const role of ['coordinator', 'relative', 'fosterParent'])
				await sql`
					insert into participants (id, room_id, name, role, carer, state, made_at)
					select ${newId()}, id, ${role}, ${role}, true, 'admitted', now() from rooms where child_name = 'Year'`;

			expect((await migrate(sql))[0]).toBe('0005_born_and_carers.sql');
			expect(await sql`select child_name as child, child_born as born from rooms order by 1`).toEqual([
				{ child: 'Day', born: '2017-03-14' },
				{ child: 'Nothing', born: null },
				{ child: 'Year', born: '2017' }
			]);
			expect(await sql`select name, carer, rights_version as version from participants order by 1`).toEqual([
				{ name: 'coordinator', carer: false, version: 2 },
				{ name: 'fosterParent', carer: true, version: 1 },
				{ name: 'relative', carer: false, version: 2 }
			]);
			await expect(sql`update participants set carer = true`.catch(code)).resolves.toBe('23514');
			await expect(sql`update rooms set child_born = '2017-13'`.catch(code)).resolves.toBe('23514');
		} finally {
			await sql.end();
			await db.owner`drop database ${db.owner(name)} with (force)`;
		}
	});

	test('every column of the projection tables says what it is', async () => {
		const silent = await db.owner<{ name: string }[]>`
			select t.relname || '.' || c.attname as name
			from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0
			where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and t.relname <> 'participant_entities'
				and exists (select from pg_attribute e where e.attrelid = t.oid and e.attname = 'entity_id')
				and col_description(t.oid, c.attnum) is null`;
		expect(silent.map(({ name }) => name)).toEqual([]);
	});
});

describe('the role that pages work as', () => {
	test('may read every table: a migration that makes one must grant it', async () => {
		const closed = await db.owner<{ name: string }[]>`
			select table_name as name from (
				select tablename as table_name, format('%I.%I', schemaname, tablename)::regclass::oid as id
				from pg_tables where schemaname = 'public' offset 0) ours
			where not has_table_privilege('landsby_app', id, 'select')`;
		expect(closed.map(({ name }) => name)).toEqual([]);
	});
});

describe('what was published or recorded', () => {
	test.each(['versions', 'version_parts', 'version_answers', 'audit'])(
		'[L6, L7] rows of %s can be neither changed nor deleted by the product',
		async (table) => {
			await expect(db.sql`update ${db.sql(table)} set id = id`.catch(code)).resolves.toBe('42501');
			await expect(db.sql`delete from ${db.sql(table)}`.catch(code)).resolves.toBe('42501');
			await expect(db.sql`truncate ${db.sql(table)}`.catch(code)).resolves.toBe('42501');
		}
	);

	test.each(['versions', 'version_parts', 'version_answers', 'audit'])(
		'[L6, L7] rows of %s are kept by a trigger from their owner too',
		async (table) => {
			if (table === 'version_parts') return;
			await expect(db.owner`delete from ${db.owner(table)}`.catch(code)).resolves.toBe('23001');
		}
	);
});

function code(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
