/** Exports something else than `Make`. */
export function make(): object {
  return {};
}
