import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { findScenario } from '../../../labs/index.ts';
import { Program } from '../../../sim/program.ts';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import { run } from '../../../tester/run.ts';
import { emptyAppend, payload, Story } from '../testing/story.ts';
import { widthOf } from '../text.ts';
import { renderColumns, type ColumnOptions } from './columns.ts';

const plain = new Chalk({ level: 0 });

/** The lines below the legend. */
function render(story: Story, options: Partial<ColumnOptions> = {}): string[] {
  const lines = [...renderColumns(story.events, { chalk: plain, width: 100, ...options })];
  return lines.slice(lines.findIndex((line) => line.includes('seconds')));
}

/** Three servers, and an election that server 2 wins. */
function election(): Story {
  const story = new Story()
    .boot(3)
    .add({ kind: 'check.begin', check: 'expect exactly one leader' });
  const args = { term: 1, candidateId: 2, lastLogIndex: 0, lastLogTerm: 0 };
  story.at(378);
  for (const to of [0, 1]) {
    const rpc = { id: 100 + to, from: 2, to, method: 'Raft.RequestVote' };
    story.add({ kind: 'rpc.send', ...rpc, args: payload(args) });
  }
  story.add({ kind: 'state', server: 2, term: 1, isLeader: false }).at(378.2);
  for (const to of [0, 1]) {
    const rpc = { id: 100 + to, from: 2, to, method: 'Raft.RequestVote' };
    story.add({ kind: 'rpc.deliver', ...rpc });
    story.add({ kind: 'rpc.reply', ...rpc, reply: payload({ term: 1, voteGranted: true }) });
    story.add({ kind: 'state', server: to, term: 1, isLeader: false });
  }
  story.at(378.4).add({
    kind: 'rpc.return',
    id: 100,
    from: 2,
    to: 0,
    method: 'Raft.RequestVote',
  });
  return story.add({ kind: 'state', server: 2, term: 1, isLeader: true });
}

test('each server has a column, with role and term before what it does', () => {
  const story = election();
  for (let beat = 0; beat < 6; beat++) {
    story
      .at(400 + 100 * beat)
      .heartbeat(2, 0, 1)
      .heartbeat(2, 1, 1);
  }
  story.at(1000).add({ kind: 'disconnect', server: 2 });
  expect(render(story)).toMatchInlineSnapshot(`
    [
      "seconds  │ S0                          │ S1                          │ S2",
      "  0.0000 ── S0 S1 S2: started (life 1) ─────────────────────────────────────────────────────────────",
      "  0.0000 ── S0 S1 S2: connected ────────────────────────────────────────────────────────────────────",
      "  0.0000 ── check: expect exactly one leader ───────────────────────────────────────────────────────",
      "  0.3780 │                             │                             │ C1 →0,1 vote? T1 0@0",
      "  0.3780 │                             │                             │ C1 is in term 1 now",
      "  0.3782 │ F0 2→ vote? T1 0@0 yes      │                             │",
      "  0.3782 │ F1 is in term 1 now         │                             │",
      "  0.3782 │                             │ F0 2→ vote? T1 0@0 yes      │",
      "  0.3782 │                             │ F1 is in term 1 now         │",
      "  0.3784 │                             │                             │ C1 S0: granted, term 1",
      "  0.3784 │                             │                             │ L1 becomes leader of term 1",
      "  0.4000 │                             │                             │ L1 ♥ ×12",
      "  1.0000 ── S2: cut off ────────────────────────────────────────────────────────────────────────────",
    ]
  `);
});

test('no line is wider than asked for, with any number of servers', () => {
  for (const servers of [1, 3, 5, 7]) {
    for (const width of [100, 140]) {
      const story = new Story().boot(servers).at(5);
      const text = 'a longer line with a-very-long-word-that-must-be-broken-somewhere 日本語';
      story.add({ kind: 'console', server: servers - 1, level: 'log', text });
      story.add({ kind: 'violation', property: 'any', message: text.repeat(5), servers: [] });
      const lines = render(story, { width });
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      // Nothing of what was printed is lost.
      const shown = lines.join('').replaceAll(/[│\s]/g, '');
      expect(shown).toContain(text.replaceAll(' ', '').slice(-10));
    }
  }
});

