/** Name of an object's class, without running any of its code. */
export function classOf(value: object): string {
  if (typeof value === "function") return "function";
  try {
    for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const constructor = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
      if (typeof constructor !== "function") continue;
      const name = Object.getOwnPropertyDescriptor(constructor, "name")?.value as unknown;
      if (typeof name === "string" && name !== "") return name;
    }
  } catch {
    // A revoked proxy answers nothing.
  }
  return "Object";
}
