import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { drawPicture, loadReference } from './draw.ts';
import { pictures } from './list.ts';

// Draws the pictures of all handouts anew: npx tsx tools/handout/pictures/write.ts
const reference = await loadReference();
for (const picture of pictures) {
  const svg = await drawPicture(reference, picture);
  writeFileSync(path.join(projectRoot, picture.file), svg);
  process.stdout.write(`${picture.file}: ${svg.length} bytes\n`);
}
