/** Gives back an object that lacks most of the contract. */
export function Make(): object {
  return { Start: () => ({ index: -1, term: 0, isLeader: false }) };
}
