import type { Inside, Life, Realm } from '../sim/realm.ts';
import type { RaftAgent, RaftHost } from './guest/border.ts';

/** Where the code of Raft servers lives. */
export type RaftRealm = Realm<RaftAgent, RaftHost>;
export type RaftLife = Life<RaftHost>;
export type RaftInside = Inside<RaftAgent>;
