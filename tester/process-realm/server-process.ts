import { readFileSync } from 'node:fs';
import type { ContextInside } from '../../sim/context.ts';
import { Program } from '../../sim/program.ts';
import { Random, type RandomState } from '../../sim/random.ts';
import type { MappedError } from '../../sim/realm.ts';
import type { RaftAgent, RaftHost } from '../guest/border.ts';
import { Channel } from './channel.ts';
import { FrameReader, FrameWriter } from './frames.ts';
import { Recorder } from './recorder.ts';
import { alone, answered, ask, descriptors } from './protocol.ts';

/**
 * The process in which the code of one server lives. It knows what has happened to its server, and
 * nothing else: no test, no seed, no other server, no rule. Nothing that is decided here counts.
 */

/** One life of the server. */
interface Life {
  readonly inside: ContextInside<RaftAgent, RaftHost>;
  readonly recorder: Recorder;
}

const channel = new Channel(descriptors.input, descriptors.output);
const reply = new FrameWriter();
const lives = new Map<number, Life>();
let program: Program | undefined;

process.on('unhandledRejection', (reason, promise) => {
  for (const { inside, recorder } of lives.values()) {
    if (inside.owns(promise)) recorder.rejected(textOf(inside.explain(reason)));
  }
});

/** Answers questions until one has to wait for what it has set off. */
function serve(): void {
  for (;;) {
    const question = new FrameReader(channel.read());
    const kind = question.byte();
    const id = question.number();
    const nowMs = question.number();
    if (kind === ask.begin) begin(id, question);
    const life = lives.get(id);
    if (life === undefined) throw new Error(`no life ${id}`);
    life.recorder.nowMs = nowMs;
    if (kind !== ask.settle) answerTo(kind, question, life);
    if (kind !== ask.settle && !alone.has(kind)) {
      channel.write(reply.take());
      continue;
    }
    // By the next immediate every microtask has run, and rejections that nobody handles are known.
    setImmediate(() => {
      answer(life, () => life.inside.agent.getState());
      channel.write(reply.take());
      serve();
    });
    return;
  }
}

/** The question tells which earlier lives are over. */
function begin(id: number, question: FrameReader): void {
  const [c, s0, s1, s2] = [
    question.number(),
    question.number(),
    question.number(),
    question.number(),
  ];
  const state: RandomState = { c, s0, s1, s2 };
  const recorder = new Recorder(reply, {
    random: new Random(state),
    raftState: question.blob(),
    snapshot: question.blob(),
    isRecording: question.byte() === 1,
  });
  for (let over = question.number(); over !== 0; over = question.number()) {
    // What is left of it in this process runs on, and reaches nobody.
    lives.get(over)?.recorder.silence();
    lives.delete(over);
  }
  const code = (program ??= theProgram());
  const inside = code.begin<RaftAgent, RaftHost>({
    server: 0,
    host: recorder.host,
    random: recorder.random,
    rejected: () => undefined,
  });
  recorder.watch(inside);
  lives.set(id, { inside, recorder });
}

/** The program waits on a file of its own, so that nobody has to push it through a pipe. */
function theProgram(): Program {
  const frame = new FrameReader(readFileSync(descriptors.program));
  const runtime = { code: frame.text(), fileName: frame.text(), map: '{}' };
  const bundle = { code: frame.text(), fileName: frame.text(), map: frame.text() };
  return new Program(runtime, bundle);
}

function answerTo(kind: number, question: FrameReader, life: Life): void {
  const { inside, recorder } = life;
  const { agent } = inside;
  switch (kind) {
    case ask.begin:
      answer(life, () => undefined);
      return;
    case ask.load:
      answer(life, () => {
        inside.load();
      });
      return;
    case ask.make: {
      const [servers, me] = [question.number(), question.number()];
      answer(life, () => {
        agent.make(servers, me);
      });
      return;
    }
    case ask.handlers:
      answer(life, () => agent.handlers());
      return;
    case ask.start: {
      const command = question.blob();
      answer(life, () => agent.start(command));
      return;
    }
    case ask.getState:
      answer(life, () => agent.getState());
      return;
    case ask.snapshot: {
      const index = question.number();
      const snapshot = question.blob();
      answer(life, () => {
        agent.snapshot(index, snapshot);
      });
      return;
    }
    case ask.inspect:
      recorder.onlyLooking(() => {
        answer(life, () => agent.inspect());
      });
      return;
    case ask.persistBytes:
      answer(life, () => agent.persistBytes());
      return;
    case ask.kill:
      recorder.isKilled = true;
      answer(life, () => {
        agent.kill();
      });
      return;
    case ask.handle: {
      const request = question.number();
      const method = question.text();
      const args = question.blob();
      answer(life, () => {
        agent.handle(request, method, args);
      });
      return;
    }
    case ask.returned: {
      const call = question.number();
      const bytes = question.byte() === 1 ? question.blob() : undefined;
      answer(life, () => {
        agent.returned(call, bytes);
      });
      return;
    }
    case ask.taken: {
      const offer = question.number();
      answer(life, () => {
        agent.taken(offer);
      });
      return;
    }
    case ask.fire: {
      const timer = question.number();
      answer(life, () => {
        agent.fire(timer);
      });
      return;
    }
    default:
      throw new Error(`no question ${kind}`);
  }
}

/** First what the code inside has done, then what it said. */
function answer({ inside, recorder }: Life, visit: () => unknown): void {
  let value: unknown;
  try {
    value = visit();
  } catch (error) {
    recorder.end();
    reply.byte(answered.threw).text(textOf(inside.explain(error)));
    return;
  }
  recorder.end();
  if (value === undefined) reply.byte(answered.nothing);
  else if (typeof value === 'number') reply.byte(answered.number).number(value);
  else if (typeof value === 'string') reply.byte(answered.text).text(value);
  else reply.byte(answered.bytes).blob(value as Uint8Array);
}

/** Message and frames, as a stack stands in a text. */
function textOf({ message, stack }: MappedError): string {
  return [message, ...stack.map((frame) => `    ${frame}`)].join('\n');
}

// That it is here, before it has read anything: whatever fails before is no fault of any code.
channel.write(reply.take());
serve();
