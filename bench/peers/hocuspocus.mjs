// Hocuspocus as its documentation sets it up: the server, and its database extension on PostgreSQL. Everything that is
// not named here has its default, such as when a document is stored (two to ten seconds after a change).
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';
import postgres from 'postgres';

const { PORT, DATABASE_URL } = process.env;
const url = new URL(DATABASE_URL);
const socket = url.searchParams.get('host');
url.searchParams.delete('host');
const sql = postgres(url.href, {
	...(socket?.startsWith('/') ? { path: `${socket}/.s.PGSQL.${url.port || '5432'}` } : {}),
	onnotice: () => undefined
});
await sql`
	create table if not exists documents (
		name text primary key, data bytea not null, stored_at timestamptz not null default now())`;

const server = new Server({
	port: Number(PORT),
	address: '127.0.0.1',
	quiet: true,
	extensions: [
		new Database({
			fetch: async ({ documentName }) => {
				const [row] = await sql`select data from documents where name = ${documentName}`;
				return row?.data ?? null;
			},
			store: async ({ documentName, state }) => {
				await sql`
					insert into documents (name, data) values (${documentName}, ${state})
					on conflict (name) do update set data = excluded.data, stored_at = now()`;
			}
		})
	]
});
await server.listen();
process.send?.('listening');
