import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Program } from '../../sim/program.ts';
import { bundleImplementation, bundleRuntime } from '../../tester/implementation/bundle.ts';
import { inFolder } from '../../tester/testing/implementation.ts';
import { play, printed } from '../../tester/testing/play.ts';
import { typecheck } from './typecheck.ts';

const source = `

enum Role { Follower, Candidate, Leader }
const enum Limit { Least = 300 }
namespace Terms { export const first = 1; }

function once<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
  _context: ClassMethodDecoratorContext,
): (this: This, ...args: Args) => Result {
  return function (...args) { return method.apply(this, args); };
}

class Server {
  constructor(private readonly me: number, readonly role = Role.Candidate) {
    console.log(this.me, Role[this.role], Limit.Least, Terms.first);
    setInterval(() => {}, 60_000);
  }
  @once
  Start(): { index: number; term: number; isLeader: boolean } {
    return { index: -1, term: -1, isLeader: this.role === Role.Leader };
  }
  GetState(): { term: number; isLeader: boolean } { return { term: 0, isLeader: false }; }
  Snapshot(): void {}
  PersistBytes(): number { return 0; }
  Kill(): void {}
}

export function Make(_peers: unknown, me: number): object { return new Server(me); }
`;

test('enums, namespaces, parameter properties and decorators type-check and run', async () => {
  await inFolder({ 'raft.ts': source }, async (folder) => {
    const file = path.join(folder, 'raft.ts');
    expect(await typecheck(file)).toEqual([]);
    const program = new Program(await bundleRuntime(), await bundleImplementation(file));
    const result = await play(program, (t) => {
      t.Start(0, 'x');
      return t.sleep(10);
    });
    expect(result.failure).toBeUndefined();
    expect(printed(result)).toEqual(['S0 0 Candidate 300 1']);
    expect(result.statistics.printed).toBe(1);
  });
});

const nobodyWaits = AbortSignal.abort();

test('an unchanged implementation is not checked again, and a file that appears is noticed', async () => {
  await inFolder({ 'raft.ts': "export { Make } from './make';" }, async (folder) => {
    const file = path.join(folder, 'raft.ts');
    const errors = await typecheck(file);
    expect(errors).toEqual([expect.stringContaining("Cannot find module './make'")]);
    // Nobody waits for the compiler here, so only an answer from before can be one.
    expect(await typecheck(file, nobodyWaits)).toEqual(errors);

    writeFileSync(path.join(folder, 'make.ts'), 'export function Make(): object { return {}; }');
    expect(await typecheck(file)).toEqual([]);
    expect(await typecheck(file, nobodyWaits)).toEqual([]);

    writeFileSync(path.join(folder, 'make.ts'), 'export function Make(): object { return 1; }');
    const [unanswered] = await typecheck(file, nobodyWaits);
    expect(unanswered).toContain('the compiler gave no answer');
  });
});
