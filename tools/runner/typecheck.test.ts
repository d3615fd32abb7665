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
