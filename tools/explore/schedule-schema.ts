import * as v from 'valibot';
import type { Schedule } from '../../tester/schedule/schedule.ts';

/** The largest cluster that a schedule may ask for; nobody learns more from a larger one. */
const mostServers = 15;

/** Messages say what is expected; the place, and what came, are added by whoever shows them. */
const number = v.pipe(v.number('a number from 0 on'), v.minValue(0, 'a number from 0 on'));
const positive = v.pipe(v.number('a number above 0'), v.gtValue(0, 'a number above 0'));
const servers = `a whole number from 1 to ${mostServers}`;
const entries = 'a whole number of entries above 1';

const who = v.union(
  [v.pipe(v.number(), v.safeInteger()), v.picklist(['leader', 'subject'])],
  "a server's number, 'leader' or 'subject'",
);
const side = v.union([v.literal('others'), v.array(who)], "a list of servers or 'others'");
const links = v.array(v.object({ from: side, to: side }), 'a list');
const afterMs = v.exactOptional(number);

const fault = v.variant('verb', [
  v.object({ verb: v.literal('crash'), server: who, afterMs }),
  v.object({ verb: v.literal('restart'), server: who, afterMs }),
  v.object({ verb: v.literal('kill'), server: who, lingerMs: number, afterMs }),
  v.object({ verb: v.literal('drift'), server: who, rate: positive, afterMs }),
  v.object({ verb: v.picklist(['cut', 'hold', 'release', 'heal']), links, afterMs }),
  v.object({ verb: v.literal('delay'), links, upToMs: number, afterMs }),
  v.object({ verb: v.picklist(['lose', 'duplicate']), links, probability: number, afterMs }),
]);

const method = v.picklist(['RequestVote', 'AppendEntries', 'InstallSnapshot']);
const server = v.exactOptional(number);
const occasion = { server, count: number };
const trigger = v.variant('kind', [
  v.object({
    kind: v.literal('persist'),
    side: v.picklist(['before', 'after']),
    during: v.exactOptional(method),
    ...occasion,
  }),
  v.object({ kind: v.picklist(['request', 'answer']), method, ...occasion }),
  v.object({ kind: v.picklist(['vote', 'elected', 'apply-snapshot']), ...occasion }),
  v.object({ kind: v.literal('replicated'), server, followers: number }),
  v.object({ kind: v.literal('apply'), index: v.exactOptional(number), ...occasion }),
]);

const step = v.variant('kind', [
  v.object({ kind: v.literal('wait'), ms: number }),
  v.object({ kind: v.literal('commands'), count: number }),
  v.object({ kind: v.literal('fault'), fault }),
  v.object({ kind: v.literal('aim'), when: trigger, then: v.array(fault, 'a list') }),
]);

/** What a schedule in a file must look like, as people may write or change such files by hand. */
export const scheduleSchema = v.object(
  {
    part: v.exactOptional(v.picklist(['3A', '3B', '3C', '3D'])),
    servers: v.pipe(
      v.number(servers),
      v.safeInteger(servers),
      v.minValue(1, servers),
      v.maxValue(mostServers, servers),
    ),
    network: v.picklist(['reliable', 'unreliable']),
    snapshots: v.union(
      [
        v.boolean(),
        v.array(v.pipe(v.number(entries), v.safeInteger(entries), v.minValue(2, entries))),
      ],
      'true, false or a list of whole numbers',
    ),
    steps: v.array(step, 'a list'),
  },
  'an object',
) satisfies v.GenericSchema<unknown, Schedule>;
