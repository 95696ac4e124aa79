/**
 * The programs are the same in every run until somebody asks for others: `WASM_LEAKS_SEED=7 npm test`. A seed that finds
 * a disagreement becomes a fixed case, or a named limit.
 */
export const seed: number = Number(process.env["WASM_LEAKS_SEED"] ?? 20261121);
