import { runRule } from "./support/run-rule.ts";

// Types that the file has written say which package a value is of, also where nobody asks a type checker.

const walletCore = `import type { WalletCore } from "@trustwallet/wallet-core";`;

runRule("require-release", {
  valid: [
    {
      name: "where nothing is written",
      options: [{ report: "possible" }],
      code: `
        export function a({ core, words }) { const seed = core.make(words); return seed.look(3); }
        export class Panel { words() { const seed = this.props.core.make(128); return seed.look(); } }
      `,
    },
    {
      name: "released, and types that are somebody else's",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        ${walletCore}
        interface Input { core: WalletCore; words: string }
        export function a({ core, words }: Input) {
          const seed = core.HDWallet.createWithMnemonic(words, "");
          try { return seed.mnemonic(); } finally { seed.delete(); }
        }
        interface Other { core: Kernel; words: string }
        export function b({ core, words }: Other) { const seed = core.make(words); return seed.look(3); }
        type Loop = Loop2 & { x: Loop };
        type Loop2 = Loop;
        export function c({ core }: Loop) { const seed = core.make(3); return seed.look(3); }
      `,
    },
  ],
  invalid: [
    {
      name: "a package that is imported needs no types",
      code: `
        import { initWasm } from "@trustwallet/wallet-core";
        export async function words() {
          const core = await initWasm();
          const seed = core.HDWallet.create(128, "");
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return seed.mnemonic();
        }
      `,
    },
    {
      name: "a part of a parameter, a member of an interface that extends another, a field",
      language: "ts",
      code: `
        ${walletCore}
        interface Base { core: WalletCore }
        interface Input extends Base { words: string }
        type Props = Readonly<{ core: WalletCore }> & { words: string };
        export const a = ({ core, words }: Input): string => {
          const seed = core.HDWallet.createWithMnemonic(words, "");
          try {
            const key = seed.getMasterKey(0);
                        ~~~~~~~~~~~~~~~~~~~~ [never]
            return key.description();
          } finally {
            seed.delete();
          }
        };
        export function b(input: { deps: Props }) {
          const seed = input.deps.core.HDWallet.create(128, "");
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return seed.mnemonic();
        }
        export class Wallet {
          #deps: Props;
          constructor(deps: Props) { this.#deps = deps; }
          get core(): WalletCore { return this.#deps.core; }
          words() {
            const seed = this.core.HDWallet.create(128, "");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return seed.mnemonic();
          }
          own() {
            const { core: module } = this.#deps;
            const seed = module.HDWallet.create(128, "");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return seed.mnemonic();
          }
        }
      `,
    },
    {
      name: "the props of a component, and what functions of the file give",
      language: "ts",
      code: `
        import React from "react";
        ${walletCore}
        interface Props { core: WalletCore }
        export const View: React.FC<Props> = ({ core }) => {
          const seed = core.HDWallet.create(128, "");
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return seed.mnemonic();
        };
        export class Panel extends React.Component<Props> {
          words() {
            const seed = this.props.core.HDWallet.create(128, "");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return seed.mnemonic();
          }
        }
        declare const services: { wallet(): Promise<WalletCore> };
        export async function words() {
          const seed = (await services.wallet()).HDWallet.create(128, "");
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return seed.mnemonic();
        }
      `,
    },
  ],
});
