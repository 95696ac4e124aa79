import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "slots of the function table that native code goes on to call, or that are given back",
      options: [{ report: "possible" }],
      code: `
        export function listen(mod, channel, tell) {
          const slot = mod.addFunction((level) => tell(channel, level), "vf");
          mod._mixer_set_meter(channel, slot);
        }
        export function once(mod, tell) {
          const slot = mod.addFunction((level) => tell(level), "vf");
          mod._mixer_set_meter(0, slot);
          try { mod._mixer_run(); } finally { mod._mixer_set_meter(0, 0); mod.removeFunction(slot); }
        }
        export class Db {
          watch(mod, db, tell) {
            this.slot = mod.addFunction((row) => tell(row), "vi");
            mod._db_set_hook(db, this.slot);
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a slot for one call: taken off again, told of an object that ends here, or collecting what is returned",
      options: [{ report: "possible" }],
      code: `
        export async function transcode(ready, id, bitrate) {
          const mod = await ready;
          const slot = mod.addFunction((done) => self.postMessage({ id, done }), "vi");
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const job = mod._job_create(bitrate);
          try {
            mod._job_set_progress(job, slot);
            mod._job_run(job);
          } finally {
            mod._job_destroy(job);
          }
        }
        export function useMeter(mixer, channel) {
          useEffect(() => {
            const slot = mixer.addFunction((level) => setLevel(level), "vf");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            mixer._mixer_set_meter(channel, slot);
            return () => { mixer._mixer_set_meter(channel, 0); };
          }, [mixer, channel]);
        }
        export function shapeWithTrace(buffer) {
          const trace = [];
          const slot = Module.addFunction((text) => { trace.push(text); }, "vi");
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          Module._buffer_set_message_func(buffer, slot);
          Module._shape(buffer);
          return trace;
        }
      `,
    },
  ],
});
