import { testLab } from '../../commands/vitest.ts';
import { lab } from './lab.ts';

testLab(lab);
