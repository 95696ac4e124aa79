import { runRule } from "./support/run-rule.ts";

// What a call is given and the file releases right after, such a call does not take elsewhere either.

const head = `import { getQuickJS } from "quickjs-emscripten";`;

runRule("require-release", {
  valid: [
    {
      name: "a call of this name takes, where nothing shows the contrary",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export async function a(later) { const vm = (await getQuickJS()).newContext(); later.resolve(vm); }
        export async function b(later) { const vm = (await getQuickJS()).newContext(); later.stack.add(vm); }
        export async function c(other, value) { other.stack.add(value); value.draw(); }
      `,
    },
    {
      name: "settled with what is disposed of",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export async function a(text) {
          const vm = (await getQuickJS()).newContext();
          const deferred = vm.newPromise();
          const value = vm.newString(text);
          deferred.resolve(value);
          value.dispose();
          vm.dispose();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the promise of QuickJS takes nothing",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export function a(vm, text) {
          const deferred = vm.newPromise();
          const value = vm.newString(text);
                        ~~~~~~~~~~~~~~~~~~ [never]
          deferred.resolve(value);
          return deferred.handle;
        }
        export function b(vm, deferredPromise, text) { deferredPromise.reject(vm.newString(text)); }
                                                                              ~~~~~~~~~~~~~~~~~~ [temporary]
      `,
    },
    {
      name: "shown elsewhere in the file",
      options: [{ report: "possible" }],
      code: `
        import { HDWallet } from "@trustwallet/wallet-core";
        export function a(stack, words) {
          const wallet = HDWallet.createWithMnemonic(words, "");
          stack.add(wallet);
          wallet.delete();
        }
        export function b(stack, words) {
          const wallet = HDWallet.createWithMnemonic(words, "");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          stack.add(wallet);
        }
      `,
    },
  ],
});
