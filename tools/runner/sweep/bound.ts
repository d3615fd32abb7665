/**
 * The highest failure rate that is still plausible: if the true rate were above it, so few failures
 * in so many runs would come with a probability below 5% (the one-sided Clopper-Pearson bound). With no
 * failure in n runs this is about 3 / n.
 *
 * @returns a probability between 0 and 1
 */
export function failureRateBound(runs: number, failed: number): number {
  if (failed >= runs) return 1;
  let low = failed / runs;
  let high = 1;
  while (high - low > 1e-9) {
    const rate = (low + high) / 2;
    if (atMost(failed, runs, rate) > 0.05) low = rate;
    else high = rate;
  }
  return high;
}

/** The probability of at most that many failures in so many runs. */
function atMost(failed: number, runs: number, rate: number): number {
  let logTerm = runs * Math.log1p(-rate);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= failed; k++) {
    logTerm += Math.log((runs - k + 1) / k) + Math.log(rate) - Math.log1p(-rate);
    sum += Math.exp(logTerm);
  }
  return sum;
}
