import type { Lab } from '../../tester/scenario.ts';
import {
  snapshotBasic,
  snapshotInstall,
  snapshotInstallCrash,
  snapshotInstallUnreliable,
  snapshotInstallUnreliableCrash,
} from './install.ts';
import { snapshotAllCrash, snapshotInit } from './restart.ts';

export const lab: Lab = {
  part: '3D',
  title: 'snapshots',
  scenarios: [
    snapshotBasic,
    snapshotInstall,
    snapshotInstallUnreliable,
    snapshotInstallCrash,
    snapshotInstallUnreliableCrash,
    snapshotAllCrash,
    snapshotInit,
  ],
};
