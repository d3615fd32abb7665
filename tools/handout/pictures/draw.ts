import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findScenario } from '../../../labs/index.ts';
import { Program } from '../../../sim/program.ts';
import { describe } from '../../../sim/trace/describe.ts';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { run } from '../../../tester/run.ts';
import { makeTraceFile } from '../../viewer/make.ts';
import { drawLanes } from '../../viewer/page/draw/lanes.ts';
import { estimatedWidth, SvgPen } from '../../viewer/page/draw/svg-pen.ts';
import { type Theme, themeOf } from '../../viewer/page/draw/theme.ts';
import { Model } from '../../viewer/page/model/model.ts';
import { lowerBound, Session } from '../../viewer/page/session/session.ts';
import { readTrace } from '../../viewer/trace-file.ts';
import type { Picture } from './picture.ts';

/** As wide as a page of text on the web. */
const widthPx = 840;
const heightOfLanePx = 68;
const heightOfRestPx = 80;

/** What runs in all pictures. */
export async function loadReference(): Promise<Program> {
  const { runtime, bundle } = await loadImplementation('solutions');
  return new Program(runtime, bundle);
}

/**
 * Draws a picture as the text of an SVG file, with the page's own lanes, in its light colours.
 *
 * @throws RangeError when the run does not have the picture's moments
 */
export async function drawPicture(reference: Program, picture: Picture): Promise<string> {
  const session = new Session(await modelOf(reference, picture));
  const { model } = session;
  session.setFilter({
    hidden: new Set([...session.filter.value.hidden, ...picture.hidden]),
    hiddenServers: new Set(picture.hiddenServers),
  });
  // No event is selected: the first lies outside.
  session.moveTo(0);
  const { positions } = session.shown.value;
  const [first = 0, ...others] = model.evidence.positions;
  const last = others.at(-1) ?? first;
  session.setSpan({
    from: lowerBound(positions, first) - 2,
    to: lowerBound(positions, last) + 3,
  });
  const size = { width: widthPx, height: heightOfRestPx + heightOfLanePx * model.servers.length };
  const pen = new SvgPen(estimatedWidth);
  const theme = lightTheme();
  drawLanes(session, pen, theme, size);
  return pen.finish(size.width, size.height, theme.panel);
}

/** The run as the page has it, with the picture's moments as evidence. */
async function modelOf(reference: Program, { file, test, seed, moments }: Picture): Promise<Model> {
  const scenario = findScenario(test);
  if (scenario === undefined) throw new RangeError(`${file}: no test is called ${test}`);
  const options = { seed, recording: 'on', implementation: 'solutions' } as const;
  const result = await run(scenario, reference, options);
  const lines = (result.trace ?? []).map(describe);
  const events: number[] = [];
  for (const moment of moments) {
    const after = (events.at(-1) ?? -1) + 1;
    const found = lines.findIndex((line, at) => at >= after && moment.test(line));
    if (found === -1) {
      throw new RangeError(
        `${file}: ${test} with seed ${seed} has no ${String(moment)} from event ${after} on; ` +
          'look for what it shows in a run of another seed',
      );
    }
    events.push(found);
  }
  const hints = [{ text: '', evidence: '', section: '', events }];
  const trace = makeTraceFile(result, { replay: '' });
  return new Model(await readTrace(JSON.stringify({ ...trace, hints })));
}

function lightTheme(): Theme {
  const place = path.join(projectRoot, 'tools/viewer/page/style/colours.css');
  // The first block is the light one.
  const [block = ''] = readFileSync(place, 'utf8').split('}');
  const values = new Map(
    [...block.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
  return themeOf((property) => values.get(property) ?? '');
}
