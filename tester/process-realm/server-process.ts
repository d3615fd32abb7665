import { readFileSync } from 'node:fs';
import type { ContextInside } from '../../sim/context.ts';
import { Program } from '../../sim/program.ts';
import { Random, type RandomState } from '../../sim/random.ts';
import type { RaftAgent, RaftHost } from '../guest/border.ts';
import { Channel } from './channel.ts';
import { textOfError } from './error-text.ts';
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
    if (inside.owns(promise)) recorder.rejected(textOfError(inside.explain(reason)));
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
    if (kind !== ask.settle) answer(life, () => visit(kind, question, life));
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

/** Asks the code inside, and gives its answer. */
function visit(kind: number, question: FrameReader, { inside, recorder }: Life): unknown {
  const { agent } = inside;
  switch (kind) {
    case ask.begin:
      return undefined;
    case ask.load:
      inside.load();
      return undefined;
    case ask.make:
      agent.make(question.number(), question.number());
      return undefined;
    case ask.handlers:
      return agent.handlers();
    case ask.start:
      return agent.start(question.blob());
    case ask.getState:
      return agent.getState();
    case ask.snapshot:
      agent.snapshot(question.number(), question.blob());
      return undefined;
    case ask.inspect:
      return recorder.onlyLooking(() => agent.inspect());
    case ask.persistBytes:
      return agent.persistBytes();
    case ask.kill:
      recorder.isKilled = true;
      agent.kill();
      return undefined;
    case ask.handle:
      agent.handle(question.number(), question.text(), question.blob());
      return undefined;
    case ask.returned:
      agent.returned(question.number(), question.byte() === 1 ? question.blob() : undefined);
      return undefined;
    case ask.taken:
      agent.taken(question.number());
      return undefined;
    case ask.fire:
      agent.fire(question.number());
      return undefined;
    default:
      throw new Error(`no question ${kind}`);
  }
}

/** First what the code inside has done, then what it said. */
function answer({ inside, recorder }: Life, act: () => unknown): void {
  let value: unknown;
  try {
    value = act();
  } catch (error) {
    recorder.end();
    reply.byte(answered.threw).text(textOfError(inside.explain(error)));
    return;
  }
  recorder.end();
  if (value === undefined) reply.byte(answered.nothing);
  else if (typeof value === 'number') reply.byte(answered.number).number(value);
  else if (typeof value === 'string') reply.byte(answered.text).text(value);
  else reply.byte(answered.bytes).blob(value as Uint8Array);
}

// That it is here, before it has read anything: whatever fails before is no fault of any code.
channel.write(reply.take());
serve();
