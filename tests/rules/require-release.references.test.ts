import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "a reference that is given back, on every path or by a registry",
      options: [{ report: "possible" }],
      code: `
        export function a(n) {
          const ast = Z3.mk_ast(context, n);
          Z3.ast_inc_ref(context, ast);
          try { return Z3.ast_hash(context, ast); } finally { Z3.ast_dec_ref(context, ast); }
        }
        export class Ast {
          constructor(ast) {
            this.ptr = ast;
            Z3.ast_inc_ref(context, this.ptr);
            registry.register(this, () => Z3.ast_dec_ref(context, ast), this);
          }
        }
        export class Local {
          constructor(n) {
            const ast = Z3.mk_ast(context, n);
            Z3.ast_inc_ref(context, ast);
            this.ptr = ast;
          }
          dispose() { Z3.ast_dec_ref(context, this.ptr); }
        }
      `,
    },
    {
      name: "a reference for somebody else: a parameter, an element, a module that never gives one back",
      options: [{ report: "possible" }],
      code: `
        export function hold(ast) { Z3.ast_inc_ref(context, ast); }
        export function drop(ast) { Z3.ast_dec_ref(context, ast); }
        export function all(list) { for (const ast of list) Z3.ast_inc_ref(context, ast); }
        export function forC(n) { const model = Z3.mk_model(context, n); Z3.model_inc_ref(context, model); }
        export function looked(map, key) { const ast = map.get(key); Z3.ast_inc_ref(context, ast); return Z3.ast_hash(context, ast); }
      `,
    },
    {
      name: "two references given back one after the other",
      code: "export function f(n) { const p = M._make(n); M._Py_IncRef(p); M._Py_IncRef(p); M._Py_DecRef(p); M._Py_DecRef(p); }",
    },
  ],
  invalid: [
    {
      name: "a reference that one path keeps",
      code: `
        export function hash(n) {
          const ast = Z3.mk_ast(context, n);
          Z3.ast_inc_ref(context, ast);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (n > 9) return 0;
          const hash = Z3.ast_hash(context, ast);
          Z3.ast_dec_ref(context, ast);
          return hash;
        }
      `,
    },
    {
      name: "a reference that a helper returns and its caller drops",
      options: [{ report: "possible" }],
      code: `
        export const free = (params) => Z3.params_dec_ref(context, params);
        function toParams(key) {
          const params = Z3.mk_params(context);
          Z3.params_inc_ref(context, params);
          Z3.params_set_bool(context, params, key);
          return params;
        }
        export function set(solver) {
          Z3.solver_set_params(context, solver, toParams("a"));
                                                ~~~~~~~~~~~~~ [temporary]
        }
      `,
    },
    {
      name: "an object of Python's",
      options: [{ report: "possible" }],
      code: `
        export const done = (p) => M._Py_DecRef(p);
        export function f(n) {
          const p = M._make(n);
          M._Py_IncRef(p);
          ~~~~~~~~~~~~~~~ [never]
          return M._length(p);
        }
      `,
    },
  ],
});
