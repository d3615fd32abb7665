export { describeAimed, describeFault, describeTrigger } from './describe.ts';
export { around, everywhere, into, outOf } from './fault.ts';
export type { Fault, Side, Verb, Ways, Who } from './fault.ts';
export type { Aim } from './faults.ts';
export { Faults } from './faults.ts';
export type { AimedFault, Trigger } from './trigger.ts';
