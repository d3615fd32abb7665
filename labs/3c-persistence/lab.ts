import type { Lab } from '../../tester/scenario.ts';
import { reliableChurn, unreliableChurn } from './churn.ts';
import { figure8, figure8Unreliable } from './figure8.ts';
import { persist1, persist2, persist3 } from './persist.ts';
import { unreliableAgree } from './unreliable-agree.ts';

export const lab: Lab = {
  part: '3C',
  title: 'persistence',
  scenarios: [
    persist1,
    persist2,
    persist3,
    figure8,
    unreliableAgree,
    figure8Unreliable,
    reliableChurn,
    unreliableChurn,
  ],
};
