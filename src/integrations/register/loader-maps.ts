/**
 * `ts-node/esm` compiles in Node's loader thread and maps stacks there alone: here they show lines of code that no file holds.
 * Node itself maps them from the maps inside that code, once it is told to keep those.
 */
export function mapWhatLoadersCompile(process: NodeJS.Process): void {
  const options = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  if (/ts-node[\\/]esm/.test(options)) process.setSourceMapsEnabled(true);
}
