export type { ApplyCh, ApplyMsg, CommandMsg, SnapshotMsg } from './apply.ts';
export type { ClientEnd, RpcMap } from './client-end.ts';
export type { Inspection } from './inspection.ts';
export type { Command } from './command.ts';
export type { Persister } from './persister.ts';
export type { Make, Raft, RaftState, StartResult } from './raft.ts';
export type {
  AppendEntriesArgs,
  AppendEntriesReply,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  LogEntry,
  RaftRpcs,
  RequestVoteArgs,
  RequestVoteReply,
} from './rpc.ts';
