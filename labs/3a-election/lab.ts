import type { Lab } from '../../tester/scenario.ts';
import { initialElection } from './initial-election.ts';
import { manyElections } from './many-elections.ts';
import { reElection } from './re-election.ts';

export const lab: Lab = {
  part: '3A',
  title: 'leader election',
  scenarios: [initialElection, reElection, manyElections],
};
