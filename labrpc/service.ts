import { decode, encode } from '../labgob/index.ts';

/** What a server offers under one name: the course's labrpc.Service, at the level of bytes. */
export interface Service {
  /** The methods it has, for the error when somebody calls another. */
  readonly methods: readonly string[];
  /** Runs a handler. The promise may never resolve; a rejection means that the handler threw. */
  dispatch(method: string, args: Uint8Array): Promise<Uint8Array>;
}

type Handler = (args: unknown) => unknown;

/**
 * Makes a service of an object's methods whose names begin with a capital letter and that take at
 * most one argument. Arguments and replies are copied, as they travel as bytes.
 *
 * @throws LabgobError (as a rejection) when a reply cannot travel
 */
export function makeService(receiver: object): Service {
  const handlers = new Map<string, Handler>();
  for (const name of methodNames(receiver)) {
    const method: unknown = Reflect.get(receiver, name);
    if (typeof method === 'function' && method.length <= 1) handlers.set(name, method as Handler);
  }
  return {
    methods: [...handlers.keys()],
    async dispatch(method, args) {
      const handler = handlers.get(method);
      if (handler === undefined) throw new Error(`no handler for ${method}`);
      return encode(await handler.call(receiver, decode(args)));
    },
  };
}

function methodNames(receiver: object): string[] {
  const names = new Set<string>();
  for (
    let level: object | null = receiver;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(level)) if (/^[A-Z]/.test(name)) names.add(name);
  }
  return [...names];
}
