import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { layerTitles, type LayerReport } from '../confine/layers.ts';
import { writeWhole } from '../../runner/write-whole.ts';

const machineSchema = v.object({
  node: v.string(),
  platform: v.string(),
  layers: v.array(v.object({ layer: v.string(), what: v.string() })),
  warnings: v.array(v.string()),
});

/** What stood between submissions and one kind of machine that graded them. */
export type Machine = v.InferOutput<typeof machineSchema>;

const fileName = 'machine.json';

export function thisMachine({ active, warnings }: LayerReport): Machine {
  const layers = active.map((layer) => ({ layer, what: layerTitles[layer] }));
  return { node: process.version, platform: process.platform, layers, warnings: [...warnings] };
}

/** Notes down with what machines a folder's submissions were graded, each kind once. */
export function saveMachines(out: string, machines: readonly Machine[]): void {
  const kinds = new Map(machines.map((machine) => [JSON.stringify(machine), machine]));
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, machine]) => machine);
  writeWhole(path.join(out, fileName), `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/** The machines of these folders; a damaged or missing note is none. */
export function loadMachines(folders: readonly string[]): readonly Machine[] {
  return folders.flatMap((folder) => {
    const file = path.join(folder, fileName);
    if (!existsSync(file)) return [];
    const result = v.safeParse(v.array(machineSchema), JSON.parse(readFileSync(file, 'utf8')));
    return result.success ? result.output : [];
  });
}

/** How submissions were confined, a line a kind of machine. */
export function confinementLines(machines: readonly Machine[]): string[] {
  return machines.map(({ layers, warnings }) => {
    const names = layers.map(({ layer }) => layer).join(', ');
    return [`confined by ${names}`, ...warnings.map((warning) => `warning: ${warning}`)].join('; ');
  });
}
