import { describe, expect, it } from 'vitest';
import { inside } from '../../tester/testing/play.ts';

describe('the clock inside a server', () => {
  it('is simulated: it stands still while code runs and moves with timers', async () => {
    const lines = await inside(`
      const show = () => console.log(performance.now(), Date.now(), new Date().toISOString());
      show(); for (let i = 0; i < 1e6; i++); show();
      setTimeout(show, 1500);`);
    expect(lines).toEqual([
      '0 946684800000 2000-01-01T00:00:00.000Z',
      '0 946684800000 2000-01-01T00:00:00.000Z',
      '1500 946684801500 2000-01-01T00:00:01.500Z',
    ]);
  });

  it('gives whole milliseconds as a date, and microseconds as performance', async () => {
    const lines = await inside(`
      setImmediate(() => console.log(performance.now(), Date.now(), performance.timeOrigin));`);
    expect(lines).toEqual(['0.001 946684800000 946684800000']);
  });

  it('leaves dates of given parts alone', async () => {
    const lines = await inside(`
      console.log(new Date(0).getTime(), new Date('2020-02-03T04:05:06Z').toISOString());
      console.log(new Date(2020, 1, 3).getDate(), Date.UTC(2020, 0, 1), Date.parse('2020-01-01'));
      console.log(new Date(new Date(5)).getTime(), isNaN(new Date('nonsense')), new Date(undefined).getTime());`);
    expect(lines).toEqual([
      '0 2020-02-03T04:05:06.000Z',
      '3 1577836800000 1577836800000',
      '5 true NaN',
    ]);
  });

  it('has a Date that is an ordinary class in every other way', async () => {
    const lines = await inside(`
      class Stamp extends Date { year() { return this.getUTCFullYear(); } }
      const stamp = new Stamp();
      console.log(stamp.year(), stamp instanceof Stamp, stamp instanceof Date, new Date() instanceof Date);
      console.log(new Date().constructor === Date, Date.name, Date.length, typeof Date(), Date().slice(0, 15));
      console.log(new (new Date().constructor)().getTime());`);
    expect(lines).toEqual([
      '2000 true true true',
      'true Date 7 string Sat Jan 01 2000',
      '946684800000',
    ]);
  });
});
