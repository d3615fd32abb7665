import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { idleRaft, programOf } from './testing/implementation.ts';
import { play } from './testing/play.ts';

/** Server 0 takes every command and applies it 10 ms later; the code may say what it applies. */
function leader(applied: string): string {
  return `${idleRaft}
  export function Make(peers, me, persister, applyCh) {
    let index = 0;
    setInterval(() => {}, 1000);
    return Object.assign(idleRaft, {
      GetState: () => ({ term: 1, isLeader: me === 0 }),
      Start(command) {
        if (me !== 0) return { index: -1, term: 1, isLeader: false };
        const at = ++index;
        setTimeout(() => applyCh.send({ kind: 'command', command: ${applied}, index: at }), 10);
        return { index: at, term: 1, isLeader: true };
      },
    });
  }`;
}

const honest = programOf(leader('command'));
const options = { servers: 2, oracles: 'off' } as const;

test('a command is acknowledged when the server that took it applies it', async () => {
  const answers: string[] = [];
  const result = await play(
    await honest,
    async (t) => {
      const client = new Client(t);
      const submission = client.submit(0, client.newCommand());
      expect(client.submit(1, client.newCommand())).toBeUndefined();
      answers.push(String(submission?.answer));
      await t.sleep(50);
      answers.push(String(submission?.answer));
    },
    options,
  );
  expect(result.failure).toBeUndefined();
  expect(answers).toEqual(['none yet', 'acknowledged']);
});

test('a command is unanswered when its server applies another one, or stops before', async () => {
  const answers: string[] = [];
  const other = await programOf(leader("'another'"));
  for (const program of [other, await honest]) {
    await play(
      program,
      async (t) => {
        const client = new Client(t);
        const submission = client.submit(0, client.newCommand());
        if (program !== other) t.crash(0);
        await t.sleep(50);
        answers.push(String(submission?.answer));
      },
      options,
    );
  }
  expect(answers).toEqual(['unanswered', 'unanswered']);
});

test('the history is refused when an acknowledged command is not on all servers', async () => {
  const { failure } = await play(
    await honest,
    async (t) => {
      const client = new Client(t);
      client.submit(0, client.newCommand());
      await t.sleep(50);
      client.checkHistory();
    },
    options,
  );
  expect(failure).toMatchObject({
    property: 'acknowledged-survives',
    message:
      'expected command 1, which server 0 acknowledged at index 1, to be there on all 2 servers, ' +
      'but 1 of them have 1 there',
  });
});

test('the history is refused when a command was applied more often than submitted', async () => {
  const twice = await programOf(leader('1'));
  const { failure } = await play(
    twice,
    async (t) => {
      const client = new Client(t);
      client.submit(0, client.newCommand());
      client.submit(0, client.newCommand());
      await t.sleep(50);
      client.checkHistory();
    },
    { ...options, servers: 1 },
  );
  expect(failure?.property).toBe('at-most-once');
  expect(failure?.message).toContain('submitted (1), but it stands there 2 times');
});
