import { closest, distance } from 'fastest-levenshtein';
import type { Service } from './service.ts';

/**
 * A set of services under one server's name, sharing the same client ends: the course's
 * labrpc.Server. One object is one life of a server; after a restart there is a new one.
 */
export class Server {
  readonly #services = new Map<string, Service>();
  #count = 0;

  addService(name: string, service: Service): void {
    this.#services.set(name, service);
  }

  /** How many RPCs have arrived here. */
  get count(): number {
    return this.#count;
  }

  /**
   * Hands a request to the method it names.
   *
   * @throws RpcUsageError when there is no such service or method; it lists the ones there are
   */
  dispatch(fullMethod: string, args: Uint8Array): Promise<Uint8Array> {
    this.#count++;
    const dot = fullMethod.lastIndexOf('.');
    const serviceName = fullMethod.slice(0, dot);
    const method = fullMethod.slice(dot + 1);
    const service = this.#services.get(serviceName);
    if (service === undefined) {
      const choices = [...this.#services.keys()].join(', ');
      throw new RpcUsageError(
        `unknown service ${serviceName} in ${fullMethod}: expected ${choices}`,
      );
    }
    if (!service.methods.includes(method)) {
      const what = `unknown method ${method} in ${fullMethod}`;
      throw new RpcUsageError(`${what}: ${expectation(method, service.methods)}`);
    }
    return service.dispatch(method, args);
  }
}

/** How far apart a name and a slip of the keyboard may be. */
const mostSlips = 3;

/** The one method that is meant, if one is as near as that; else all of them. */
function expectation(method: string, methods: readonly string[]): string {
  if (methods.length === 0) return 'there are none';
  const near = closest(method, methods);
  const isMeant = distance(method.toLowerCase(), near.toLowerCase()) <= mostSlips;
  return isMeant ? `did you mean ${near}?` : `expected ${methods.join(', ')}`;
}

/** A call that no network could deliver: a mistake in the program, not a fault of the network. */
export class RpcUsageError extends Error {
  override readonly name = 'RpcUsageError';
}
