import { around, everywhere, into, outOf } from '../../tester/faults/index.ts';
import type { Step } from '../../tester/schedule/schedule.ts';
import { comeBack, commands, shuffled, strike, tenths, wait, type Move } from './generate-dice.ts';

/**
 * Moves that set a scene: faults that are rare by themselves, and that Raft has a rule for only where
 * they come together. Who plays which part in it, and when, is drawn.
 */
export const scenes: Readonly<Record<string, Move>> = {
  /** Everyone campaigns unheard, and then all votes are asked for at once; voters may forget. */
  votesAtOnce: ({ random, servers }) => {
    const steps: Step[] = [
      strike({ verb: 'hold', links: everywhere }),
      { kind: 'wait', ms: 200 + random.int(800) },
    ];
    if (random.chance(0.7)) {
      const afterMs = random.int(3);
      steps.push({
        kind: 'aim',
        when: { kind: 'answer', method: 'RequestVote', count: 1 + random.int(servers) },
        then: [
          { verb: 'crash', server: 'subject' },
          { verb: 'restart', server: 'subject', afterMs },
        ],
      });
    }
    return [...steps, strike({ verb: 'release', links: everywhere })];
  },
  /** All others campaign unheard, a voter hears one after the other, and may forget in between. */
  votesInTurn: (dice) => {
    const { random, servers } = dice;
    const voter = random.int(servers);
    const others = Array.from({ length: servers - 1 }, (_, k) => (voter + 1 + k) % servers);
    const forget = [
      strike({ verb: 'crash', server: voter }),
      strike({ verb: 'restart', server: voter }),
    ];
    return [
      strike({ verb: 'hold', links: everywhere }),
      // By a slow clock it does not campaign itself; timers that are set already keep their time. No
      // slower than that, or it would not campaign where it should.
      strike({ verb: 'drift', server: voter, rate: 0.3 + tenths(random) / 5 }),
      ...forget,
      strike({ verb: 'crash', server: 'leader' }),
      ...comeBack(dice),
      { kind: 'wait', ms: 300 + random.int(500) },
      ...shuffled(random, others).flatMap((candidate): Step[] => [
        strike({ verb: 'release', links: [{ from: [candidate], to: [voter] }] }),
        { kind: 'wait', ms: 1 + random.int(5) },
        ...(random.chance(0.5) ? [...forget, wait(random)] : []),
      ]),
      strike({ verb: 'release', links: everywhere }),
      strike({ verb: 'drift', server: voter, rate: 1 }),
    ];
  },
  /** Who has missed commands campaigns faster than those who have not, and must not keep them from it. */
  hurry: ({ random, servers }) => {
    const server = random.int(servers);
    return [
      strike({ verb: 'cut', links: around(server) }),
      { kind: 'commands', count: 1 + random.int(3) },
      wait(random),
      strike({ verb: 'drift', server, rate: 1.5 + tenths(random) }),
      strike({ verb: 'heal', links: around(server) }),
      { kind: 'wait', ms: 1_000 + random.int(4_000) },
    ];
  },
  /** A server is heard no more and hears all the same: it has more than others know of. */
  unheard: (dice) => {
    const { random, servers } = dice;
    const server = random.int(servers);
    return [
      strike({ verb: 'cut', links: outOf(server) }),
      commands(dice),
      { kind: 'wait', ms: 50 + random.int(300) },
      strike({ verb: 'heal', links: outOf(server) }),
      { kind: 'wait', ms: 1_000 + random.int(2_000) },
    ];
  },
  /** A server that was away catches up, and its answer finds a leader who has gone on meanwhile. */
  lateAnswer: (dice) => {
    const { burst, random, servers } = dice;
    const server = random.int(servers);
    const method = random.chance(0.6) ? 'InstallSnapshot' : 'AppendEntries';
    const afterMs = 20 + random.int(200);
    const isDeaf = random.chance(0.5);
    return [
      strike({ verb: 'cut', links: around(server) }),
      { kind: 'commands', count: burst + random.int(burst) },
      { kind: 'wait', ms: 20 + random.int(200) },
      {
        kind: 'aim',
        when: { kind: 'answer', method, count: 1, server },
        then: [
          ...(isDeaf ? [{ verb: 'cut', links: into('subject') } as const] : []),
          { verb: 'hold', links: outOf('subject') },
          { verb: 'heal', links: around('subject'), afterMs },
        ],
      },
      strike({ verb: 'heal', links: around(server) }),
      { kind: 'wait', ms: 20 + random.int(120) },
      commands(dice),
      { kind: 'wait', ms: 1_000 + random.int(1_000) },
    ];
  },
};
