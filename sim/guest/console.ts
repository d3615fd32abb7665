import inspect from 'object-inspect';
import type { GuestHost } from './border.ts';

const levels = ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const;

/** `console`: its lines go into the trace, under this server and the simulated time. */
export function simulatedConsole(host: GuestHost): object {
  const print = (level: string, data: readonly unknown[]): void => {
    host.print(level, data.map(format).join(' '));
  };
  const methods = levels.map((level) => [
    level,
    (...data: unknown[]) => {
      print(level, data);
    },
  ]);
  return {
    ...(Object.fromEntries(methods) as object),
    assert(condition?: boolean, ...data: unknown[]): void {
      if (condition !== true) print('error', ['Assertion failed:', ...data]);
    },
  };
}

function format(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? String(value);
  return inspect(value, { depth: 4 });
}
