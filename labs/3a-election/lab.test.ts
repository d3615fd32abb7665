import { testLab } from '../../tools/commands/vitest.ts';
import { lab } from './lab.ts';

testLab(lab);
