import type { Fault, Side, Verb, Ways, Who } from './fault.ts';
import type { AimedFault, Trigger } from './trigger.ts';

/** A fault as people read it: `cut S0 → others`, `crash the leader, 20 ms later`. */
export function describeFault(fault: Fault): string {
  const later = fault.afterMs === undefined ? '' : `, ${fault.afterMs} ms later`;
  return `${describeVerb(fault)}${later}`;
}

export function describeAimed({ when, then }: AimedFault): string {
  return `${describeTrigger(when)}: ${then.map(describeFault).join('; ')}`;
}

function describeVerb(fault: Verb): string {
  switch (fault.verb) {
    case 'crash':
    case 'restart':
      return `${fault.verb} ${describeWho(fault.server)}`;
    case 'kill':
      return `kill ${describeWho(fault.server)}, whose process lingers ${fault.lingerMs} ms`;
    case 'drift':
      return `clock of ${describeWho(fault.server)} at ${fault.rate} times its speed`;
    case 'cut':
    case 'hold':
    case 'release':
    case 'heal':
      return `${fault.verb} ${describeWays(fault.links)}`;
    case 'delay':
      return `delay ${describeWays(fault.links)} by up to ${fault.upToMs} ms`;
    case 'lose':
    case 'duplicate':
      return `${fault.verb} ${percent(fault.probability)} on ${describeWays(fault.links)}`;
  }
}

export function describeTrigger(trigger: Trigger): string {
  const whose = trigger.server === undefined ? '' : ` of ${describeWho(trigger.server)}`;
  switch (trigger.kind) {
    case 'persist': {
      const during = trigger.during === undefined ? '' : ` while it answers ${trigger.during}`;
      return `${trigger.side} the ${nth(trigger.count)} persist${whose}${during}`;
    }
    case 'request':
      return `as the ${nth(trigger.count)} ${trigger.method}${to(trigger.server)} arrives`;
    case 'answer':
      return `before the ${nth(trigger.count)} ${trigger.method} reply${whose} leaves`;
    case 'vote':
      return `as the ${nth(trigger.count)} vote in one term reaches ${candidate(trigger.server)}`;
    case 'elected':
      return `at the ${nth(trigger.count)} election${whose}`;
    case 'replicated':
      return `when the newest command${whose} is on exactly ${trigger.followers} followers`;
    case 'apply': {
      const where = trigger.index === undefined ? '' : ` at index ${trigger.index}`;
      return `as the ${nth(trigger.count)} command${where} is applied${by(trigger.server)}`;
    }
    case 'apply-snapshot':
      return `as the ${nth(trigger.count)} snapshot is installed${by(trigger.server)}`;
  }
}

function describeWays(links: readonly Ways[]): string {
  return links
    .map(({ from, to: target }) =>
      from === 'others' && target === 'others'
        ? 'all links'
        : `${describeSide(from)} → ${describeSide(target)}`,
    )
    .join(', ');
}

function describeSide(side: Side): string {
  return side === 'others' ? side : side.map(describeWho).join('+');
}

function describeWho(who: Who): string {
  return typeof who === 'number' ? `S${who}` : `the ${who}`;
}

function to(server: number | undefined): string {
  return server === undefined ? '' : ` to ${describeWho(server)}`;
}

function by(server: number | undefined): string {
  return server === undefined ? '' : ` by ${describeWho(server)}`;
}

function candidate(server: number | undefined): string {
  return server === undefined ? 'a candidate' : describeWho(server);
}

function nth(count: number): string {
  const endings: Partial<Record<number, string>> = { 1: 'st', 2: 'nd', 3: 'rd' };
  const isTeen = Math.floor(count / 10) % 10 === 1;
  return `${count}${(isTeen ? undefined : endings[count % 10]) ?? 'th'}`;
}

function percent(probability: number): string {
  return `${Math.round(probability * 100)}%`;
}