describe('heartbeats', () => {
  test('a run of accepted ones is one line with their number', () => {
    const story = new Story().boot(2);
    for (let beat = 0; beat < 12; beat++) story.at(10 + beat).heartbeat(0, 1, 1);
    const lines = render(story).filter((line) => line.includes('♥'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('♥ ×12');
  });

  test('one that is refused stands by itself', () => {
    const story = new Story().boot(2).at(10).heartbeat(0, 1, 1).at(20);
    const way = { from: 0, to: 1, method: 'Raft.AppendEntries' };
    story.call(way, emptyAppend, { term: 7, success: false, conflict: 3 });
    const text = render(story).join('\n');
    expect(text).toContain('♥ ×1');
    expect(text).toContain('refused, term 7, conflict 3');
  });

  test('one that tells of a commit stands by itself', () => {
    const story = new Story().boot(2).at(10).heartbeat(0, 1, 1, 4).at(20).heartbeat(0, 1, 1, 4);
    const text = render(story).join('\n');
    expect(text).toContain('heartbeat T1 commit 4');
    expect(text).toContain('♥ ×1');
  });

  test('those that got lost are counted as lost', () => {
    const story = new Story().boot(2).at(10);
    const way = { from: 0, to: 1, method: 'Raft.AppendEntries' };
    story.lostCall(way, emptyAppend).lostCall(way, emptyAppend);
    expect(render(story).join('\n')).toContain('♡ ×2 lost');
  });
});

test('heartbeats that are asked for are shown one by one, sent and received', () => {
  const story = new Story().boot(2);
  for (let beat = 0; beat < 3; beat++) story.at(10 + beat).heartbeat(0, 1, 1);
  const shown = render(story, { width: 160, topics: ['HEART'] }).join('\n');
  expect(shown).not.toContain('♥ ×');
  expect(shown.match(/→ S1 heartbeat term 1/g)).toHaveLength(3);
  expect(shown.match(/S0's heartbeat term 1, after 0@0, commit 0: ok/g)).toHaveLength(3);
});

test('a long console line says how much of it is left out, and is whole when asked for', () => {
  const text = 'x'.repeat(290) + 'the end...';
  const story = new Story().boot(2).at(5);
  story.add({ kind: 'console', server: 0, level: 'log', text });
  const plainText = (options: Partial<ColumnOptions>): string =>
    render(story, { server: 0, ...options })
      .join('')
      .replaceAll(/\s|[\d.]*│|F0/g, '');
  expect(plainText({})).toContain('…(140morecharacters;--log=CONSOLEshowsall)');
  expect(plainText({})).not.toContain('theend');
  expect(plainText({ topics: ['CONSOLE'] })).toContain('theend...');
});

describe('filters', () => {
  const shown = (options: Partial<ColumnOptions>): string[] => render(election(), options).slice(1);

  test('by topic', () => {
    const lines = shown({ topics: ['STATE'] });
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).not.toContain('vote');
    expect(shown({ topics: ['CHECK'] })).toHaveLength(1);
  });

  test('by time', () => {
    expect(shown({ fromMs: 378.3 })).toHaveLength(2);
    expect(shown({ toMs: 377 }).join('\n')).not.toContain('vote');
  });

  test('by server, which then has the whole width', () => {
    const lines = shown({ server: 0, topics: ['VOTE', 'STATE'] });
    expect(lines.join('\n')).toContain("S2's RequestVote term 1, last entry 0@0: granted, term 1");
    expect(lines).toHaveLength(2);
  });

  test('that leave nothing say so', () => {
    expect(shown({ topics: ['SNAP'] })).toEqual(['(no event is left by these filters)']);
  });
});

test('a lost message is marked where it was sent', () => {
  const story = new Story().boot(3).at(10);
  story.lostCall({ from: 0, to: 2, method: 'Raft.RequestVote' }, { term: 2 });
  expect(render(story, { topics: ['DROP'] }).join('\n')).toMatch(/C2 +→2 vote\? T2 .*✗/);
});

test('without colour there are no escape sequences, with colour there are', () => {
  expect(render(election()).join('')).not.toContain('\u001b');
  const coloured = [
    ...renderColumns(election().events, { chalk: new Chalk({ level: 1 }), width: 100 }),
  ].join('');
  expect(coloured).toContain('\u001b[35m');
});

test('what a student prints stands in the column of the server, without control characters', () => {
  const story = new Story().boot(3).at(10);
  story.add({ kind: 'console', server: 1, level: 'log', text: '\u001b[31mI am\nhere' });
  const line = render(story).find((each) => each.includes('»')) ?? '';
  expect(line.split('│')[2]).toMatch(/^ F0 » I am here/);
});

test('a whole run of the reference is shown within the width, in the order of time', async () => {
  const { runtime, bundle } = await loadImplementation('solutions');
  const scenario = findScenario('TestSnapshotInstallUnCrash3D');
  if (scenario === undefined) throw new Error('the scenario is missing');
  const { trace = [] } = await run(scenario, new Program(runtime, bundle), {
    seed: 1,
    recording: 'on',
    implementation: 'solutions',
  });
  const lines = [...renderColumns(trace, { chalk: plain, width: 100 })];
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(100);
  expect(lines.length).toBeLessThan(trace.length);
  const times = lines.flatMap((line) => {
    const time = line.slice(0, 8).trim();
    return /^[\d.]+$/.test(time) ? [Number(time)] : [];
  });
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
