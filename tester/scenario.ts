import type { Part } from './part.ts';
import type { Schedule } from './schedule/schedule.ts';
import type { Snapshots } from './cluster/service.ts';
import type { Tester } from './tester.ts';

/** One test of the lab, as data and a body. The same object serves vitest, the commands and grading. */
export interface Scenario {
  /** The course's name, such as `TestFigure8Unreliable3C`. */
  readonly name: string;
  /** The course's title, such as `Figure 8 (unreliable)`; a report prints it behind `Test (3C):`. */
  readonly title: string;
  readonly part: Part;
  /** What the test is worth when a grading policy says nothing else. */
  readonly points: number;
  /** How many Raft servers the cluster has. */
  readonly servers: number;
  /** The network the scenario begins with. */
  readonly network: 'reliable' | 'unreliable';
  /** Whether and when the service takes snapshots (3D). */
  readonly snapshots: Snapshots;
  /** Drives the cluster; a check that does not hold ends the run. */
  readonly body: (t: Tester) => Promise<void>;
  /** Present when the body only plays this data: whoever has the data can make the scenario again. */
  readonly schedule?: Schedule;
}

/** A folder of `labs/`: the scenarios of one part in the course's order. */
export interface Lab {
  readonly part: Part;
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}
