import { Command } from 'commander';
import { UsageError } from '../runner/usage-error.ts';
import { refuseTakenFlags } from './npm-flags.ts';

/** What is wrong with options that are each well by themselves; undefined when nothing is. */
type Check<Options> = (options: Options) => string | undefined;

/**
 * A command line that is refused as a whole before anything runs: when npm has taken flags away from
 * it, or when an option would have no effect beside another one.
 */
export class CommandLine extends Command {
  readonly #checks: Check<never>[] = [];

  /** Adds a look at all options together. */
  check<Options>(check: Check<Options>): this {
    this.#checks.push(check);
    return this;
  }

  /** Refuses options that do nothing beside this one. */
  alone(name: string, allowed: readonly string[], why: string): this {
    return this.check<Record<string, unknown>>((values) => {
      if (values[name] === undefined || values[name] === false) return undefined;
      const others = this.options.filter((option) => {
        const key = option.attributeName();
        const isGiven = this.getOptionValueSource(key) === 'cli';
        return isGiven && key !== name && !allowed.includes(key);
      });
      if (others.length === 0) return undefined;
      return `${others.map(({ long }) => long ?? '').join(', ')} has no effect here: ${why}`;
    });
  }

  override parse(...[argv, from]: Parameters<Command['parse']>): this {
    refuseTakenFlags(this, process.env);
    super.parse(argv, from);
    for (const check of this.#checks) {
      const problem = check(this.opts());
      if (problem !== undefined) throw new UsageError(problem);
    }
    return this;
  }
}
