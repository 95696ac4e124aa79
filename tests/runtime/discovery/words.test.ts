import { describe, expect, it } from "vitest";
import { exportRole } from "../../../src/runtime/discovery/words.ts";

describe("what the name of an export says", () => {
  it.each([
    ["malloc", "acquire", ""],
    ["_free", "release", ""],
    ["__pin", "acquire", ""],
    ["__unpin", "release", ""],
    ["MyClass__constructor", "acquire", "my_class"],
    ["MyClass__destructor", "release", "my_class"],
    ["hb_blob_create", "acquire", "hb_blob"],
    ["hb_blob_destroy", "release", "hb_blob"],
  ])("%s", (name, role, stem) => {
    expect(exportRole(name)).toEqual({ role, stem });
  });

  it.each(["__wbindgen_malloc", "emscripten_stack_alloc", "stackAlloc", "webidl_malloc", "freemem", "set_new_handler"])(
    "%s says nothing",
    (name) => {
      expect(exportRole(name)).toBeUndefined();
    },
  );
});
