import type { Row } from '../rows/row.ts';
import type { Told } from './repeats.ts';

/** A row of the story as it is shown, or how many were left out in between. */
export type Chosen =
  ({ readonly kind: 'told' } & Told) | { readonly kind: 'gap'; readonly rows: number };

interface Choice {
  readonly isEvidence: (row: Row) => boolean;
  readonly servers: ReadonlySet<number>;
  readonly most: number;
}

/** The last rows are told whatever they are. */
const alwaysLast = 7;
/** So many turns of each server are enough to understand how it came to stand where it stands. */
const turnsEach = 2;
/** A gap takes a line itself, so one this small is told instead. */
const smallGap = 2;

/**
 * Chooses what is told: the evidence, the last rows, and before them what changed the course of the
 * servers in question, going back over a few turns of each.
 */
export function chooseTold(told: readonly Told[], choice: Choice): readonly Chosen[] {
  const chosen = new Set<number>();
  for (const [i, { row }] of told.entries()) if (choice.isEvidence(row)) chosen.add(i);
  for (let i = Math.max(0, told.length - alwaysLast); i < told.length; i++) chosen.add(i);
  addBack(told, chosen, choice);
  return withGaps(told, chosen);
}

/** Goes back from the end: turns first, then what else is worth telling. */
function addBack(told: readonly Told[], chosen: Set<number>, { servers, most }: Choice): void {
  const turns = new Map<number, number>();
  let start = told.length;
  for (let i = told.length - 1; i >= 0 && chosen.size < most; i--) {
    const row = told[i]?.row;
    if (row?.weight !== 'turn') continue;
    const actor = actorOf(row);
    const known = actor === undefined ? 0 : (turns.get(actor) ?? 0);
    if (known >= turnsEach) continue;
    if (actor !== undefined) turns.set(actor, known + 1);
    chosen.add(i);
    start = i;
    const isEnough = [...servers].every((server) => (turns.get(server) ?? 0) >= turnsEach);
    if (isEnough) break;
  }
  const first = Math.min(start, ...chosen);
  for (let i = told.length - 1; i >= first && chosen.size < most; i--) {
    if (told[i]?.row.weight === 'news') chosen.add(i);
  }
  for (let i = told.length - 1; i >= first && chosen.size < most; i--) chosen.add(i);
}

function actorOf({ content }: Row): number | undefined {
  return content.kind === 'cells' ? content.cells[0]?.server : undefined;
}

function withGaps(told: readonly Told[], chosen: ReadonlySet<number>): readonly Chosen[] {
  const shown: Chosen[] = [];
  let gap: Told[] = [];
  const close = (): void => {
    if (gap.length > smallGap) shown.push({ kind: 'gap', rows: gap.length });
    else shown.push(...gap.map((each) => ({ kind: 'told', ...each }) as const));
    gap = [];
  };
  for (const [i, each] of told.entries()) {
    if (!chosen.has(i)) {
      gap.push(each);
      continue;
    }
    // What was before the first one told is another story.
    if (shown.length > 0) close();
    gap = [];
    shown.push({ kind: 'told', ...each });
  }
  return shown;
}
