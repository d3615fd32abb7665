import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { allLabs } from '../../../labs/index.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { drawPicture, loadReference } from './draw.ts';
import { pictures } from './list.ts';

const mostBytes = 40_000;
const reference = loadReference();

test('every part has a picture', () => {
  const parts = pictures.map((picture) => findPart(picture.test));
  expect(parts).toEqual(allLabs.map(({ part }) => part));
});

describe.each(pictures.map((picture) => [picture.file, picture] as const))(
  '%s',
  (file, picture) => {
    const svg = read(file);

    test('shows the run as it is today (else: npx tsx tools/handout/pictures/write.ts)', async () => {
      expect(await drawPicture(await reference, picture)).toBe(svg);
    });

    test('is small, and needs nothing from elsewhere', () => {
      expect(Buffer.byteLength(svg)).toBeLessThan(mostBytes);
      expect(svg).not.toMatch(/href|url\(|<script/);
    });

    test('stands in the handout, which explains its numbers one by one', () => {
      const handout = read(path.posix.join(path.posix.dirname(file), 'README.md'));
      const [before = '', after = ''] = handout.split(`](${path.posix.basename(file)})`);
      const [explanation = ''] = after.split(/^## /m);
      expect(before).toMatch(/!\[[^\]]{20,}$/);
      const numbers = [...explanation.matchAll(/\((\d)(?:, (\d))?\)/g)].flatMap(([, ...found]) =>
        found.flatMap((digit: string | undefined) => (digit === undefined ? [] : [Number(digit)])),
      );
      expect(numbers).toEqual(picture.moments.map((_, i) => i + 1));
    });
  },
);

test('the pictures are well-formed', async () => {
  const { valid, errors } = await validateXML({
    xml: pictures.map(({ file }) => ({ fileName: path.basename(file), contents: read(file) })),
    schema: [{ fileName: 'any.xsd', contents: anySchema }],
  });
  expect(errors).toEqual([]);
  expect(valid).toBe(true);
});

test('a moment that the run no longer has is an error that says what to do', async () => {
  const [picture] = pictures;
  if (picture === undefined) throw new Error('there is no picture');
  const wrong = { ...picture, moments: [/S9 is cut off/] };
  await expect(drawPicture(await reference, wrong)).rejects.toThrow(
    /TestReElection3A with seed 1 has no \/S9 is cut off\/ .* a run of another seed/,
  );
});

/** Allows whatever is well-formed below an `svg`. */
const anySchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/2000/svg">
  <xs:element name="svg"><xs:complexType>
    <xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:anyAttribute processContents="skip"/>
  </xs:complexType></xs:element>
</xs:schema>`;

function findPart(name: string): string | undefined {
  return allLabs.find(({ scenarios }) => scenarios.some((each) => each.name === name))?.part;
}

function read(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8');
}
