/** Runs something once for each way its draws can come out, up to a limit; then with drawn ways as often again. */
export function everyWay(limit: number, run: (draw: (choices: number) => number) => boolean): boolean | "unknown" {
  const path: { taken: number; choices: number }[] = [];
  for (let count = 0; count < limit; count++) {
    let at = 0;
    const found = run((choices) => {
      const step = (path[at] ??= { taken: 0, choices });
      at++;
      return step.taken;
    });
    if (found) return true;
    path.length = at;
    while (path.length > 0) {
      const last = path.at(-1);
      if (last && ++last.taken < last.choices) break;
      path.pop();
    }
    if (path.length === 0) return false;
  }
  let state = 1;
  for (let count = 0; count < limit; count++) {
    const draw = (choices: number): number => (state = (state * 48_271) % 2_147_483_647) % choices;
    if (run(draw)) return true;
  }
  return "unknown";
}
