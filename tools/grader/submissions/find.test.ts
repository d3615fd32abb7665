import { describe, expect, test } from 'vitest';
import { folderWith } from '../testing/folder.ts';
import { findSubmissions } from './find.ts';
import { readName } from './names.ts';

describe('names of downloads', () => {
  test.each([
    ['doejane_1234_56789_raft.ts', 'x', 'canvas', 'doejane_1234', '1234', false],
    ['doejane_LATE_1234_56789_raft-2.zip', 'x', 'canvas', 'doejane_1234', '1234', true],
    ['Jané Doe_77_assignsubmission_file_', 'x', 'moodle', 'Jane-Doe_77', '77', false],
    ['Jane Doe_77_assignsubmission_file_raft.zip', 'x', 'moodle', 'Jane-Doe_77', '77', false],
    ['submission_4711', 'x', 'gradescope', 'submission_4711', '4711', false],
    ['lab3-jane-d', 'lab3-submissions', 'classroom', 'jane-d', 'jane-d', false],
    ['jane.tar.gz', 'x', 'plain', 'jane', 'jane', false],
    ['../..', 'x', 'plain', 'unnamed', '../..', false],
  ])('%s', (name, parent, platform, id, platformId, isLate) => {
    expect(readName(name, parent)).toMatchObject({ platform, id, platformId, isLate });
  });
});

test('the files of one Canvas student become one submission under their own names', () => {
  const folder = folderWith({
    'doejane_1_10_raft-1.ts': '',
    'doejane_1_11_log.ts': '',
    'roejohn_LATE_2_12_raft.ts': '',
  });
  const found = findSubmissions(folder);
  expect(found.map(({ id, isLate, items }) => [id, isLate, items.map((i) => i.name)])).toEqual([
    ['doejane_1', false, ['raft.ts', 'log.ts']],
    ['roejohn_2', true, ['raft.ts']],
  ]);
});

test('submissions in a wrapping folder are found, and a folder with raft.ts is one submission', () => {
  const folder = folderWith({ 'export/ann/raft.ts': '', 'export/bob/src/raft.ts': '' });
  expect(findSubmissions(folder).map(({ id }) => id)).toEqual(['ann', 'bob']);
  expect(findSubmissions(`${folder}/export/ann`).map(({ id }) => id)).toEqual(['ann']);
});

test('two students of one name keep two ids, also where letters have no case', () => {
  const folder = folderWith({ 'Ann/raft.ts': '', 'ann.zip': '', 'bob/raft.ts': '' });
  expect(findSubmissions(folder).map(({ id }) => id)).toEqual(['Ann', 'ann-2', 'bob']);
});

test('nothing to grade is said with what was expected', () => {
  expect(() => findSubmissions(folderWith())).toThrow(/no submissions in .*expected a folder or/);
  expect(() => findSubmissions('/no/such/place')).toThrow(/no submissions at \/no\/such\/place/);
});
