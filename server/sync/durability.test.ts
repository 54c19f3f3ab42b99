import { expect, test } from 'vitest';
import { Durability } from './durability.ts';

test('who waits hears when all in front of it is durable, in whatever order that was logged', () => {
	const durability = new Durability();
	const told: string[] = [];
	const wait = (name: string): void =>
		durability.wait(
			() => told.push(name),
			() => told.push(`${name} lost`)
		);
	const [a, b] = [durability.append(), durability.append()];
	wait('b');
	const c = durability.append();
	wait('c');
	durability.commit([c, a]);
	expect(told).toEqual([]);
	expect(durability.isWhole).toBe(false);
	durability.commit([b]);
	expect(told).toEqual(['b', 'c']);
	expect(durability.isWhole).toBe(true);
	wait('now');
	expect(told).toEqual(['b', 'c', 'now']);
});

test('what was not taken is never called durable, also where what came after it was', () => {
	const durability = new Durability();
	const told: string[] = [];
	const first = durability.append();
	durability.append();
	durability.wait(
		() => told.push('saved'),
		() => told.push('lost')
	);
	const third = durability.append();
	durability.commit([first, third]);
	expect(told).toEqual([]);
	durability.lose();
	expect(told).toEqual(['lost']);
	durability.reset();
	expect(durability.isWhole).toBe(true);
	expect(durability.append()).toBe(1);
});
