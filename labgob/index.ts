export { LabgobError } from './travel.ts';
export { decode, encode } from './codec.ts';
