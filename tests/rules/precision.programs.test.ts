import { runRule } from "./support/run-rule.ts";

// What random programs that run have shown of the paths of a function, each beside what stays a report.

runRule("require-release", {
  valid: [
    {
      name: "the same value decides in two switches",
      code: `export function f(M, kind) {
        let at = 0;
        switch (kind) { case "list": at = M._malloc(8); break; case "map": M.prepare(); break; }
        M.run(at);
        switch (kind) { case 'list': M._free(at); break; default: M.done(); }
      }`,
    },
    {
      name: "the same answer of a predicate decides twice",
      code: `const isThing = (value) => typeof value === "object" && value instanceof M.Thing;
      export function f(M, value) {
        const thing = isThing(value) ? value : new M.Thing();
        thing.run();
        if (!isThing(value)) thing.delete();
      }
      export function g(M, list) {
        const at = Array.isArray(list) ? M._malloc(8) : 0;
        M.run(at);
        if (Array.isArray(list)) M._free(at);
      }`,
    },
    {
      name: "a predicate whose type says what it asks",
      language: "ts",
      code: `function isThing(value: any): value is Thing {
        if (!value) return false;
        return value.type !== undefined && "run" in value;
      }
      export function f(M: any, value: unknown) {
        const thing = isThing(value) ? value : new M.Thing();
        thing.run();
        if (!isThing(value)) { thing.delete(); }
      }`,
    },
    {
      name: "its own, and not the one it was lent",
      code: `export function f(M, own) {
        const shared = new M.Thing();
        const used = own ? new M.Thing() : shared;
        used.run();
        if (used !== shared) used.delete();
        shared.delete();
      }`,
    },
    {
      name: "asked for in the condition that acquires",
      code: `export function f(M) {
        let at;
        if ((at = M._malloc(8)) === 0) return 0;
        M._free(at);
        return 1;
      }`,
    },
    {
      name: "a default that is not needed",
      code: `function make(M) { return new M.Thing(); }
      export function f(M) {
        let thing = make(M);
        thing ??= new M.Thing();
        thing.delete();
      }`,
    },
    {
      name: "the values of a map, taken with their keys",
      code: `export function f(M, names) {
        const map = new Map();
        for (const name of names) map.set(name, new M.Thing());
        try {
          M.run();
          throw new Error("stopped");
        } finally {
          for (const [, thing] of map) thing.delete();
        }
      }`,
    },
    {
      name: "a closure that is made only where the condition holds that it asks for",
      code: `function scoped(M, work) {
        const thing = new M.Thing();
        try { return work(thing); } finally { thing.delete(); }
      }
      export function f(M, c, n) {
        if (c && n !== 1) {
          scoped(M, (thing) => {
            const at = M._malloc(2);
            thing.run(at);
            if (c) M._free(at);
          });
        }
        if (n) M.run();
        else scoped(M, () => {
          const at = M._malloc(2);
          M.run(at);
          if (!n) M._free(at);
        });
      }`,
    },
    {
      name: "three flags that say who owns, more paths than are told apart",
      code: `export function f(M, a, b, c) {
        let first = 0;
        let ownsFirst = false;
        if (!c) { first = M._malloc(8); ownsFirst = true; }
        first ||= M.lent();
        if (ownsFirst) M._free(first);
        let second = 0;
        let ownsSecond = false;
        if (!b) { second = M._malloc(8); ownsSecond = true; }
        let third = 0;
        let ownsThird = false;
        if (!a) { third = M._malloc(8); ownsThird = true; }
        if (ownsThird) M._free(third);
        if (ownsSecond) M._free(second);
        if (!second) return 0;
        M.run();
      }`,
    },
    {
      name: "what a condition that never changes decided before the loop",
      code: `export function f(M, kind, n) {
        for (let i = 0; i < n; i++) {
          let at = 0;
          if (kind === 1) at = M._malloc(8);
          for (let j = 0; j < n; j++) M.run(at);
          if (kind === 1) M._free(at);
        }
      }`,
    },
    {
      name: "a variable that only a closure fills, which was not called",
      code: `export function f(M, b) {
        let at = 0;
        const fill = () => { at = M._malloc(8); };
        if (!b) fill();
        if (at) {
          M._free(at);
          const other = b ? M._malloc(4) : 0;
          M.run(other);
        }
      }`,
    },
    {
      name: "a helper that does what its argument says",
      code: `function freeIf(M, at, really) { if (really) M._free(at); }
      function make(M, really) { if (!really) return 0; return M._malloc(8); }
      function check(really) { if (!really) throw new Error("refused"); }
      export function f(M, a) {
        const at = make(M, a);
        M.run(at);
        freeIf(M, at, a);
      }
      export function g(M, a) {
        const at = M._malloc(8);
        freeIf(M, at, !a);
        if (a) freeIf(M, at, true);
      }
      export function h(M, a) {
        check(a);
        const at = M._malloc(8);
        M.run(at);
        if (a) M._free(at);
      }`,
    },
    {
      name: "a field that is released before it is filled again",
      code: `export class Box {
        constructor(M, a) {
          this.part = M._malloc(8);
          if (a) {
            M._free(this.part);
            this.part = 0;
            throw new Error("refused");
          }
          M._free(this.part);
          this.part = M._malloc(16);
          this.thing = new M.Thing();
          this.thing?.delete();
          this.thing = new M.Thing();
        }
        delete(M) { M._free(this.part); this.thing.delete(); }
      }`,
    },
    {
      name: "a condition under which the closure is made rules out the other way",
      code: `function scoped(M, work) { M.run(work(M)); }
      export function f(M, b) {
        const at = b ? 0 : M._malloc(2);
        if (at) {
          scoped(M, () => {
            const other = M._malloc(2);
            if (!b) M._free(other);
          });
          M._free(at);
        }
      }`,
    },
    {
      name: "released by one finally, after which another returns something else",
      code: `export function f(M, list) {
        try {
          const at = M._malloc(8);
          try { M.run(at); return list; } finally { M._free(at); }
        } finally { return list; }
      }
      export function g(M, list) {
        try {
          const at = M._malloc(8);
          const made = M._malloc(8);
          try { M.run(at); return made; } finally { M._free(at); }
        } finally { M.done(); }
      }`,
    },
    {
      name: "a helper that calls itself",
      code: `function freeDeep(M, at, depth) {
        if (depth > 0) freeDeep(M, at, depth - 1);
        else M._free(at);
      }
      export function f(M, n) { const at = M._malloc(8); freeDeep(M, at, n); }`,
    },
    {
      name: "a guard before the closure that asks again",
      code: `function scoped(M, work) {
        const thing = new M.Thing();
        try { return work(thing); } finally { thing.delete(); }
      }
      export function f(M, b) {
        if (b) return 0;
        return scoped(M, (thing) => {
          const at = M._malloc(2);
          thing.run(at);
          if (!b) M._free(at);
        });
      }`,
    },
    {
      name: "by what a promise does last, which is waited for",
      code: `export async function f(M) {
        const thing = new M.Thing();
        await M.later(thing).finally(() => thing.delete());
        const at = M._malloc(8);
        await M.later(at).then(() => M.run()).then(() => M._free(at));
      }`,
    },
    {
      name: "released by a closure that stands in a list",
      code: `export function f(M) {
        const at = M._malloc(8);
        const ends = [() => M._free(at)];
        for (const end of ends) end();
      }`,
    },
    {
      name: "released through a generator that is given it",
      code: `function* over(list) { for (const each of list) yield each; }
      export function f(M) {
        const at = M._malloc(8);
        for (const each of over([at])) M._free(each);
      }`,
    },
    {
      name: "the two parts of a list that a helper gives",
      code: `function pair(M) { return [M._malloc(1), M._malloc(2)]; }
      function freeBoth(M, a, b) { M._free(a); M._free(b); }
      export function f(M) {
        const [first, second] = pair(M);
        try { M.run({ first }); freeBoth(M, first, second); } finally { M.done(); }
      }`,
    },
  ],
  invalid: [
    {
      name: "a predicate that may change its answer, or is asked of another value",
      code: `
        const isThing = (value) => typeof value === "object";
        export function f(M, value, other) {
          const thing = isThing(value) ? new M.Thing() : undefined;
                                         ~~~~~~~~~~~~~ [path]
          if (isThing(other)) thing?.delete();
        }
        export function g(M, value) {
          const thing = isThing(value) ? new M.Thing() : undefined;
                                         ~~~~~~~~~~~~~ [path]
          value = M.next();
          if (isThing(value)) thing?.delete();
        }
        const isReady = (value) => value.ready;
        export function h(M, value) {
          const thing = isReady(value) ? new M.Thing() : undefined;
                                         ~~~~~~~~~~~~~ [path]
          if (isReady(value)) thing?.delete();
        }
      `,
    },
    {
      name: "another kind decides in the second switch",
      code: `
        export function f(M, kind) {
          let at = 0;
          switch (kind) { case "list": at = M._malloc(8); break; case "map": M.prepare(); break; }
                                            ~~~~~~~~~~~~ [never]
          M.run(at);
          switch (kind) { case "map": M._free(at); break; default: M.done(); }
        }
      `,
    },
    {
      name: "a helper that frees only where its argument says so",
      code: `
        function freeIf(M, at, really) { if (really) M._free(at); }
        export function f(M, really) {
          const at = M._malloc(8);
                     ~~~~~~~~~~~~ [path]
          freeIf(M, at, really);
        }
        export function g(M) {
          const at = M._malloc(8);
                     ~~~~~~~~~~~~ [never]
          freeIf(M, at, false);
        }
      `,
    },
    {
      name: "a helper that runs the closure it is given, which frees only sometimes",
      code: `
        function scoped(M, work) {
          const thing = new M.Thing();
          try { return work(thing); } finally { thing.delete(); }
        }
        export function f(M, really) {
          const at = M._malloc(8);
                     ~~~~~~~~~~~~ [path]
          scoped(M, (thing) => { if (really) M._free(at); else thing.run(at); });
        }
      `,
    },
    {
      name: "a field that its own constructor overwrites, or leaves filled when it throws",
      code: `
        export class Box {
          constructor(M, a) {
            this.part = M._malloc(8);
                        ~~~~~~~~~~~~ [overwritten]
            this.part = M._malloc(16);
                        ~~~~~~~~~~~~~ [path]
            const made = new M.Thing();
                         ~~~~~~~~~~~~~ [path]
            this.thing = made;
            if (a) throw new Error("refused");
          }
          use(M) { M.run(this.part); }
          delete(M) { M._free(this.part); this.thing.delete(); }
        }
      `,
    },
    {
      name: "something else is returned in its place",
      code: `
        export function f(M, really) {
          const at = M._malloc(8);
                     ~~~~~~~~~~~~ [path]
          try { M.run(); return at; } finally { if (really) return 0; }
        }
      `,
    },
    {
      name: "a closure that asks for what may have changed since it was made",
      code: `
        export function f(M, c, later) {
          let ready = M.ready();
          if (ready && c.open) {
            later(() => {
              const at = M._malloc(2);
                         ~~~~~~~~~~~~ [path]
              if (ready) M._free(at);
            });
            later(() => {
              const at = M._malloc(2);
                         ~~~~~~~~~~~~ [path]
              if (c.open) M._free(at);
            });
          }
          ready = false;
        }
      `,
    },
    {
      name: "a helper that only gives back what it is given",
      code: `
        function checked(at) { return at; }
        export function f(M, n) {
          const at = M._malloc(8);
                     ~~~~~~~~~~~~ [path]
          const same = checked(at);
          if (n > 1) return 0;
          M._free(same);
          return 1;
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "nothing runs after a method of null was called",
      code: `export function f(M, list) {
        const at = M._malloc(8);
        let thing = new M.Thing();
        for (const each of list) {
          thing.run(each);
          M._free(at);
          thing = null;
        }
      }`,
    },
    {
      name: "null, after a helper that frees only sometimes was given it",
      code: `function freeIf(M, at, really) { if (really) M._free(at); }
      function freeBoth(M, a, b) { M._free(a); M._free(b); }
      export function f(M, a) {
        const at = M._malloc(8);
        freeIf(M, at, a);
        if (at === 0) freeBoth(M, at, at);
      }`,
    },
    {
      name: "a variable that a closure may fill",
      code: `export function f(M, a) {
        let at = 0;
        const fill = () => { at = M._malloc(8); };
        if (a) fill();
        if (!a) M._free(at);
        M._free(at);
      }`,
    },
    {
      name: "what a constant outside of the closure holds where it runs",
      code: `export function f(M, scoped, a, b) {
        const at = a ? 0 : M._malloc(4);
        M._free(at);
        scoped(() => {
          const end = () => M._free(at);
          if (a) end();
          if (!b && a) M._free(at);
        });
      }`,
    },
    {
      name: "an address that is 0, whoever gave it",
      code: `export function f(M, stack, n) {
        const at = stack.adopt(M._malloc(4), M._free);
        if (at === 0) for (let i = 0; i < n; i++) M._free(at);
        const other = M.lent();
        if (other === 0) M._free(other);
        else M.run();
        if (other === 0) M._free(other);
      }`,
    },
  ],
  invalid: [
    {
      name: "by a helper whose argument says so, and by a closure that it runs",
      code: `
        function freeIf(M, at, really) { if (really) M._free(at); }
        function scoped(M, work) {
          const thing = new M.Thing();
          try { return work(thing); } finally { thing.delete(); }
        }
        export function f(M) {
          const at = M._malloc(8);
          freeIf(M, at, true);
          M._free(at);
          ~~~~~~~~~~~ [again]
          const other = M._malloc(8);
          scoped(M, () => M._free(other));
          M._free(other);
          ~~~~~~~~~~~~~~ [again]
        }
      `,
    },
    {
      name: "by a helper that awaits first",
      code: `
        async function end(thing) { await 0; thing.delete(); }
        export async function f(M) {
          const thing = new M.Thing();
          thing.delete();
          await end(thing);
                ~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "a helper that only gives back what it is given",
      code: `function same(at) { return at; }
      export function f(M) { const at = M._malloc(8); M._free(at); return same(at) === at; }`,
    },
  ],
  invalid: [
    {
      name: "by another name, after the block that `using` ends with",
      code: `
        export function f(M) {
          let kept;
          {
            using thing = new M.Thing();
            kept = thing;
          }
          kept.run();
          ~~~~~~~~~~ [plain]
          const other = new M.Thing();
          other.delete();
        }
      `,
    },
    {
      name: "of what the last round left",
      options: [{ report: "possible" }],
      code: `
        export function f(M, n) {
          let thing = new M.Thing();
          for (let i = 0; i < n; i++) {
            const old = thing;
            for (let j = 0; j < n; j++) {
              thing = new M.Thing();
              old.run();
              ~~~~~~~~~ [plain]
              thing.delete();
            }
          }
        }
      `,
    },
  ],
});
