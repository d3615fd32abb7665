/** `1 stretch`, `2 stretches` */
export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** `87 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
