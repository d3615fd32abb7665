import { signal } from '@preact/signals';
import { render } from 'preact';
import { embeddedId, readTrace } from '../trace-file.ts';
import { Model } from './model/model.ts';
import { App } from './parts/app.tsx';
import { Session } from './session/session.ts';

/** Starts the page: opens the trace inside it, or waits for one to be dropped. */
async function start(): Promise<void> {
  const session = signal<Session | undefined>(undefined);
  const problem = signal<string | undefined>(undefined);

  const read = async (text: string): Promise<Model | undefined> => {
    try {
      problem.value = undefined;
      return new Model(await readTrace(text));
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  };
  const open = async (text: string): Promise<void> => {
    const model = await read(text);
    if (model === undefined) return;
    document.title = `${model.result.test}, seed ${model.result.seed}`;
    session.value = new Session(model);
  };
  const openFile = (file: File): void => {
    void file.text().then(async (text) => {
      // The address speaks of events of the trace before.
      history.replaceState(null, '', '#');
      await open(text);
    });
  };

  const Page = () => (
    <>
      {problem.value !== undefined && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      {session.value === undefined ? (
        <main class="empty">
          <h1>Drop a trace here</h1>
          <p>A page or a .json file that a test run has written.</p>
        </main>
      ) : (
        <App
          key={`${session.value.model.result.traceHash} ${session.value.model.result.test}`}
          session={session.value}
          read={async (file) => read(await file.text())}
          open={openFile}
        />
      )}
    </>
  );

  addEventListener('dragover', (event) => {
    event.preventDefault();
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) openFile(file);
  });

  const embedded = document.getElementById(embeddedId)?.textContent ?? '';
  if (embedded.trim() !== '') await open(embedded);
  const root = document.getElementById('page');
  if (root !== null) render(<Page />, root);
  performance.mark('ready');
}

void start();
