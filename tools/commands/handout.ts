import { makeHandout, refuseOwnSolution } from '../handout/make.ts';
import { uncommittedFiles } from '../runner/project-files.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { commandLine } from './options.ts';
import { pathOption } from './paths.ts';

/** `npm run handout -- <folder>`: the repository that students get. */
function handout(): Promise<number> {
  const command = commandLine('handout', 'Makes the repository that students get.')
    .argument('<folder>', 'a new folder outside of this project, or an empty one', pathOption)
    .parse();
  const [target] = command.processedArgs as [string];
  refuseOwnSolution(uncommittedFiles('skeleton'));
  const files = makeHandout(target);
  say(`${target}: ${files} files for students, without the reference and the grader.`);
  say('Try it as a student does, every test fails at first:');
  say(`  cd ${/\s/.test(target) ? JSON.stringify(target) : target}`);
  say('  npm ci && npm test');
  say('It is a plain folder without history. To hand it out, make a repository of it:');
  say('  git init && git add . && git commit -m "The Raft lab"');
  return Promise.resolve(exitCode.passed);
}

await runCommand(handout);
