import { describeAimed, describeFault } from '../../tester/faults/index.ts';
import type { Schedule, Step } from '../../tester/schedule/schedule.ts';
import type { Snapshots } from '../../tester/cluster/service.ts';

/** A schedule as people read it, a line a step. */
export function scheduleText(schedule: Schedule): readonly string[] {
  const { part, servers, network, snapshots, steps } = schedule;
  const width = String(steps.length).length;
  const last = part === '3A' ? 'there must be a leader' : 'a last command must reach all servers';
  return [
    `${servers} servers, ${network} network${snapshotsText(snapshots)}`,
    ...steps.map((step, k) => `${String(k + 1).padStart(width + 2)}  ${stepText(step)}`),
    `then all faults end, and ${last}`,
  ];
}

function snapshotsText(snapshots: Snapshots): string {
  if (typeof snapshots === 'boolean') return snapshots ? ', snapshots' : '';
  const each = snapshots.map((entries, server) => `S${server} ${entries}`);
  return `, snapshots after so many entries: ${each.join(', ')}`;
}

function stepText(step: Step): string {
  switch (step.kind) {
    case 'wait':
      return `wait ${step.ms} ms`;
    case 'commands':
      return step.count === 1 ? 'a command' : `${step.count} commands`;
    case 'fault':
      return describeFault(step.fault);
    case 'aim':
      return `aim: ${describeAimed(step)}`;
  }
}

/** The schedule as a scenario in TypeScript, to be pasted into a lab. */
export function scheduleSource({ schedule, name }: { schedule: Schedule; name: string }): string {
  const { part, servers, network, snapshots, steps } = schedule;
  return [
    `export const ${name}: Scenario = scheduleScenario({`,
    ...(part === undefined ? [] : [`  part: ${literal(part)},`]),
    `  servers: ${servers},`,
    `  network: '${network}',`,
    `  snapshots: ${literal(snapshots)},`,
    '  steps: [',
    ...steps.map((step) => `    ${literal(step)},`),
    '  ],',
    '});',
  ].join('\n');
}

/** Plain data as TypeScript. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${literal(field)}`);
  return `{ ${fields.join(', ')} }`;
}
