import { runRule } from "./support/run-rule.ts";

const start = 'import CanvasKitInit from "canvaskit-wasm";\nconst CK = await CanvasKitInit();\n';

runRule("require-release", {
  valid: [
    {
      name: "elements that are released, handed on or known to the caller when they leave a list",
      options: [{ report: "possible" }],
      code: `${start}
        export class Items {
          items = [];
          add(id) { this.items.push({ id, paint: new CK.Paint() }); }
          taken(at) { return this.items.splice(at, 1); }
          used(at) { const [item] = this.items.splice(at, 1); item.paint.delete(); }
          swept(at) { if (this.items[at].id > 10) { release(this.items[at].paint); this.items.splice(at, 1); } }
          inserted(at, item) { this.items.splice(at, 0, item); }
          released(at) { this.items[at].paint.delete(); this.items.splice(at, 1); }
          found(id) { this.items.find((item) => item.id === id)?.paint.delete(); this.items = this.items.filter((item) => item.id !== id); }
          known(item) { this.items = this.items.filter((each) => each !== item); }
          numbered(item) { this.items.splice(this.items.indexOf(item), 1); }
          compact() { this.items = this.items.filter(Boolean); }
          told(id) {
            this.items = this.items.filter((item) => {
              if (item.id === id) { item.paint.delete(); return false; }
              return true;
            });
          }
        }
      `,
    },
    {
      name: "lists of which the caller has the elements",
      options: [{ report: "possible" }],
      code: `${start}
        export class Lent {
          items = [];
          add(id) { this.items.push({ id, paint: new CK.Paint() }); }
          get(id) { return this.items.find((item) => item.id === id); }
          remove(id) { this.items = this.items.filter((item) => item.id !== id); }
        }
        export class Given {
          items = [];
          add(id) { const paint = new CK.Paint(); this.items.push({ id, paint }); return paint; }
          remove(at) { this.items.splice(at, 1); }
        }
      `,
    },
    {
      name: "caches that release what they drop, or hold nothing of the module",
      options: [{ report: "possible" }],
      code: `${start}
        const first = new Map();
        export function one(key) {
          let paint = first.get(key);
          if (!paint) {
            paint = new CK.Paint();
            first.set(key, paint);
            if (first.size > 10) {
              const oldest = first.keys().next().value;
              first.get(oldest).delete();
              first.delete(oldest);
            }
          }
          return paint;
        }
        const second = new Map();
        export function two(key) {
          if (!second.has(key)) {
            if (second.size > 10) {
              second.forEach((paint) => paint.delete());
              second.clear();
            }
            second.set(key, new CK.Paint());
          }
          return second.get(key);
        }
        const third = new Map();
        function drop() {
          for (const paint of third.values()) paint.delete();
          third.clear();
        }
        export function three(key) {
          if (!third.has(key)) {
            if (third.size > 10) drop();
            third.set(key, new CK.Paint());
          }
          return third.get(key);
        }
        const fourth = new Map();
        export function four(key) {
          if (!fourth.has(key)) {
            if (fourth.size > 10) fourth.clear();
            fourth.set(key, { key });
          }
          return fourth.get(key);
        }
        const fifth = new Map();
        export function five(key, paint) {
          fifth.set(key, paint);
          if (fifth.size > 10) fifth.clear();
          return paint;
        }
      `,
    },
    {
      name: "what a hook makes once, and the clean-up or somebody else releases",
      options: [{ report: "possible" }],
      code: `${start}
        import { useEffect, useRef, useState } from "react";
        import { useConstant } from "./hooks.js";
        export function Ended() {
          const other = useRef(null);
          const paint = useConstant(() => new CK.Paint());
          useEffect(() => () => { paint.delete(); other.current.delete(); }, []);
          return null;
        }
        export function Unminded({ watcher }) {
          const [paint] = useState(() => new CK.Paint());
          useEffect(() => () => watcher.stop(), []);
          return null;
        }
        export function Handed({ pool }) {
          const other = useRef(null);
          const paint = useConstant(() => new CK.Paint());
          const ended = useConstant(() => new CK.Paint());
          useDispose(ended);
          pool.push(paint);
          useEffect(() => { other.current = new CK.Path(); return () => other.current.delete(); }, []);
          return null;
        }
        export function usePaint() {
          const other = useRef(null);
          const paint = useConstant(() => new CK.Paint());
          useEffect(() => { other.current = new CK.Path(); return () => other.current.delete(); }, []);
          return paint;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "elements that leave a list by number or by a test",
      options: [{ report: "possible" }],
      code: `${start}
        export class Items {
          items = [];
          add(id) { this.items.push({ id, paint: new CK.Paint() }); }
          at(index) {
            this.items.splice(index, 1);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
          remove(id) {
            this.items = this.items.filter((item) => item.id !== id);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
          find(id) {
            const at = this.items.findIndex((item) => item.id === id);
            if (at >= 0) this.items.splice(at, 1);
                         ~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
          dispose() { for (const { paint } of this.items) paint.delete(); }
        }
        export class Sparks {
          sparks = [];
          add(age) { this.sparks.push({ age, paint: new CK.Paint() }); }
          sweep() {
            for (let i = this.sparks.length - 1; i >= 0; i--) {
              if (this.sparks[i].age > 10) this.sparks.splice(i, 1);
                                           ~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
            }
          }
        }
        let list = [];
        export function add(id) { list.push({ id, paint: new CK.Paint() }); }
        export function remove(id) {
          list = list.filter((item) => item.id !== id);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
        }
      `,
    },
    {
      name: "caches that make room, though what they hold is lent",
      options: [{ report: "possible" }],
      code: `${start}
        const first = new Map();
        export function one(key) {
          if (!first.has(key)) {
            if (first.size > 10) first.clear();
                                 ~~~~~~~~~~~~~ [dropped]
            first.set(key, new CK.Paint());
          }
          return first.get(key);
        }
        const second = new Map();
        export function two(key) {
          let paint = second.get(key);
          if (!paint) {
            paint = new CK.Paint();
            second.set(key, paint);
            if (second.size > 10) second.delete(second.keys().next().value);
                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
          return paint;
        }
        export class Cache {
          entries = new Map();
          get(key) {
            const known = this.entries.get(key);
            if (known) return known;
            const paint = new CK.Paint();
            this.entries.set(key, paint);
            this.shrink();
            return paint;
          }
          shrink() {
            while (this.entries.size > 10) {
              const [oldest] = this.entries.keys();
              this.entries.delete(oldest);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
            }
          }
        }
      `,
    },
    {
      name: "what a hook makes once, beside a clean-up that releases something else",
      options: [{ report: "possible" }],
      code: `${start}
        import { useEffect, useRef, useState } from "react";
        import { useConstant } from "./hooks.js";
        export function View() {
          const other = useRef(null);
          const paint = useConstant(() => new CK.Paint());
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmounted]
          const [path] = useState(() => new CK.Path());
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmounted]
          useEffect(() => { other.current = new CK.Path(); return () => other.current.delete(); }, []);
          useEffect(() => { paint.setColor(1); path.lineTo(1, 1); }, [paint, path]);
          return null;
        }
      `,
    },
  ],
});
