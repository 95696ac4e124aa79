import { nodeProcess } from "../node.ts";
import { version } from "../version.ts";
import type { Surroundings } from "./model.ts";
import { SourceFiles, toPath } from "./source-maps.ts";

/** What this engine can tell about the files of a stack: everything in Node, nothing but the names in a browser. */
export function surroundings(): Surroundings {
  return nodeProcess ? inNode(nodeProcess) : inBrowser();
}

function inNode(process: NodeJS.Process): Surroundings {
  const files = new SourceFiles();
  const folder = process.cwd().replaceAll("\\", "/").replace(/\/$/, "");
  return {
    version,
    platform: `node ${process.versions.node} ${process.platform}`,
    map: (frame) => files.map(frame),
    text: (file, line) => files.line(file, line),
    show: (file) => {
      if (file === "") return "";
      const path = (toPath(file) ?? file).replaceAll("\\", "/");
      return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
    },
  };
}

function inBrowser(): Surroundings {
  const { navigator, location } = globalThis as { navigator?: { userAgent?: string }; location?: { origin?: string } };
  const origin = location?.origin ?? "";
  return {
    version,
    platform: navigator?.userAgent ?? "unknown",
    map: (frame) => frame,
    text: () => undefined,
    show: (file) => (origin !== "" && file.startsWith(`${origin}/`) ? file.slice(origin.length + 1) : file),
  };
}
