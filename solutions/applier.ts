import type { ApplyCh, ApplyMsg } from '#raft';

/**
 * The only way to the service: one loop, so that messages go out one at a time and in order.
 *
 * Nothing is queued here. Each message is chosen at the moment it can be sent, because between two
 * sends a snapshot may arrive that replaces everything still unsent.
 */
export class Applier {
  private readonly applyCh: ApplyCh;
  private readonly next: () => ApplyMsg | undefined;
  private isRunning = false;

  /** @param next takes the next message to send, or undefined when there is none at present */
  constructor(applyCh: ApplyCh, next: () => ApplyMsg | undefined) {
    this.applyCh = applyCh;
    this.next = next;
  }

  /** To be called whenever there may be something to send. Never waits. */
  wake(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    // The loop has no errors to handle: send() never rejects, it only waits.
    void this.run();
  }

  private async run(): Promise<void> {
    for (let msg = this.next(); msg !== undefined; msg = this.next()) {
      // Raft goes on meanwhile: it answers RPCs, and the service may call Snapshot().
      await this.applyCh.send(msg);
    }
    this.isRunning = false;
  }
}
