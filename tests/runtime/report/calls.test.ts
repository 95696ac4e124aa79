import { describe, expect, it } from "vitest";
import { readableCall } from "../../../src/runtime/report/calls.ts";

describe("the call that made an object, as its reader knows it", () => {
  it.each([
    ["new World", "const world = new World();", "new World"],
    ["new Kg", "const events = new RAPIER.EventQueue(true);", "new RAPIER.EventQueue"],
    ["new Kg", "pair(new A(), new B());", undefined],
    ["a.Surface.makeImageSnapshot", "", "Surface.makeImageSnapshot"],
    ["Object.Ir [as crypto_generichash_init]", "", "crypto_generichash_init"],
    ["MatVector.MatVector$get [as get]", "", "MatVector.get"],
    ["prototype.<computed> [as create]", "", "create"],
    ["Surface.<computed> [as copy]", "", "Surface.copy"],
    ["QuickJSContext.get global [as global]", "", "QuickJSContext.global"],
    ["Function.create", "", "create"],
    ["Module.Manifold.cube", "", "Manifold.cube"],
    ["module.exports.get_encoding", "", "get_encoding"],
    ["_Tree.walk", "const cursor = tree.walk();", "Tree.walk"],
    ["new Resvg2", "const resvg = new Resvg(svg);", "new Resvg"],
    ["new b2Vec2", "const v = new b2Vec2(0, 1);", "new b2Vec2"],
    ["exports._MyClass__constructor", "", "_MyClass__constructor"],
    ["b.c", "b.c()", undefined],
    ["Object.<anonymous>", "", undefined],
    ["", "", undefined],
  ])("%s in %s", (name, line, expected) => {
    expect(readableCall(name, line)).toBe(expected);
  });
});
