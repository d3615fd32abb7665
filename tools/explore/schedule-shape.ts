import type { Schedule } from '../../tester/schedule/schedule.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown, place: string) => void;

/** The largest cluster that a schedule may ask for; nobody learns more from a larger one. */
const mostServers = 15;

/**
 * Checks that data from a file is a schedule, as people may write or change such files by hand.
 *
 * @throws Error that names the place, what was expected and what came
 */
export function assertSchedule(value: unknown): asserts value is Schedule {
  const fields = fieldsOf(value, 'schedule');
  optional(oneOf('3A', '3B', '3C', '3D'))(fields.part, 'schedule.part');
  const { servers } = fields;
  if (!Number.isSafeInteger(servers) || Number(servers) < 1 || Number(servers) > mostServers) {
    throw wrong('schedule.servers', `a whole number from 1 to ${mostServers}`, servers);
  }
  oneOf('reliable', 'unreliable')(fields.network, 'schedule.network');
  if (typeof fields.snapshots !== 'boolean') {
    listOf(entries)(fields.snapshots, 'schedule.snapshots');
  }
  listOf(checkStep)(fields.steps, 'schedule.steps');
}

function checkStep(value: unknown, place: string): void {
  checkVariant(value, place, 'kind', {
    wait: { ms: number },
    commands: { count: number },
    fault: { fault: checkFault },
    aim: { when: checkTrigger, then: listOf(checkFault) },
  });
}

function checkFault(value: unknown, place: string): void {
  const afterMs = optional(number);
  const links = listOf(checkWays);
  checkVariant(value, place, 'verb', {
    crash: { server: who, afterMs },
    restart: { server: who, afterMs },
    kill: { server: who, lingerMs: number, afterMs },
    drift: { server: who, rate: positive, afterMs },
    cut: { links, afterMs },
    hold: { links, afterMs },
    release: { links, afterMs },
    heal: { links, afterMs },
    delay: { links, upToMs: number, afterMs },
    lose: { links, probability: number, afterMs },
    duplicate: { links, probability: number, afterMs },
  });
}

function checkTrigger(value: unknown, place: string): void {
  const server = optional(number);
  const method = oneOf('RequestVote', 'AppendEntries', 'InstallSnapshot');
  const common = { server, count: number };
  checkVariant(value, place, 'kind', {
    persist: { ...common, side: oneOf('before', 'after'), during: optional(method) },
    request: { ...common, method },
    answer: { ...common, method },
    vote: common,
    elected: common,
    replicated: { server, followers: number },
    apply: { ...common, index: optional(number) },
    'apply-snapshot': common,
  });
}

function checkWays(value: unknown, place: string): void {
  const { from, to } = fieldsOf(value, place);
  for (const [side, name] of [
    [from, 'from'],
    [to, 'to'],
  ] as const) {
    if (side !== 'others') listOf(who)(side, `${place}.${name}`);
  }
}

/** One of several shapes, told apart by one field; other fields are ignored. */
function checkVariant(
  value: unknown,
  place: string,
  tag: string,
  shapes: Readonly<Record<string, Readonly<Record<string, Check>>>>,
): void {
  const fields = fieldsOf(value, place);
  const name = fields[tag];
  oneOf(...Object.keys(shapes))(name, `${place}.${tag}`);
  for (const [field, check] of Object.entries(shapes[String(name)] ?? {})) {
    check(fields[field], `${place}.${field}`);
  }
}

function who(value: unknown, place: string): void {
  if (Number.isSafeInteger(value) || value === 'leader' || value === 'subject') return;
  throw wrong(place, "a server's number, 'leader' or 'subject'", value);
}

/** After how many entries a server takes a snapshot. */
function entries(value: unknown, place: string): void {
  if (Number.isSafeInteger(value) && Number(value) > 1) return;
  throw wrong(place, 'a whole number of entries above 1', value);
}

function number(value: unknown, place: string): void {
  if (typeof value === 'number' && value >= 0) return;
  throw wrong(place, 'a number from 0 on', value);
}

function positive(value: unknown, place: string): void {
  if (typeof value === 'number' && value > 0) return;
  throw wrong(place, 'a number above 0', value);
}

function oneOf(...choices: readonly string[]): Check {
  return (value, place) => {
    if (!choices.some((choice) => choice === value)) throw wrong(place, choices.join(', '), value);
  };
}

function optional(check: Check): Check {
  return (value, place) => {
    if (value !== undefined) check(value, place);
  };
}

function listOf(check: Check): Check {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrong(place, 'a list', value);
    for (const [k, item] of (value as unknown[]).entries()) check(item, `${place}[${k}]`);
  };
}

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(place, 'an object', value);
}

function wrong(place: string, expected: string, got: unknown): Error {
  return new Error(
    `expected ${expected} as ${place}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`,
  );
}
