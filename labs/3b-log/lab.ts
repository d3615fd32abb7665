import type { Lab } from '../../tester/scenario.ts';
import { backup } from './backup.ts';
import { basicAgree } from './basic-agree.ts';
import { concurrentStarts } from './concurrent-starts.ts';
import { count } from './count.ts';
import { followerFailure, leaderFailure } from './failures.ts';
import { failAgree, failNoAgree } from './reconnects.ts';
import { rejoin } from './rejoin.ts';
import { rpcBytes } from './rpc-bytes.ts';

export const lab: Lab = {
  part: '3B',
  title: 'log',
  scenarios: [
    basicAgree,
    rpcBytes,
    followerFailure,
    leaderFailure,
    failAgree,
    failNoAgree,
    concurrentStarts,
    rejoin,
    backup,
    count,
  ],
};
