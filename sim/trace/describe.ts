import type { Payload, TraceEvent } from './event.ts';
import { showFields, showTime, showValue } from './show.ts';

/**
 * One event in one line, the same everywhere: in error messages, logs, transcripts and pages.
 * `S1 → S2` is a request, `S1 ← S2` its reply.
 */
export function describe(event: TraceEvent): string {
  return `${showTime(event.atMs)}  ${describeHappening(event)}`;
}

/** The same without the time. */
export function describeHappening(event: TraceEvent): string {
  switch (event.kind) {
    case 'rpc.send':
      return `${way(event)} ${short(event.method)} ${payload(event.args)}`;
    case 'rpc.deliver':
      return `${way(event)} ${short(event.method)} #${event.id} arrives`;
    case 'rpc.reply':
      return `${back(event)} ${short(event.method)} #${event.id} reply ${payload(event.reply)}`;
    case 'rpc.return':
      return `${back(event)} ${short(event.method)} #${event.id} reply arrives`;
    case 'rpc.drop': {
      const arrow = event.leg === 'request' ? way(event) : back(event);
      return `${arrow} ${short(event.method)} #${event.id} ${event.leg} lost: ${event.reason}`;
    }
    case 'state': {
      const role = event.isLeader ? 'leader' : 'not leader';
      return `${name(event.server)} is ${role} in term ${event.term}`;
    }
    case 'start': {
      const answer = event.isLeader
        ? `takes it at index ${event.index}, term ${event.term}`
        : `declines (not leader, term ${event.term})`;
      return `${name(event.server)} Start(${showValue(event.command.value)}) ${answer}`;
    }
    case 'apply':
      return `${name(event.server)} applies ${showValue(event.command.value)} at index ${event.index}`;
    case 'apply.snapshot':
      return `${name(event.server)} installs a snapshot up to index ${event.index} (${bytes(event.snapshot)})`;
    case 'persist': {
      const snapshot =
        event.snapshot.length > 0 ? ` and a snapshot of ${bytes(event.snapshot)}` : '';
      return `${name(event.server)} persists ${bytes(event.raftState)}${snapshot}`;
    }
    case 'snapshot':
      return `${name(event.server)} Snapshot(${event.index}, ${bytes(event.snapshot)})`;
    case 'boot':
      return `${name(event.server)} starts (life ${event.incarnation})`;
    case 'kill':
      return `${name(event.server)} is killed`;
    case 'fault':
      return `fault: ${event.fault}`;
    case 'crash':
      return `${name(event.server)} crashes`;
    case 'connect':
      return `${name(event.server)} is connected`;
    case 'disconnect':
      return `${name(event.server)} is cut off`;
    case 'network': {
      const reordering = event.longReordering === 'on' ? ', replies long reordered' : '';
      return `network: ${event.delivery}${reordering}`;
    }
    case 'check.begin':
      return `check: ${event.check}`;
    case 'check.end':
      return `check: ${event.check}: ${event.result}`;
    case 'console':
      return `${name(event.server)} console.${event.level}: ${event.text}`;
    case 'violation':
      return `FAILED ${event.property}: ${event.message}`;
  }
}

function name(server: number): string {
  return `S${server}`;
}

function way(event: { from: number; to: number }): string {
  return `${name(event.from)} → ${name(event.to)}`;
}

function back(event: { from: number; to: number }): string {
  return `${name(event.from)} ← ${name(event.to)}`;
}

function short(method: string): string {
  return method.slice(method.lastIndexOf('.') + 1);
}

function payload({ value }: Payload): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? showFields(value)
    : showValue(value);
}

function bytes(array: Uint8Array): string {
  return `${array.length} B`;
}
