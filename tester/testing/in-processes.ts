import path from 'node:path';
import type { Program } from '../../sim/program.ts';
import { buildScript, type ChildScript } from '../../tools/grader/confine/child-script.ts';
import { projectRoot } from '../implementation/root.ts';
import { inTemporaryFolder } from '../implementation/temporary-folder.ts';
import { ProcessRealm } from '../process-realm/realm.ts';
import { ServerProcesses } from '../process-realm/server-processes.ts';
import { bundlesOf } from './implementation.ts';

/** The same for every program, so it is bundled once, and only where it is used. */
let script: Promise<ChildScript> | undefined;

function serverScript(): Promise<ChildScript> {
  const entry = path.join(projectRoot, 'tester/process-realm/server-process.ts');
  return (script ??= buildScript({ entry }));
}

/** Lets `use` run a program whose servers have processes of their own, which are not confined. */
export async function inProcesses<T>(
  program: Program,
  recording: 'on' | 'off',
  use: (realm: ProcessRealm) => Promise<T>,
): Promise<T> {
  const server = await serverScript();
  return inTemporaryFolder('raftlab-realm-', async (folder) => {
    const command = [process.execPath, '--no-warnings', server.file] as const;
    const processes = new ServerProcesses({ command, ...bundlesOf(program), folder });
    const realm = new ProcessRealm({ processes, recording });
    try {
      return await use(realm);
    } finally {
      realm.close();
      processes.close();
    }
  });
}
