import { runRule } from "./support/run-rule.ts";

const wrapper = `import { manage } from "wasm-leaks/runtime";
class Image {
  #p = exports._Image__constructor();
  constructor() { manage(this.#p, this, exports._Image__destructor); }
  get pointer() { return this.#p; }
}
`;

runRule("no-pointer-across-await", {
  invalid: [
    {
      name: "a wrapper that nothing ever held",
      code: `${wrapper}async function draw(ready) {
  const p = new Image().pointer;
  await ready;
  exports._Image__draw(p);
                       ~ [temporary]
  const { pointer } = new Image();
  for await (const frame of frames) exports._Image__blit(pointer, frame);
                                                         ~~~~~~~ [temporary]
}`,
    },
    {
      name: "a wrapper that is not used again",
      code: `${wrapper}async function draw(ready) {
  const image = new Image();
  const p = image.pointer;
  await ready;
  exports._Image__draw(p);
                       ~ [unused]
}
function* steps() {
  const image = new Image();
  const p = image.pointer;
  yield 1;
  exports._Image__draw(p);
                       ~ [unused]
}`,
    },
    {
      name: "on one way, weak references and registrations are no owners",
      code: `${wrapper}async function draw(ready) {
  const image = new Image();
  const ref = new WeakRef(image);
  manage(8, image, exports._Mask__destructor);
  const p = image.pointer;
  if (ready) await ready;
  exports._Image__draw(p);
                       ~ [unused]
}`,
      suggestions: [
        [
          {
            messageId: "again",
            output: `${wrapper}async function draw(ready) {
  const image = new Image();
  const ref = new WeakRef(image);
  manage(8, image, exports._Mask__destructor);
  const p = image.pointer;
  if (ready) await ready;
  exports._Image__draw(image.pointer);
}`,
          },
        ],
      ],
    },
    {
      name: "this and parameters, when possible is asked for",
      options: [{ report: "possible" }],
      code: `import { manage } from "wasm-leaks/runtime";
class Sound {
  #pointer = exports._Sound__constructor();
  constructor() { manage(this.#pointer, this, exports._Sound__destructor); }
  get pointer() { return this.#pointer; }
  async play(ready) {
    const pointer = this.#pointer;
    await ready;
    exports._Sound__play(pointer);
                         ~~~~~~~ [unused]
  }
  async stop(ready) {
    const pointer = this.#pointer;
    await ready;
    exports._Sound__stop(pointer);
    this.stopped = true;
  }
}
async function mix(sound, ready) {
  const pointer = sound.pointer;
  await ready;
  exports._Sound__mix(pointer);
                      ~~~~~~~ [unused]
}
mix(new Sound(), ready);`,
    },
    {
      name: "a wrapper of another module, when possible is asked for",
      options: [{ report: "possible" }],
      code: `import { Image } from "./image-wasm.js";
async function draw(ready) {
  const p = new Image().ptr;
  await ready;
  use(p);
      ~ [temporary]
}`,
    },
  ],
  valid: [
    {
      name: "this and parameters, by default",
      code: `${wrapper}class Sound {
  #pointer = exports._Sound__constructor();
  constructor() { manage(this.#pointer, this, exports._Sound__destructor); }
  async play(ready) {
    const pointer = this.#pointer;
    await ready;
    exports._Sound__play(pointer);
  }
}
async function mix(image, ready) {
  const pointer = image.pointer;
  await ready;
  exports._Image__mix(pointer);
}
mix(new Image(), ready);`,
    },
    {
      name: "the wrapper is used afterwards, read again, held by using, kept by others",
      code: `${wrapper}async function draw(ready, list) {
  const image = new Image();
  const p = image.pointer;
  await ready;
  exports._Image__draw(p);
  image.keep();
  const again = new Image();
  await ready;
  exports._Image__draw(again.pointer);
  const kept = new Image();
  list.push(kept);
  const q = kept.pointer;
  await ready;
  exports._Image__draw(q);
  const seen = new Image();
  button.onclick = () => seen.draw();
  const r = seen.pointer;
  await ready;
  exports._Image__draw(r);
}`,
    },
    {
      name: "using",
      language: "ts",
      code: `${wrapper}async function draw(ready: Promise<void>) {
  using image = new Image();
  const p = image.pointer;
  await ready;
  exports._Image__draw(p);
}`,
    },
    {
      name: "no suspension between, another way, a loop that uses the wrapper",
      code: `${wrapper}async function draw(ready, isLate) {
  await ready;
  const image = new Image();
  const p = image.pointer;
  exports._Image__draw(p);
  if (isLate) {
    await ready;
    return;
  }
  exports._Image__draw(p);
  const other = new Image();
  for (;;) {
    const q = other.pointer;
    await ready;
    exports._Image__draw(q);
  }
}`,
    },
    {
      name: "a wrapper the caller holds, a field that is no pointer, a wrapper of another module by default",
      code: `import { Font } from "./font-wasm.js";
${wrapper}async function draw(image, ready) {
  const p = image.pointer;
  await ready;
  exports._Image__draw(p);
  const width = new Image().width;
  const f = new Font().ptr;
  await ready;
  use(width, f);
}`,
    },
  ],
});
