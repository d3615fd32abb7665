import { afterEach, describe, expect, test, vi } from 'vitest';
import { tidyMemory } from './memory.ts';

/** Stands in for an engine that holds so many megabytes; returns the collections it was asked for. */
function engineThatHolds(megabytes: number): readonly unknown[] {
  const collections: unknown[] = [];
  vi.spyOn(process, 'memoryUsage').mockImplementation(() => ({
    rss: 0,
    heapTotal: 0,
    arrayBuffers: 0,
    external: 1024 * 1024,
    heapUsed: megabytes * 1024 * 1024,
  }));
  vi.stubGlobal('gc', (options?: { readonly flavor: string }) => {
    collections.push(options?.flavor ?? 'plain');
  });
  return collections;
}

describe('tidying the memory between two runs', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test('little rubbish is left alone, as collecting costs time', () => {
    const collections = engineThatHolds(150);
    tidyMemory();
    expect(collections).toEqual([]);
  });

  test('much rubbish is collected, contexts that optimized code has touched among it', () => {
    const collections = engineThatHolds(300);
    tidyMemory();
    expect(collections).toEqual(['plain', 'last-resort']);
  });
});
