// The catalog is read at run time, so it goes beside the compiled code.
import { cpSync } from "node:fs";

cpSync("src/resources/catalog", "dist/resources/catalog", {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
