import { useSignal } from '@preact/signals';
import { showTime } from '../../../../sim/trace/show.ts';
import type { Session } from '../session/session.ts';
import { Story } from './story.tsx';

/** What the test was, how it ended, how to run it again, and why it failed, with jumps. */
export function Verdict({ session }: { readonly session: Session }) {
  const { model } = session;
  const { result } = model;
  const { failure } = result;
  const isPass = result.verdict === 'pass';
  return (
    <header class="verdict">
      <div class="headline">
        <span class={isPass ? 'badge pass' : 'badge fail'}>{isPass ? '✓ passed' : '✗ failed'}</span>
        <h1>{result.test}</h1>
        <span class="quiet">
          {result.title} · {result.network} network · {whoRan(result)}
        </span>
        <span class="facts">
          <span>
            <b>{showTime(failure?.atMs ?? result.statistics.simulatedMs)}</b> simulated
          </span>
          <span>
            seed <b>{String(result.seed)}</b>
          </span>
          <CopyReplay session={session} />
        </span>
      </div>
      {failure !== undefined && (
        <p class="message">
          <b>
            {model.failureKind}: {failure.property}
          </b>{' '}
          {failure.message}
        </p>
      )}
      <Story session={session} />
    </header>
  );
}

/** Whose code it was, and on which server when not on all. */
function whoRan({ implementation, peers }: Session['model']['result']): string {
  if (peers === undefined) return implementation;
  return `${implementation} on S${peers.home}, ${peers.implementation} on the others`;
}

function CopyReplay({ session }: { readonly session: Session }) {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(session.model.replay);
    isCopied.value = true;
    session.announcement.value = 'The replay command is copied.';
    setTimeout(() => {
      isCopied.value = false;
    }, 1500);
  };
  return (
    <button
      type="button"
      class="replay"
      title={session.model.replay}
      onClick={() => {
        copy().catch(() => {
          // Where the clipboard is closed to pages, the command can still be marked by hand.
          prompt('Copy the command that runs this again:', session.model.replay);
        });
      }}
    >
      {isCopied.value ? '✓ copied' : 'Copy replay command'}
    </button>
  );
}
