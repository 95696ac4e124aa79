import { runRule } from "./support/run-rule.ts";

const start = 'import CanvasKitInit from "canvaskit-wasm";\nconst CK = await CanvasKitInit();\n';

runRule("require-manage", {
  valid: [
    {
      name: "classes that end, register or hand out what they are given",
      options: [{ report: "possible" }],
      code: `${start}
        class Disposed { constructor(impl) { this.impl = impl; } dispose() { this.impl.delete(); } }
        class Freed { constructor(impl) { this.impl = impl; } free() { release(this.impl); } }
        class Symbolic { constructor(impl) { this.impl = impl; } [Symbol.dispose]() { this.x(); } }
        class Managed { constructor(impl) { this.impl = impl; manage(this, impl); } }
        class Getter { constructor(impl) { this.impl = impl; } get inner() { return this.impl; } }
        class Listed { constructor(impl) { this.impl = impl; } into(list) { list.push(this.impl); } }
        class Passed { constructor(impl) { this.impl = impl; keepAlive(impl); } }
        export const made = [
          () => new Disposed(new CK.Paint()), () => new Freed(new CK.Paint()), () => new Symbolic(new CK.Paint()),
          () => new Managed(new CK.Paint()), () => new Getter(new CK.Paint()), () => new Listed(new CK.Paint()),
          () => new Passed(new CK.Paint()),
        ];
      `,
    },
    {
      name: "classes with a parent or an heir, fields that others read, and what somebody else has as well",
      options: [{ report: "possible" }],
      code: `${start}
        import { Base } from "./base.js";
        class Heir extends Base { constructor(impl) { super(); this.impl = impl; } }
        class Parent { constructor(paint) { this.paint = paint; } }
        class Child extends Parent {}
        class Public { constructor(inner) { this.inner = inner; } }
        class Unpacked { constructor(handle) { this.handle = handle; } }
        class Plain { constructor(own) { this.own = own; } draw(canvas) { canvas.drawPaint(this.own); } }
        export function end(encoder, other) { encoder.inner.delete(); const { handle } = other; handle.delete(); }
        export const a = () => new Heir(new CK.Paint());
        export const b = () => new Parent(new CK.Paint());
        export const c = () => new Public(new CK.Paint());
        export const d = () => new Unpacked(new CK.Paint());
        export function e(impl) { return new Plain(impl); }
        export function f() { const impl = new CK.Paint(); return { impl, plain: new Plain(impl) }; }
        export function g(canvas) { const impl = new CK.Paint(); new Plain(impl).draw(canvas); impl.delete(); }
        class Carrier { constructor(carried) { this.carried = carried; } }
        export const i = () => new Carrier(new CK.Paint());
        export const one = new Plain(new CK.Paint());
        let only;
        export function h() { return (only ??= new Plain(new CK.Paint())); }
      `,
    },
    {
      name: "parents that may know of the field",
      options: [{ report: "possible" }],
      code: `${start}
        import { Base } from "./base.js";
        class Known { dispose() { this.paint.delete(); } }
        export class Here extends Known { constructor() { super(); this.paint = new CK.Paint(); } dispose() { super.dispose(); } }
        export class Tracked extends Base {
          constructor() { super(); this.paint = new CK.Paint(); this.track(this.paint); }
          dispose() { super.dispose(); }
        }
        export class Given extends Base { constructor() { super(); this.paint = new CK.Paint(); } dispose() { super.dispose(this.paint); } }
        export class Silent extends Base { constructor() { super(); this.paint = new CK.Paint(); } }
        export class More extends Base { constructor() { super(); this.paint = new CK.Paint(); } dispose() { this.stop(); super.dispose(); } }
        export class Early extends Base {
          constructor() { const paint = new CK.Paint(); super(paint); this.paint = paint; }
          dispose() { super.dispose(); }
        }
      `,
    },
    {
      name: "a field that the parent declares",
      options: [{ report: "possible" }],
      language: "ts",
      code: `${start}
        import { Base } from "./base.js";
        export class Declared extends Base {
          declare paint: unknown;
          constructor() { super(); this.paint = new CK.Paint(); }
          dispose() { super.dispose(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "methods that end nothing but by their names",
      options: [{ report: "possible" }],
      code: `${start}
        class Brush {
          constructor(paint, strokes) { this.paint = paint; this.strokes = strokes; }
          draw(canvas) { canvas.drawPaint(this.paint); this.strokes += 1; }
          reset_strokes = () => { this.strokes = fresh(this.canvas); };
          stop() { this.strokes = 0; }
        }
        class Ended {
          constructor(paint) { this.paint = paint; }
          draw(canvas) { canvas.drawPaint(this.paint); }
          stop() { for (const key of Object.keys(this)) this[key] = null; }
        }
        class Scoped {
          constructor(paint) { this.paint = paint; }
          draw(canvas) { canvas.drawPaint(this.paint); }
          reset() { this.canvas.destroyAll(); }
        }
        export const brush = () => new Brush(new CK.Paint(), 0);
                                             ~~~~~~~~~~~~~~ [given]
        export const others = [() => new Ended(new CK.Paint()), () => new Scoped(new CK.Paint())];
      `,
    },
    {
      name: "what is acquired for an object that only keeps it",
      options: [{ report: "possible" }],
      code: `${start}
        export class Encoder {
          static create() {
            const impl = new CK.Paint();
                         ~~~~~~~~~~~~~~ [given]
            return new Encoder(impl);
          }
          static of() { return new this(new CK.Paint()); }
                                        ~~~~~~~~~~~~~~ [given]
          constructor(impl) { this.impl = impl; }
          tint(color) { this.impl.setColor(color); }
        }
        class Pen {
          #paint;
          constructor(paint) { this.#paint = paint; }
          draw(canvas) { canvas.drawPaint(this.#paint); }
        }
        export function pen(color) {
          const paint = new CK.Paint();
                        ~~~~~~~~~~~~~~ [given]
          paint.setColor(color);
          return new Pen(paint);
        }
      `,
    },
    {
      name: "a parameter property",
      options: [{ report: "possible" }],
      language: "ts",
      code: `${start}
        class Encoder {
          constructor(private readonly impl: { setColor(color: number): void }) {}
          tint(color: number) { this.impl.setColor(color); }
        }
        export const make = () => new Encoder(new CK.Paint());
                                              ~~~~~~~~~~~~~~ [given]
      `,
    },
    {
      name: "an end that only the parent of another file has, which cannot know of the field",
      options: [{ report: "possible" }],
      code: `${start}
        import { Base } from "./base.js";
        export class Layer extends Base {
          constructor() {
            super();
            this.paint = new CK.Paint();
                         ~~~~~~~~~~~~~~ [unmanaged]
          }
          dispose() { super.dispose(); }
        }
        export class Sheet extends Base {
          paint = new CK.Paint();
                  ~~~~~~~~~~~~~~ [unmanaged]
          dispose() {
            this.stop();
            super.dispose();
          }
        }
      `,
    },
  ],
});
