import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../implementation/root.ts';
import type { Files } from '../../testing/implementation.ts';

export interface Student {
  /** What heartbeats hold: all of Figure 2, or nothing that speaks of the log. */
  readonly heartbeats: 'complete' | 'term and leader only';
  /** Whether a heartbeat puts the election off. */
  readonly timer: 'is reset' | 'is forgotten';
}

/**
 * The skeleton with what 3A asks for and nothing else, as someone writes it who reads the handout from
 * top to bottom.
 *
 * @throws Error when the skeleton no longer has a place that is filled here
 */
export function studentOf3A({ heartbeats, timer }: Student): Files {
  let text = readFileSync(path.join(projectRoot, 'skeleton/raft.ts'), 'utf8');
  const reset = timer === 'is reset' ? 'this.resetTimer();' : '';
  for (const [place, code] of heartbeats === 'complete'
    ? body(reset)
    : [...body(reset), ...short]) {
    if (text.split(place).length !== 2) {
      throw new Error(`expected this once in skeleton/raft.ts: ${place}`);
    }
    text = text.replace(place, () => code);
  }
  return { 'raft.ts': text };
}

const body = (reset: string): readonly (readonly [place: string, code: string])[] => [
  [
    '  // Your data here (3A, 3B, 3C): the state that Figure 2 says a server must keep.\n',
    `  private currentTerm = 0;
  private votedFor: number | null = null;
  private role: 'follower' | 'candidate' | 'leader' = 'follower';
  private electionAtMs = 0;
`,
  ],
  ['    // Your initialisation here (3A, 3B, 3C).\n', '    this.resetTimer();\n'],
  [
    '    return { term: 0, isLeader: false };\n',
    "    return { term: this.currentTerm, isLeader: this.role === 'leader' };\n",
  ],
  [
    '    return { term: 0, voteGranted: false };\n',
    `    if (args.term > this.currentTerm) this.becomeFollower(args.term);
    const voteGranted =
      args.term === this.currentTerm &&
      (this.votedFor === null || this.votedFor === args.candidateId);
    if (voteGranted) {
      this.votedFor = args.candidateId;
      this.resetTimer();
    }
    return { term: this.currentTerm, voteGranted };
`,
  ],
  [
    '    return { term: 0, success: false };\n',
    `    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };
    this.becomeFollower(args.term);
    ${reset}
    return { term: this.currentTerm, success: true };
`,
  ],
  [
    '      // Your code here (3A): is it time for an election?\n',
    `      if (this.role === 'leader') {
        this.sendHeartbeats();
        await sleep(100);
        continue;
      }
      if (performance.now() >= this.electionAtMs) this.startElection();
`,
  ],
  ['50 + Math.random() * 300;', '10 + Math.random() * 10;'],
  [
    '  /** Starts an election whenever no leader has been heard of for too long. */\n',
    `  private becomeFollower(term: number): void {
    if (term > this.currentTerm) this.votedFor = null;
    this.currentTerm = term;
    // The timer of a leader begins when it is one no more.
    if (this.role === 'leader') this.resetTimer();
    this.role = 'follower';
  }

  private resetTimer(): void {
    this.electionAtMs = performance.now() + 400 + Math.random() * 400;
  }

  private startElection(): void {
    this.role = 'candidate';
    const term = ++this.currentTerm;
    this.votedFor = this.me;
    this.resetTimer();
    let votes = 1;
    for (const server of this.peers.keys()) {
      if (server === this.me) continue;
      void this.sendRequestVote(server, this.voteRequest(term)).then((reply) => {
        if (reply === undefined) return;
        if (reply.term > this.currentTerm) this.becomeFollower(reply.term);
        if (this.role !== 'candidate' || this.currentTerm !== term || !reply.voteGranted) return;
        votes++;
        if (votes <= this.peers.length / 2) return;
        this.role = 'leader';
        this.sendHeartbeats();
      });
    }
  }

  private sendHeartbeats(): void {
    for (const [server, peer] of this.peers.entries()) {
      if (server === this.me) continue;
      void peer
        .Call('Raft.AppendEntries', this.appendRequest(this.currentTerm))
        .then((reply) => {
          if (reply !== undefined && reply.term > this.currentTerm) this.becomeFollower(reply.term);
        });
    }
  }

  /** Starts an election whenever no leader has been heard of for too long. */
`,
  ],
];

const short: readonly (readonly [place: string, code: string])[] = [
  [
    `  /** Of the entry right before the new ones, also in a heartbeat; both are 0 before the first. */
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly LogEntry[];
  readonly leaderCommit: number;
`,
    '',
  ],
  [
    `    const log = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
    return { term, leaderId: this.me, ...log };
`,
    '    return { term, leaderId: this.me };\n',
  ],
];
