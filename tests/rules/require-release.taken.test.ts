import { runRule } from "./support/run-rule.ts";

// What a call takes by value it has taken, whatever fails behind it.

runRule("require-release", {
  valid: [
    {
      name: "the way out of a call that failed, through finally",
      options: [{ report: "possible" }],
      code: `
        /** @param {import("@matrix-org/matrix-sdk-crypto-wasm").OlmMachine} machine */
        export async function receive(machine, room, user, bytes) {
          const bundle = await machine.getReceivedRoomKeyBundleData(room, user);
          if (!bundle) return false;
          try {
            await machine.receiveRoomKeyBundle(bundle, bytes);
          } catch (error) {
            console.warn(error);
            throw error;
          } finally {
            await machine.clearRoomPendingKeyBundle(room);
          }
          return true;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what fails before it",
      options: [{ report: "possible" }],
      code: `
        /** @param {import("@matrix-org/matrix-sdk-crypto-wasm").OlmMachine} machine */
        export async function receive(machine, room, user) {
          const bundle = await machine.getReceivedRoomKeyBundleData(room, user);
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
          if (!bundle) return false;
          const bytes = await download(bundle.url);
          await machine.receiveRoomKeyBundle(bundle, bytes);
          return true;
        }
      `,
    },
  ],
});
