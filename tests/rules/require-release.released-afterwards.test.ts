import { runRule } from "./support/run-rule.ts";

// What a constructor or a native function is given, and the file releases afterwards, belongs to who gave it.

runRule("require-release", {
  valid: [
    {
      name: "nothing shows that the caller releases it: never, only where it failed, in a loop, or another argument",
      options: [{ report: "possible" }],
      code: `
        import { MakeEdge, MakeWire, MakeFace, MakeLoop } from "../generated/wasm/shapes";
        export function one(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const wire = new MakeWire(edge);
          maker.delete();
          return wire;
        }
        export function two(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const other = maker.Edge();
          const wire = new MakeWire(other);
          if (wire.fails) other.delete();
          const face = new MakeFace(point, edge);
          maker.delete();
          edge.delete();
          return [wire, face];
        }
        export function three(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const face = new MakeFace(edge, point);
          const last = maker.Edge();
          const loop = new MakeLoop(last);
          for (const each of point.parts) { each.draw(); last.delete(); }
          maker.delete();
          return [face, loop];
        }
      `,
    },
    {
      name: "an object of JavaScript that is made around it, and goes away with it",
      options: [{ report: "possible" }],
      code: `
        import { parse_text } from "../text/wasm"; import { Query } from "./query.js";
        export function first(data) { const text = parse_text(data); try { return new Query(text).first(); } finally { text.free(); } }
        export function open(data) { const text = parse_text(data); const query = new Query(text); return query; }
      `,
    },
    {
      name: "what was made of it is used and released after it",
      options: [{ report: "possible" }],
      code: `
        import { MakeEdge, MakeWire } from "../generated/wasm/shapes";
        export function length(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const wire = new MakeWire(edge);
          maker.delete();
          edge.delete();
          const length = wire.Length();
          wire.delete();
          return length;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "released after a constructor in one function, after a test of itself, and forgotten in another",
      options: [{ report: "possible" }],
      code: `
        import { MakeEdge, MakeWire, MakeFace } from "../generated/wasm/shapes";
        export function one(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
                       ~~~~~~~~~~~~ [never]
          const wire = new MakeWire(edge);
          maker.delete();
          return wire;
        }
        export function two(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const wire = new MakeWire(edge);
          if (point.isLong) wire.extend();
          const length = wire.Length();
          wire.delete();
          maker.delete();
          edge.delete();
          return length;
        }
        export function three(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
                       ~~~~~~~~~~~~ [never]
          const face = new MakeFace(edge);
          maker.delete();
          return face;
        }
        export function four(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const face = new MakeFace(edge);
          try {
            return face.Area();
          } finally {
            try { if (edge) edge.delete(); } catch {}
            face.delete();
            maker.delete();
          }
        }
      `,
    },
    {
      name: "a native function that makes something of a block of which it keeps nothing",
      code: `
        export function zeros(module, shape) {
          const list = module._malloc(shape.length * 4);
          shape.forEach((size, at) => module.setValue(list + at * 4, size, "i32"));
          const array = module._array_create(shape.length, list);
          module._free(list);
          return array;
        }
        export function ones(module, shape) {
          const list = module._malloc(shape.length * 4);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          shape.forEach((size, at) => module.setValue(list + at * 4, size, "i32"));
          return module._array_create(shape.length, list);
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "an object that is made of another one, which is released first",
      options: [{ report: "possible" }],
      code: `
        import { MakeEdge, MakeWire } from "../generated/wasm/shapes";
        export function length(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const wire = new MakeWire(edge);
          maker.delete();
          edge.delete();
          wire.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the same one twice",
      options: [{ report: "possible" }],
      code: `
        import { MakeEdge, MakeWire } from "../generated/wasm/shapes";
        export function length(point) {
          const maker = new MakeEdge(point);
          const edge = maker.Edge();
          const wire = new MakeWire(edge);
          maker.delete();
          edge.delete();
          edge.delete();
          ~~~~~~~~~~~~~ [again]
          wire.delete();
        }
      `,
    },
  ],
});
