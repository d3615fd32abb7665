export { LabgobError } from './error.ts';
export { decode, encode } from './codec.ts';
