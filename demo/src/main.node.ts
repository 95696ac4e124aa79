import { readFile } from "node:fs/promises";
import { browse } from "./gallery.ts";
import { loadNative } from "./native.ts";

await loadNative(await readFile(new URL("../../native/cpp/my-class/built/my-class.wasm", import.meta.url)));
browse();
