import ts from 'typescript';
import type { Answer } from '../kept/answers.ts';
import { watched } from './watched-system.ts';

/**
 * A process that type-checks: the compiler's command line, which also tells all that it looked at.
 * Prints the answer as JSON.
 */

const [config = ''] = process.argv.slice(2);
const { system, looks } = watched(ts.sys);

function check(): readonly ts.Diagnostic[] {
  const project = ts.parseJsonConfigFileContent(JSON.parse(config), system, process.cwd());
  const program = ts.createProgram({
    rootNames: project.fileNames,
    options: project.options,
    host: ts.createIncrementalCompilerHost(project.options, system),
    configFileParsingDiagnostics: ts.getConfigFileParsingDiagnostics(project),
  });
  // Like the command line: what follows from a text that does not parse is not worth reading.
  const unread = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(),
  ];
  if (unread.length > 0) return unread;
  return [...program.getGlobalDiagnostics(), ...program.getSemanticDiagnostics()];
}

const text = ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(check()), {
  getCurrentDirectory: () => process.cwd(),
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
});
const lines = text.split('\n').filter((line) => line.trim() !== '');
process.stdout.write(JSON.stringify({ lines, looks: looks() } satisfies Answer));
