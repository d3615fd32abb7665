import { InvalidArgumentError, Option } from 'commander';

/**
 * The secret that sealed seeds follow from. All users of a machine can read the command lines of its
 * processes, so it can come from the environment too.
 */
export function secretOption(otherwise: string): Option {
  const description = `decides sealed seeds (default: ${otherwise})`;
  return new Option('--seed <secret>', description).env('RAFTLAB_SECRET').argParser((text) => {
    if (text !== '') return text;
    throw new InvalidArgumentError('expected a secret, got nothing');
  });
}
