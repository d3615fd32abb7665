/** What the name of a downloaded file or folder says about whose work it is. */
export interface NameParts {
  /** Which platform's exports are named like this. */
  readonly platform: 'canvas' | 'moodle' | 'gradescope' | 'classroom' | 'plain';
  /** Unique within one download, and made of letters that every file system takes. */
  readonly id: string;
  /** The student as people read it. */
  readonly student: string;
  /** The platform's number or login of the student, for its import format. */
  readonly platformId: string;
  readonly isLate: boolean;
  /** What the file was called when it was handed in; absent for folders. */
  readonly original?: string;
}

const archive = /\.(zip|tar\.gz|tgz)$/i;

/** Whether a name is that of an archive that can be unpacked. */
export function isArchiveName(name: string): boolean {
  return archive.test(name);
}

/**
 * Reads the name of one entry of a download:
 *
 * - Canvas: `doejane_LATE_1234_56789_raft.zip`, where a second version is `raft-1.zip`
 * - Moodle: `Jane Doe_1234567_assignsubmission_file_`, a folder or the beginning of a file's name
 * - Gradescope: `submission_123456789`
 * - GitHub Classroom: `<assignment>-<login>` in a folder `<assignment>-submissions`
 * - anything else: the name itself is the student
 *
 * @param parent the name of the folder that holds the entry
 */
export function readName(name: string, parent: string): NameParts {
  return canvas(name) ?? moodle(name) ?? gradescope(name) ?? classroom(name, parent) ?? plain(name);
}

function canvas(name: string): NameParts | undefined {
  const match = /^([^_]+)_(?:(LATE)_)?(\d+)_(\d+)_(.+)$/.exec(name);
  if (match === null) return undefined;
  const [, student = '', late, user = '', , file = ''] = match;
  return {
    platform: 'canvas',
    id: safeId(`${student}_${user}`),
    student,
    platformId: user,
    isLate: late !== undefined,
    // Canvas numbers what was handed in again.
    original: file.replace(/-\d+(\.[a-z.]+)$/i, '$1'),
  };
}

function moodle(name: string): NameParts | undefined {
  const match = /^(.+)_(\d+)_assignsubmission_(?:file|onlinetext)_?(.*)$/.exec(name);
  if (match === null) return undefined;
  const [, student = '', participant = '', file = ''] = match;
  return {
    platform: 'moodle',
    id: safeId(`${student}_${participant}`),
    student,
    platformId: participant,
    isLate: false,
    ...(file === '' ? {} : { original: file }),
  };
}

function gradescope(name: string): NameParts | undefined {
  const match = /^submission_(\d+)$/.exec(name);
  if (match === null) return undefined;
  const [, number = ''] = match;
  const student = `submission ${number}`;
  return { platform: 'gradescope', id: name, student, platformId: number, isLate: false };
}

function classroom(name: string, parent: string): NameParts | undefined {
  const assignment = /^(.+)-submissions$/.exec(parent)?.[1];
  if (assignment === undefined || !name.startsWith(`${assignment}-`)) return undefined;
  const login = name.slice(assignment.length + 1);
  if (login === '') return undefined;
  return {
    platform: 'classroom',
    id: safeId(login),
    student: login,
    platformId: login,
    isLate: false,
  };
}

function plain(name: string): NameParts {
  const student = name.replace(archive, '').replace(/\.ts$/i, '');
  const id = safeId(student);
  return { platform: 'plain', id, student, platformId: student, isLate: false };
}

/** Ids become folder names; a student's own spelling stays in `student`. */
function safeId(text: string): string {
  const safe = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 80);
  return safe === '' ? 'unnamed' : safe;
}
