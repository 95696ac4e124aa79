import { existsSync, readdirSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { packageFiles } from "../../resources/catalog/index.ts";
import { packageByName } from "../../resources/catalog.ts";
import { appendedCommonJs } from "../../runtime/discovery/transform.ts";
import { packageOf } from "../../runtime/tracker/frames.ts";

/** What the loader thread is told. */
export interface SourceHookData {
  readonly packages: readonly string[];
}

interface Compiler {
  _compile: (this: unknown, content: string, file: string, ...more: unknown[]) => unknown;
}

/**
 * Watches classes that live in the closure of a package's own scripts. It costs a loader thread, so only programs pay
 * that can reach such a package, as the catalog knows it or `WASM_LEAKS_TRANSFORM` names it.
 *
 * @param from - folders whose `node_modules`, and those above, are looked into
 */
export function watchSources(from: readonly string[], named: string | undefined): void {
  const packages = new Set((named ?? "").split(",").filter((name) => name !== ""));
  for (const name of installed(from)) if (packageByName(name)?.style === "classes") packages.add(name);
  if (packages.size === 0) return;
  const data: SourceHookData = { packages: [...packages] };
  module.register(new URL(`./source-loader${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url), {
    data,
  });
  const prototype = (module.Module as unknown as { prototype: Compiler }).prototype;
  const compile = prototype._compile;
  prototype._compile = function (this: unknown, content: string, file: string, ...more: unknown[]): unknown {
    const name = packageOf(file);
    const text = name !== undefined && packages.has(name) ? content + appendedCommonJs(content) : content;
    return compile.call(this, text, file, ...more);
  };
}

/** Names of the catalog's packages that a program in one of the folders can import. */
function installed(from: readonly string[]): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  for (const start of from) {
    for (let folder = start; !seen.has(folder); folder = dirname(folder)) {
      seen.add(folder);
      for (const name of namesIn(join(folder, "node_modules"))) if (Object.hasOwn(packageFiles, name)) found.add(name);
    }
  }
  return found;
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : name,
  );
}
