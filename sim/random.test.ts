import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { World } from './world.ts';

const draws = (random: Random, count = 5): number[] =>
  Array.from({ length: count }, () => random.next());

describe('a stream of random numbers', () => {
  it('is the same for the same seed and different for another', () => {
    expect(draws(new Random('1/network'))).toEqual(draws(new Random('1/network')));
    expect(draws(new Random('1/network'))).not.toEqual(draws(new Random('2/network')));
  });

  it('is not shifted by what another stream of the world draws', () => {
    const undisturbed = draws(new World({ seed: 1, recording: 'off' }).random('network'));
    const world = new World({ seed: 1, recording: 'off' });
    const network = world.random('network');
    draws(world.random('server 0 life 1'), 1000);
    expect(draws(network)).toEqual(undisturbed);
    expect(draws(world.random('server 0 life 2'))).not.toEqual(
      draws(world.random('server 0 life 1')),
    );
  });

  it('keeps to the bounds it was asked for, and fills them', () => {
    const random = new Random('bounds');
    const ints = Array.from({ length: 1000 }, () => random.int(3));
    expect([...new Set(ints)].sort()).toEqual([0, 1, 2]);
    const floats = Array.from({ length: 1000 }, () => random.uniform(10, 20));
    expect(Math.min(...floats)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...floats)).toBeLessThan(20);
    expect(Math.max(...floats) - Math.min(...floats)).toBeGreaterThan(9);
    const hits = Array.from({ length: 10_000 }, () => random.chance(0.1)).filter(Boolean).length;
    expect(hits / 10_000).toBeCloseTo(0.1, 1);
  });
});
