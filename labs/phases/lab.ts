import type { Lab } from '../../tester/scenario.ts';
import { committedEverywhere, committedOnLeader, twoLeaders } from './committed.ts';
import {
  beforeCommand,
  onAllFollowers,
  onLeaderOnly,
  onMajority,
  onSomeFollowers,
} from './uncommitted.ts';

export const lab: Lab = {
  part: 'phases',
  title: 'the phases of a command',
  scenarios: [
    beforeCommand,
    onLeaderOnly,
    onSomeFollowers,
    onMajority,
    onAllFollowers,
    committedOnLeader,
    committedEverywhere,
    twoLeaders,
  ],
};
