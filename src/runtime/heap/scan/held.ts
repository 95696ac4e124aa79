/** Numbers that may be pointers in the numeric fields of `values`, `depth` levels deep: what JavaScript holds keeps its block.
 * Reads own data properties only, so no getter of a program runs. Cyclic structures are fine. */
export function pointersIn(values: Iterable<unknown>, depth = 3): number[] {
  const pointers: number[] = [];
  const seen = new Set<object>();
  const visit = (value: unknown, left: number): void => {
    if (typeof value === "number" && Number.isInteger(value) && value !== 0) pointers.push(value >>> 0);
    else if (typeof value === "bigint" && value > 0n && value < 2n ** 32n) pointers.push(Number(value));
    else if (typeof value === "object" && value !== null && left > 0 && !seen.has(value)) {
      seen.add(value);
      // The elements of a buffer are bytes of something else, not pointers.
      if (ArrayBuffer.isView(value)) return;
      // Not only enumerable ones: Embind hides its `$$`.
      for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
        if ("value" in descriptor && key !== "length") visit(descriptor.value, left - 1);
      }
    }
  };
  for (const value of values) visit(value, depth);
  return pointers;
}
