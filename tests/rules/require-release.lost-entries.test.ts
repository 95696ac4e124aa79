import { runRule } from "./support/run-rule.ts";

// Caches that lend what they keep, and collections that lose some of it.

runRule("require-release", {
  valid: [
    {
      name: "a cache whose entries are ended with it, and one that only hands what it made to its caller",
      options: [{ report: "possible" }],
      code: `
        const scanners = new Map();
        export function scanner(name) {
          let made = scanners.get(name);
          if (!made) { made = new Module.Scanner(name); scanners.set(name, made); }
          return made;
        }
        export function reload() {
          for (const made of scanners.values()) made.delete();
          scanners.clear();
        }
        const last = new Map();
        export function make(name) {
          const made = new Module.Scanner(name);
          last.set(name, made);
          return made;
        }
        export function forget(name) { last.delete(name); }
      `,
    },
    {
      name: "what leaves a collection is ended before, or another function ends all of them",
      options: [{ report: "possible" }],
      code: `
        export class History {
          states = [];
          commit(doc) {
            this.states.push(Module.capture(doc));
            if (this.states.length > 9) this.states.shift().delete();
          }
          undo() { const last = this.states.pop(); last.delete(); }
          dispose() { for (const state of this.states) state.delete(); this.states.length = 0; }
        }
        export class Pool {
          constructor(Ammo) { this.Ammo = Ammo; this.free = [new Ammo.btVector3(0, 0, 0)]; this.used = new Set(); }
          grow() { this.free.push(new this.Ammo.btVector3(0, 0, 0)); }
          dispose() {
            for (const each of [...this.free, ...this.used]) this.Ammo.destroy(each);
            this.used.clear();
            this.free.length = 0;
          }
        }
        export class Timers {
          entries = new Map();
          start(id, run) { const slot = Module.addFunction(run, "v"); this.entries.set(id, { slot }); }
          cancel(id) { Module.removeFunction(this.entries.get(id).slot); return this.entries.delete(id); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a cache that is emptied, by name or by get and set",
      options: [{ report: "possible" }],
      code: `
        const scanners = new Map();
        export function scanner(name) {
          let made = scanners.get(name);
          if (!made) {
            made = new cv.Mat(name);
            scanners.set(name, made);
          }
          return made;
        }
        export function reload() { scanners.clear(); }
                                   ~~~~~~~~~~~~~~~~ [dropped]
        const fonts = new Map();
        export function font(name) {
          const known = fonts.get(name);
          if (known) return known;
          const made = new cv.Mat(name);
          fonts.set(name, made);
          return made;
        }
        export function forget(name) { fonts.delete(name); }
                                       ~~~~~~~~~~~~~~~~~~ [dropped]
      `,
    },
    {
      name: "a tail that is cut off before another element is ended, an entry whose removal is returned, a pool whose other list is ended",
      options: [{ report: "possible" }],
      code: `
        export class History {
          states = [];
          commit(doc, at) {
            this.states.length = at;
            ~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
            this.states.push(Module.capture(doc));
            if (this.states.length > 9) this.states.shift().delete();
          }
          dispose() { for (const state of this.states) state.delete(); this.states.length = 0; }
        }
        export class Timers {
          entries = new Map();
          start(id, run) { const slot = Module.addFunction(run, "v"); this.entries.set(id, { slot }); }
          cancel(id) { return this.entries.delete(id); }
                              ~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
          dispose() { for (const { slot } of this.entries.values()) Module.removeFunction(slot); this.entries.clear(); }
        }
        export class Pool {
          constructor(Ammo) {
            this.Ammo = Ammo;
            this.free = [];
            this.used = new Set();
          }
          grow() { this.free.push(new this.Ammo.btVector3(0, 0, 0)); }
          dispose() {
            for (const each of this.used) this.Ammo.destroy(each);
            this.used.clear();
            this.free.length = 0;
            ~~~~~~~~~~~~~~~~~~~~ [dropped]
          }
        }
      `,
    },
  ],
});

// Two collections that have the same thing.

runRule("no-double-release", {
  valid: [
    {
      name: "both lose it, nobody reads the other, or it is only counted there",
      options: [{ report: "possible" }],
      code: `
        export class Bank {
          sounds = [];
          byName = new Map();
          load(name) { const made = new Module.Sound(name); this.sounds.push(made); this.byName.set(name, made); return made; }
          unload(name) {
            const made = this.byName.get(name);
            this.byName.delete(name);
            this.sounds = this.sounds.filter((each) => each !== made);
            made.delete();
          }
          drop() { const made = this.sounds.pop(); this.forget(made); made.delete(); }
          forget(made) { this.byName.delete(made.name); }
          play(name) { this.byName.get(name)?.play(); }
        }
        export class Counted {
          sounds = [];
          all = new Set();
          load(name) { const made = new Module.Sound(name); this.sounds.push(made); this.all.add(made); }
          drop() { this.sounds.pop().delete(); }
          get size() { return this.all.size; }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "one of the two keeps what the other gave up",
      options: [{ report: "possible" }],
      code: `
        export class Bank {
          sounds = [];
          byName = new Map();
          load(name) { const made = new Module.Sound(name); this.sounds.push(made); this.byName.set(name, made); return made; }
          unload(at) {
            const [made] = this.sounds.splice(at, 1);
            made.delete();
            ~~~~~~~~~~~~~ [entry]
          }
          play(name) { this.byName.get(name)?.play(); }
        }
      `,
    },
  ],
});
