import type { ChalkInstance } from 'chalk';
import type { Topic } from '../rows/topics.ts';

export type Paint = (text: string) => string;

/**
 * A colour for each server, the same everywhere. None is yellow, which votes have, or red, which is kept
 * for what went wrong; a server's name or place stands there as well.
 */
export function serverPaint(chalk: ChalkInstance, server: number): Paint {
  const paints = [
    chalk.cyan,
    chalk.magenta,
    chalk.green,
    chalk.blueBright,
    chalk.cyan.underline,
    chalk.magenta.underline,
    chalk.green.underline,
  ];
  return paints[server % paints.length] ?? chalk.reset;
}

/** A colour for each kind of event; red is kept for what went wrong. */
export function topicPaint(chalk: ChalkInstance, topic: Topic | undefined): Paint {
  switch (topic) {
    case 'VOTE':
      return chalk.yellow;
    case 'STATE':
      return chalk.bold;
    case 'START':
      return chalk.cyan;
    case 'APPLY':
      return chalk.green;
    case 'SNAP':
      return chalk.magenta;
    case 'CONSOLE':
      return chalk.whiteBright;
    case 'HEART':
    case 'PERSIST':
      return chalk.dim;
    case 'FAULT':
    case 'CRASH':
    case 'NET':
      return chalk.bold;
    case 'CHECK':
      return chalk.blueBright;
    case 'APPEND':
    case 'DROP':
    case 'RPC':
    case undefined:
      return chalk.reset;
  }
}
