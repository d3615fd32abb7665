/** The parts of the course's lab. */
export type CoursePart = '3A' | '3B' | '3C' | '3D';

/** The course's parts, and what goes beyond the course. */
export type Part = CoursePart | 'phases' | 'explore';
