import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../../src/index.ts";

// What a function makes and gives to somebody else, in the ways of frameworks, stores, queues and lists: nobody can be
// sure that it is lost, and where a name says that it is taken nothing is said at all.

const head = 'import cv from "@techstark/opencv-js";';
const given =
  "props, { state, other, mats, cache, image, channel, bus, target, pool, callback, handler, emitter, context }";

/** A component or function that makes a `Mat` and hands it over. */
function program(handOver: string, before = "", after = ""): string {
  return `${head} export function View(${given}) { ${before} async function load(n) {
    const m = new cv.Mat(n, n, cv.CV_8UC1); cv.imshow("c", m); ${handOver}
  } ${after} later(load); }`;
}

/** The same in a method of a class that extends one of another file. */
function method(handOver: string): string {
  return `${head} class View extends Base { load(n) {
    const m = new cv.Mat(n, n, cv.CV_8UC1); cv.imshow("c", m); ${handOver}
  } }`;
}

const linter = new Linter({ configType: "flat" });

function reports(code: string, level: "recommended" | "strict"): string[] {
  const { rules } = plugin.configs[level] as { rules: Linter.RulesRecord };
  const messages = linter.verify(
    code,
    [
      {
        files: ["**/*.tsx"],
        plugins: { "wasm-leaks": plugin },
        languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
        rules,
      } as Linter.Config,
    ],
    { filename: "view.tsx" },
  );
  return messages.map(({ message }) => message);
}

/** Somebody has it from here on. */
const taken: Record<string, string> = {
  "useState": program(
    "setMat(m);",
    "const [mat, setMat] = useState(null);",
    "useEffect(() => () => mat?.delete(), [mat]);",
  ),
  "useState, by a function": program(
    "setMat((old) => { old?.delete(); return m; });",
    "const [mat, setMat] = useState(null);",
  ),
  "useReducer": program('dispatch({ type: "mat", mat: m });', "const [state, dispatch] = useReducer(reducer, {});"),
  "an atom": program("setMat(m);", "const setMat = useSetAtom(matAtom);"),
  "a store's hook": program("setMat(m);", "const { setMat } = useStore();"),
  "a selected setter": program("setMat(m);", "const setMat = useStore((s) => s.setMat);"),
  "a store's method": program("store.setMat(m);", "const store = useStore();"),
  "pinia": program("store.$patch({ mat: m });", "const store = useMatStore();"),
  "vuex": program('store.commit("setMat", m);', "const store = useStore();"),
  "a setter of the props": program("props.setMat(m);"),
  "a context": program("setMat(m);", "const { setMat } = useContext(MatContext);"),
  "provide": program("provide(matKey, m);"),
  "a signal": program("setMat(m);", "const [mat, setMat] = createSignal();", "onCleanup(() => mat()?.delete());"),
  "a writable store": program("mat.set(m);", "const mat = writable(null);"),
  "a subject": program("mats$.next(m);", "const mats$ = new Subject();"),
  "a promise's resolver": program("resolve(m);", "let resolve; const p = new Promise((r) => { resolve = r; });"),
  "a defined property": program('Object.defineProperty(state, "mat", { value: m });'),
  "a cache": program("cache.put(image, m);"),
  "concat": program("mats = mats.concat(m);"),
  "splice": program("mats.splice(0, 0, m);"),
  "fill": program("mats.fill(m);"),
  "a pool that has it back": program("pool.release(m);"),
  "recycle": program("recycle(m);"),
  "its end, bound": program('emitter.once("close", m.delete.bind(m));'),
  "its end, called": program("m.delete.call(m);"),
  "an inherited setter": method("this.setMat(m);"),
  "a container of services": program("context.bind(Mat).toConstantValue(m);"),
};

/** Somebody is told of it who may keep it. */
const told: Record<string, string> = {
  "a callback of the props": program("props.onMat(m);"),
  "a callback of the class's props": method("this.props.onReady(m);"),
  "an inherited method": method("this.fromMat(m);"),
  "a channel": program("channel.send(m);"),
  "a bus": program("bus.post(m);"),
  "a function of nobody knows where": program("useMat(m);"),
  "what sets something up": program("handler.init(m);"),
};

describe("what a function hands over", () => {
  it.each(Object.entries(taken))("is not reported: %s", (_, code) => {
    expect(reports(code, "strict")).toEqual([]);
  });

  it.each(Object.entries(told))("is not certain to be lost: %s", (_, code) => {
    expect(reports(code, "recommended")).toEqual([]);
    expect(reports(code, "strict")).toEqual([
      expect.stringContaining("Nothing releases 'new cv.Mat(n, n, cv.CV_8UC1)'"),
    ]);
  });

  it.each(["draw(m);", "console.log(m.rows);", "cv.setIdentity(m);", "shader.setMat(m);"])(
    "is certain to be lost where it is only lent: %s",
    (use) => {
      expect(reports(program(use), "recommended")).toEqual([expect.stringContaining("Nothing releases")]);
    },
  );
});
