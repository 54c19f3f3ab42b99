import { expect, test } from 'vitest';
import { counter, gauge, histogram, metricsText } from '../../server/metrics.ts';

test('numbers are told in the text that Prometheus reads', () => {
	const added = counter('test_added_total', 'Added.');
	added.add();
	added.add(4);
	gauge('test_now', 'Now.', () => 7);
	const took = histogram('test_took_seconds', 'Took.', [0.1, 1]);
	for (const seconds of [0.1, 0.5, 2]) took.observe(seconds);
	const text = metricsText();
	expect(text).toContain(
		'# HELP test_added_total Added.\n# TYPE test_added_total counter\ntest_added_total 5\n'
	);
	expect(text).toContain('# TYPE test_now gauge\ntest_now 7\n');
	expect(text).toContain(
		'# TYPE test_took_seconds histogram\ntest_took_seconds_bucket{le="0.1"} 1\ntest_took_seconds_bucket{le="1"} 2\n' +
			'test_took_seconds_bucket{le="+Inf"} 3\ntest_took_seconds_sum 2.6\ntest_took_seconds_count 3\n'
	);
});

test('a name is declared once', () => {
	counter('test_twice_total', 'Once.');
	expect(() => counter('test_twice_total', 'Again.')).toThrow('declared twice');
});
