import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../tester/implementation/root.ts';
import { embeddedId, type TraceFile } from './trace-file.ts';

/** The page without a trace: everything a browser needs is inside. */
export interface Template {
  readonly before: string;
  readonly after: string;
}

/** Nothing may come from anywhere else, and nothing may leave. Decoding makes functions from text. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; " +
  "img-src data: blob:; connect-src data:; base-uri 'none'; form-action 'none'";

/** Bundles the page's scripts and styles; it takes a moment, so keep the answer for further pages. */
export async function loadTemplate(): Promise<Template> {
  const folder = path.join(projectRoot, 'tools/viewer/page');
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'main.tsx'), path.join(folder, 'style/style.css')],
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome110', 'firefox115'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    alias: { '#labgob': path.join(projectRoot, 'labgob/index.ts') },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const output = (ending: string): string =>
    outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  const script = output('.js').replaceAll('</script', '<\\/script');
  const head = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<link rel="icon" href="data:,">',
    '<title>Trace</title>',
    `<style>${output('.css')}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    `<script type="application/json" id="${embeddedId}">`,
  ].join('\n');
  return { before: head, after: `</script>\n<script>${script}</script>\n</body>\n</html>\n` };
}

/** One self-contained page for a trace. */
export function renderPage(template: Template, file: TraceFile): string {
  return template.before + escapeJson(JSON.stringify(file)) + template.after;
}

/** JSON that cannot end the element it stands in, whatever its texts hold. */
function escapeJson(json: string): string {
  return json
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
