import { testLab } from '../../runner/vitest.ts';
import { lab } from './lab.ts';

testLab(lab);
