const CALLS = 64;

/** Milliseconds that grow, read from the real clock every 64th time: a loop of handles asks far more often than it matters. */
export function coarseClock(): () => number {
  let calls = 0;
  let time = performance.now();
  return () => {
    if (++calls % CALLS === 0) time = performance.now();
    return time;
  };
}
