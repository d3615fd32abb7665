import { expect, it } from 'vitest';
import type { Program } from '../../sim/program.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import { idleRaft, programOf } from '../testing/implementation.ts';
import { printed } from '../testing/play.ts';

const saying = (word: string): Promise<Program> =>
  programOf(`${idleRaft} export function Make() { console.log('${word}'); return idleRaft; }`);

const [odd, usual] = [await saying('odd'), await saying('usual')];

/** Three servers start, and then each of them once more. */
function runWith(seed: number): Promise<RunResult> {
  return run(
    {
      name: 'TestOnTheSpot',
      title: 'made on the spot',
      part: '3A',
      points: 0,
      servers: 3,
      network: 'reliable',
      snapshots: false,
      body: (t) => {
        for (let server = 0; server < 3; server++) t.restart(server);
        return Promise.resolve();
      },
    },
    odd,
    {
      seed,
      recording: 'on',
      implementation: 'the odd one',
      oracles: 'off',
      peers: { program: usual, implementation: 'the usual ones' },
    },
  );
}

it('peers run on all servers but the one that the seed names, in all their lives', async () => {
  const result = await runWith(7);
  expect(printed(result)).toEqual([
    'S0 usual',
    'S1 odd',
    'S2 usual',
    'S0 usual',
    'S1 odd',
    'S2 usual',
  ]);
  expect(result.peers).toEqual({ implementation: 'the usual ones', home: 1 });
});

it('each server takes its turn at being the odd one', async () => {
  const homes = [];
  for (let seed = 0; seed < 4; seed++) homes.push((await runWith(seed)).peers?.home);
  expect(homes).toEqual([0, 1, 2, 0]);
});
