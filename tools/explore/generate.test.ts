import * as v from 'valibot';
import { expect, test } from 'vitest';
import { randomSchedule } from './generate.ts';
import { scheduleSchema } from './schedule-schema.ts';

const schedules = Array.from({ length: 300 }, (_, seed) => randomSchedule(seed));

test('the same seed draws the same schedule, another seed another one', () => {
  expect(randomSchedule(5)).toEqual(randomSchedule(5));
  expect(randomSchedule(5)).not.toEqual(randomSchedule(6));
});

test('the number of servers can be given', () => {
  expect(randomSchedule(5, { servers: 4 }).servers).toBe(4);
});

test('what is drawn is a schedule, of data alone', () => {
  for (const schedule of schedules) {
    const copy: unknown = JSON.parse(JSON.stringify(schedule));
    expect(copy).toEqual(schedule);
    expect(v.parse(scheduleSchema, copy)).toEqual(copy);
  }
});

test('every verb and every trigger comes up', () => {
  const steps = schedules.flatMap((schedule) => schedule.steps);
  const faults = steps.flatMap((step) =>
    step.kind === 'fault' ? [step.fault] : step.kind === 'aim' ? step.then : [],
  );
  expect(new Set(faults.map((fault) => fault.verb)).size).toBe(11);
  const triggers = steps.flatMap((step) => (step.kind === 'aim' ? [step.when.kind] : []));
  expect(new Set(triggers).size).toBe(8);
});

test('servers take snapshots together, each by itself, or not at all', () => {
  const kinds = schedules.map(({ servers, snapshots }) => {
    if (typeof snapshots === 'boolean') return snapshots ? 'together' : 'not at all';
    return snapshots.length === servers ? 'each' : 'not for every server';
  });
  expect(new Set(kinds)).toEqual(new Set(['together', 'each', 'not at all']));
});
