import { browse } from "./gallery.ts";
import { loadNative } from "./native.ts";

const file = new URL("../../native/cpp/my-class/built/my-class.wasm", import.meta.url);
await loadNative(await (await fetch(file)).arrayBuffer());
browse();
document.body.textContent = "Browsed. The findings are in the console.";
