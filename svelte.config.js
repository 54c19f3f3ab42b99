import adapter from '@sveltejs/adapter-node';

// Two hashes stand for the only inline styles that libraries insert: the style element of
// Cytoscape and the style attribute of the Kit route announcer. A browser test fails on any
// violation and tells the new hash when a library changes.
const cytoscapeStyle = 'sha256-pgvDUBa4IjFA2yuSJ2cqcyxmNYJMborsd0ORcRv9vw8=';
const announcerStyle = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

/** @type {import('@sveltejs/kit').Config} */
export default {
	kit: {
		adapter: adapter(),
		// The include list of Kit's own tsconfig knows src and tests only.
		typescript: {
			config(config) {
				config.include = [
					...config.include,
					'../server/**/*',
					'../bench/**/*.ts',
					'../tests/**/*',
					'../*.js',
					'../*.ts'
				];
				return config;
			}
		},
		// Requests that change something are checked for their origin in server/http, for every
		// content type; Kit's own check knows form types only and stays on beside it.
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src': ['self', cytoscapeStyle],
				'style-src-attr': ['unsafe-hashes', announcerStyle],
				'img-src': ['self', 'blob:', 'data:'],
				'font-src': ['self'],
				'media-src': ['self', 'blob:'],
				'connect-src': ['self'],
				'worker-src': ['self'],
				'manifest-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
				'frame-src': ['none'],
				'frame-ancestors': ['none'],
				'report-uri': ['/csp-report']
			}
		}
	}
};
