import { runRule } from "./support/run-rule.ts";

// What an object is when its type is out of sight: by its name beside an import, by a test, by a comment, by its class's name.

runRule("require-release", {
  valid: [
    {
      name: "objects of the file's own, of another package, with another name",
      options: [{ report: "possible" }],
      code: `
        import { Other } from "other";
        import { HDWallet } from "@trustwallet/wallet-core";
        const hdWallet = { getMasterKey: (id) => ({ id }) };
        export function a(id) { const key = hdWallet.getMasterKey(id); return key.id + HDWallet.name; }
        export function b(client, id) { const key = client.getMasterKey(id); return key.id; }
        export function c(id) { const key = Other.wallet.getMasterKey(id); return key.id; }
        export class Own { getMasterKey(id) { return { id }; } d(id) { const key = this.getMasterKey(id); return key.id; } }
      `,
    },
    {
      name: "names without an import",
      options: [{ report: "possible" }],
      code: `
        export function a(hdWallet, id) { const key = hdWallet.getMasterKey(id); return key.id; }
        export function b(key) { const out = key.to_pkcs1_der(); return out.length; }
      `,
    },
    {
      name: "classes of the same name, and what a test or comment says of somebody else's",
      options: [{ report: "possible" }],
      code: `
        import { Reader } from "reader";
        import { JpegTurboEncoder, GroupSessionMessage } from "@codecs/wasm";
        /** @param {Reader} reader */
        export function a(reader) { const key = reader.getMasterKey("x"); return key.look(); }
        /** @param {import("@trustwallet/wallet-core").HDWallet[]} wallets */
        export function b(wallets) { const all = wallets.getMasterKey("x"); return all.look(); }
        export function c(reader) { if (reader instanceof Reader) { const key = reader.getMasterKey("x"); return key.look(); } return 0; }
        export function d(key) { const made = new GroupSessionMessage(key); return made.size + JpegTurboEncoder.name; }
      `,
    },
    {
      name: "known by a doc comment, released",
      options: [{ report: "possible" }],
      code: `
        /** @param {import("@trustwallet/wallet-core").HDWallet} wallet */
        export function a(wallet) { const key = wallet.getMasterKey("x"); try { return key.look(); } finally { key.delete(); } }
      `,
    },
  ],
  invalid: [
    {
      name: "called like the class or its last word, in a file that imports the package",
      options: [{ report: "possible" }],
      code: `
        import { HDWallet } from "@trustwallet/wallet-core";
        export class Account {
          constructor(wallet) { this.wallet = wallet; }
          a(id) { const key = this.wallet.getMasterKey(id); return key.id + HDWallet.name; }
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        }
      `,
    },
    {
      name: "a method with a name of Rust, beside the package that has it",
      options: [{ report: "possible" }],
      code: `
        const { RsaPrivateKey } = require("@hazae41/rsa.wasm");
        export function a(keys) { const der = keys.payment.to_pkcs1_der(); return der.length + RsaPrivateKey.name; }
                                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
    {
      name: "what a comment or a test says",
      options: [{ report: "possible" }],
      code: `
        import { HDWallet } from "@trustwallet/wallet-core";
        /** @typedef {import("@trustwallet/wallet-core").HDWallet} Reader */
        /** @param {Reader} reader */
        export function a(reader) { const key = reader.getMasterKey("x"); return key.look(); }
                                                ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        /** @type {import("@trustwallet/wallet-core").HDWallet | null} */
        let shared = null;
        export function b() { const key = shared.getMasterKey("x"); return key.look(); }
                                          ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
        export function c(value) { if (value instanceof HDWallet) { const key = value.getMasterKey(0); return key.look(); } return 0; }
                                                                                ~~~~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
    {
      name: "a class with a name that one package has, in the project's own module for wasm",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import { codecs } from "./lib/wasm-modules";
        import { RsaPrivateKey } from "./wasm";
        export function a(key: unknown) {
          const encoder = new codecs.HTJ2KEncoder(key);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return encoder.look();
        }
        export function c(key: RsaPrivateKey) { const der = key.to_pkcs1_der(); return der.length; }
                                                            ~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
    {
      name: "a class by the name of the function that loads it",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { HDWallet } from "@trustwallet/wallet-core";
        import { useHDWallet } from "./instances";
        export async function a(words: string, other: HDWallet) {
          const Instance = await retry(() => useHDWallet(), 3);
          const wallet = new Instance(words, "");
                         ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return wallet.words + other.words;
        }
      `,
    },
    {
      name: "queries of older versions of web-tree-sitter",
      options: [{ report: "possible" }],
      code: `
        import Parser from "web-tree-sitter";
        export function a(parser, text, tree) {
          const query = parser.getLanguage().query(text);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return query.captures(tree).length + Parser.name;
        }
      `,
    },
  ],
});
