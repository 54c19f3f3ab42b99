// Which file may import which: seen from above, imports only ever go down (docs/architecture.md).

/** Floors of src/lib, lowest first; folders on one floor do not import each other. */
const floors = [
	['ui', 'time'],
	['room'],
	['network'],
	['visits', 'meetings', 'emergency', 'voice', 'staff', 'letter'],
	['plan']
];

const upwards = floors.flatMap((folders, level) =>
	folders.map((folder) => {
		const forbidden = floors.slice(level + 1).flat();
		const beside = folders.filter((other) => other !== folder);
		return {
			name: `floor-${folder}`,
			comment: `src/lib/${folder} imports only what lies below it`,
			severity: 'error',
			from: { path: `^src/lib/${folder}/` },
			to: { path: `^(src/lib/(${[...forbidden, ...beside].join('|') || 'none'})/|src/routes/|server/)` }
		};
	})
);

module.exports = {
	forbidden: [
		...upwards,
		{
			name: 'no-circular',
			severity: 'error',
			from: { path: '^(src|server)/' },
			to: { circular: true, viaOnly: { pathNot: 'paraglide' } }
		},
		{
			name: 'pure-files',
			comment:
				'Rules import rules and the schema library: no Svelte, no socket, no database (law L4). What takes updates or steps of a document apart knows Yjs',
			severity: 'error',
			from: {
				path: '^src/lib/[a-z]+/[A-Za-z]+\\.ts$',
				pathNot:
					'(document|pieces|writeUpdate|steps|leftStanding|touched|cytoscape|editor|\\.svelte|\\.test)[^/]*\\.ts$|^src/lib/(ui|paraglide)/'
			},
			to: {
				path: 'node_modules',
				pathNot: 'node_modules/(valibot|lib0|uuid|fractional-indexing|canonicalize|fast-check|vitest)/'
			}
		},
		{
			name: 'document-files',
			comment: 'document.ts knows pure files and Yjs',
			severity: 'error',
			from: { path: '^src/lib/.*/document\\.ts$' },
			to: { path: 'node_modules', pathNot: 'node_modules/(valibot|yjs|lib0)/' }
		},
		{
			name: 'pure-knows-no-component',
			severity: 'error',
			from: {
				path: '^src/lib/[a-z]+/([A-Za-z]+)\\.ts$',
				pathNot: '(cytoscape|editor|\\.svelte|\\.test)[^/]*\\.ts$'
			},
			to: { path: '\\.svelte(\\.ts)?$|src/lib/paraglide' }
		},
		{
			name: 'server-knows-no-svelte',
			severity: 'error',
			from: { path: '^server/' },
			to: { path: '\\.svelte(\\.ts)?$|^src/routes/|node_modules/(svelte|@sveltejs)/' }
		},
		{
			name: 'src-takes-types-only-from-server',
			comment: 'A value import would be bundled a second time, with its state',
			severity: 'error',
			from: { path: '^src/' },
			to: { path: '^server/', dependencyTypesNot: ['type-only'] }
		},
		{
			name: 'only-doors-know-server-types',
			severity: 'error',
			from: {
				path: '^src/',
				pathNot: '(hooks\\.server|services\\.server|app\\.d|\\+[a-z]+(\\.server)?)\\.ts$'
			},
			to: { path: '^server/' }
		},
		...[
			['db', 'access|sync|plan|http|cli|demo|main'],
			['access', 'sync|plan|http|cli|demo|main'],
			['sync', 'plan|http|cli|demo|main'],
			['http', 'cli|demo|main'],
			['plan', 'http|cli|demo|main']
		].map(([station, above]) => ({
			name: `station-${station}`,
			severity: 'error',
			from: { path: `^server/${station}/` },
			to: { path: `^server/(${above})(/|\\.ts$)`, dependencyTypesNot: ['type-only'] }
		}))
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(src/lib/paraglide|\\.svelte-kit|build)/' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'import', 'node', 'default', 'types']
		}
	}
};
