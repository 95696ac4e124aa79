/** Runs in Node's loader thread: appends to the ES modules of the packages it was told. */
import type { InitializeHook, LoadHook } from "node:module";
import { appendedCode } from "../../runtime/discovery/transform.ts";
import { packageOf } from "../../runtime/tracker/frames.ts";
import type { SourceHookData } from "./source-hooks.ts";

const packages = new Set<string>();

export const initialize: InitializeHook<SourceHookData> = (data) => {
  for (const name of data.packages) packages.add(name);
};

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  const name = packageOf(url);
  if (loaded.format !== "module" || name === undefined || !packages.has(name)) return loaded;
  const source =
    typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source ?? new Uint8Array());
  return { ...loaded, source: source + appendedCode(source) };
};
