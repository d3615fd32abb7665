import type { ChalkInstance } from 'chalk';
import type { RunResult, ServerReport } from '../tester/result.ts';
import { fit, truncate } from './text.ts';
import { collectCalls } from './trace/calls.ts';
import { Standings, type Role } from './trace/standings.ts';

const columns = [
  { title: 'server', width: 8 },
  { title: 'is', width: 10 },
  { title: 'role', width: 12 },
  { title: 'term', width: 7 },
  { title: 'applied up to', width: 15 },
] as const;

/** How each server stood when the run failed; for a deadlock also what each was waiting for. */
export function serverTable(result: RunResult, width: number, chalk: ChalkInstance): string[] {
  const { failure } = result;
  if (failure === undefined || failure.report.length === 0) return [];
  const roles = rolesAtEnd(result);
  const isDeadlock = failure.property === 'deadlock';
  const head = columns.map(({ title, width }) => fit(title, width)).join('');
  const rows = failure.report.map((server) => {
    const cells = cellsOf(server, roles[server.server]);
    const text = columns.map((column, i) => fit(cells[i] ?? '', column.width)).join('');
    const line = truncate(`${text}${isDeadlock ? server.waiting.join(', ') : ''}`.trimEnd(), width);
    return failure.servers.includes(server.server) ? line : chalk.dim(line);
  });
  const last = isDeadlock ? 'waits for' : '';
  return [chalk.bold(`${head}${last}`.trimEnd()), ...rows];
}

function cellsOf(server: ServerReport, role: Role | undefined): readonly string[] {
  const name = `S${String(server.server)}`;
  if (!server.up) return [name, 'down', '-', '-', '-'];
  const place = server.connected ? 'up' : 'cut off';
  const known = server.isLeader ? 'leader' : (role ?? 'not leader');
  return [name, place, known, String(server.term), String(server.applied)];
}

/** Only a trace tells candidates and followers apart. */
function rolesAtEnd({ trace }: RunResult): readonly (Role | undefined)[] {
  if (trace === undefined) return [];
  const standings = new Standings(collectCalls(trace));
  let servers = 0;
  for (const event of trace) {
    standings.observe(event);
    if (event.kind === 'boot') servers = Math.max(servers, event.server + 1);
  }
  return Array.from({ length: servers }, (_, server) => {
    const { role } = standings.of(server);
    // Leadership is the report's to say.
    return role === 'leader' ? undefined : role;
  });
}
