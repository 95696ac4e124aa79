import { runRule } from "./support/run-rule.ts";

// What a list, a map, a ref or a function is declared to hold or give has the methods of its class.

const wallets = `import type { HDWallet } from "@trustwallet/wallet-core";`;

runRule("require-release", {
  valid: [
    {
      name: "where nothing is written",
      options: [{ report: "possible" }],
      code: `export function a(all) { return all.map((each) => each.getMasterKey(0).look()); }`,
    },
    {
      name: "containers of something else, handed on, and types that lead nowhere",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        ${wallets}
        export function a(all: readonly HDWallet[]) { return all.map((each) => each.getMasterKey(0)); }
        export function b(all: Map<HDWallet, Reader>) { for (const [, each] of all) { const k = each.getMasterKey(0); k.look(); } }
        export function c(keys: Map<string, keyof HDWallet>) { return keys.get("a").getMasterKey(0).look(); }
        export function d(all: HDWallet[]) { const k = all.getMasterKey(0); return k.length; }
        type Loop = Loop[];
        export function e(loop: Loop) { const k = loop[0].getMasterKey(0); return k.length; }
        export function f() { const state = useState<Reader | null>(null); return state[0].getMasterKey(0).look(); }
        export function g(all: HDWallet[]) { for (const [i, each] of all.entries()) { const k = i.getMasterKey(each); k.look(); } }
      `,
    },
    {
      name: "released",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        ${wallets}
        export function a(all: Map<string, HDWallet>) {
          for (const [, each] of all) { const key = each.getMasterKey(0); try { key.look(); } finally { key.delete(); } }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "elements of lists and maps",
      language: "ts",
      code: `
        ${wallets}
        type Wallets = Map<string, HDWallet>;
        export function a(all: readonly HDWallet[]) {
          for (const each of all) { const key = each.getMasterKey(0); key.look(); }
                                                ~~~~~~~~~~~~~~~~~~~~ [never]
          return all.map((each) => each.getMasterKey(0).look());
                                   ~~~~~~~~~~~~~~~~~~~~ [never]
        }
        export function b(all: Wallets) {
          const key = all.get("a")!.getMasterKey(0);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          for (const [, each] of all) { const other = each.getMasterKey(0); other.look(); }
                                                      ~~~~~~~~~~~~~~~~~~~~ [never]
          for (const each of all.values()) { const other = each.getMasterKey(0); other.look(); }
                                                           ~~~~~~~~~~~~~~~~~~~~ [never]
          return key.look();
        }
        export class Pool {
          #all = new Map<string, HDWallet>();
          list: HDWallet[] = [];
          c(name: string) { const key = this.#all.get(name)!.getMasterKey(0); return key.look(); }
                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          d() { const key = this.list[0].getMasterKey(0); return key.look(); }
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        }
        export function e(all: Record<string, HDWallet>) {
          const key = all.first.getMasterKey(0);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return key.look();
        }
      `,
    },
    {
      name: "refs, states, functions, aliases and casts",
      language: "ts",
      code: `
        ${wallets}
        type Wallet = HDWallet | null;
        declare function open(): Promise<HDWallet>;
        export function a() {
          const ref = useRef<HDWallet | null>(null);
          const [state] = useState<HDWallet>();
          const one = ref.current!.getMasterKey(0);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const two = state!.getMasterKey(0);
                      ~~~~~~~~~~~~~~~~~~~~~~ [never]
          return one.look() + two.look();
        }
        export async function b() {
          const wallet = await open();
          const key = wallet.getMasterKey(0);
                      ~~~~~~~~~~~~~~~~~~~~~~ [never]
          return key.look();
        }
        export function c(wallet: Wallet, make: () => HDWallet, any: unknown) {
          const one = wallet!.getMasterKey(0);
                      ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const two = make().getMasterKey(0);
                      ~~~~~~~~~~~~~~~~~~~~~~ [never]
          const three = (any as HDWallet).getMasterKey(0);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return one.look() + two.look() + three.look();
        }
      `,
    },
  ],
});

// Objects that begin empty.

runRule("require-release", {
  valid: [
    {
      name: "what is put into them is freed, or they are handed on",
      options: [{ report: "possible" }],
      code: `
        export function run(size, sink) {
          const filter = new Object();
          filter.pointer = Module._malloc(size);
          Module.HEAPU8[filter.pointer] = 1;
          Module._free(filter.pointer);
          const kept = new Object();
          kept.pointer = Module._malloc(size);
          sink.filter = kept;
          const copy = new Object(size);
          return copy;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "nobody frees it",
      options: [{ report: "possible" }],
      code: `
        export function run(size) {
          const filter = new Object();
          filter.pointer = Module._malloc(size);
                           ~~~~~~~~~~~~~~~~~~~~ [never]
          return Module._run(filter.pointer);
        }
      `,
    },
  ],
});
