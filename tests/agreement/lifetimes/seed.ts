/**
 * Other programs in every run; the seed stands in the message of a failure, and `WASM_LEAKS_SEED=7 npm test` repeats it.
 * What it finds becomes a fixed case, or a named limit.
 */
export const seed: number = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);
