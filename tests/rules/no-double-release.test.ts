import { runRule } from "./support/run-rule.ts";

runRule("no-double-release", {
  valid: [
    {
      name: "once on every path",
      code: "function f(n) { const p = M._malloc(n); if (n) { M._free(p); return; } M._free(p); }",
    },
    {
      name: "set to 0 in between",
      code: "function f(n) { let p = M._malloc(n); M._free(p); p = 0; if (p) M._free(p); M._free(p); }",
    },
    {
      name: "elements of an array",
      code: "function f(n) { const all = []; for (let i = 0; i < n; i++) all.push(M._malloc(4)); for (const p of all) M._free(p); }",
    },
    { name: "freeing null", code: "function f() { const p = null; M._free(p); M._free(p); }" },
    {
      name: "a clone has a count of its own",
      code: "function f() { const a = new M.Image(); const b = a.clone(); a.delete(); b.delete(); }",
    },
    {
      name: "keys of collections",
      code: "function f(map, set, key) { map.delete(key); map.delete(key); set.delete(key); }",
    },
    {
      name: "a field that a method fills again in between",
      code: "class A { reset() { M._free(this.ptr); this.fill(); M._free(this.ptr); } fill() { this.ptr = M._malloc(4); } }",
    },
  ],
  invalid: [
    {
      name: "an address, an object, an outer place",
      code: `
        function f(n) {
          const p = M._malloc(n);
          M._free(p);
          M._free(p);
          ~~~~~~~~~~ [again]
          const h = new M.Image();
          h.delete();
          h.delete();
          ~~~~~~~~~~ [again]
        }
        class A {
          free() {
            M._free(this.ptr);
            M._free(this.ptr);
            ~~~~~~~~~~~~~~~~~ [again]
          }
        }
      `,
    },
    {
      name: "in catch and in finally, through a helper",
      code: `
        function drop(p) { M._free(p); }
        function f(n) {
          const p = M._malloc(n);
          try {
            if (n > 4) throw new Error("big");
          } catch {
            drop(p);
          } finally {
            M._free(p);
            ~~~~~~~~~~ [again]
          }
        }
      `,
    },
    {
      name: "after a call that used it up",
      code: `
        import { SecretsBundle, OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";
        export async function f(json) {
          const machine = await OlmMachine.initialize("user", "device");
          const bundle = SecretsBundle.from_json(json);
          await machine.importSecretsBundle(bundle);
          bundle.free();
          ~~~~~~~~~~~~~ [again]
          machine.close();
        }
      `,
    },
    {
      name: "a shared object that every call frees, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        const scratch = new Ammo.btVector3();
        export function cast(world, x) {
          scratch.setValue(x, 0, 0);
          world.cast(scratch);
          Ammo.destroy(scratch);
          ~~~~~~~~~~~~~~~~~~~~~ [outer]
        }
      `,
    },
    {
      name: "something whose making is not seen, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function f(image) {
          image.delete();
          image.delete();
          ~~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});
