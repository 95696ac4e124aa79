import type { AllocatorSite } from "../allocator/index.ts";
import { s32, u32, ValueType, type Signature } from "../module/index.ts";
import { Op } from "./opcodes.ts";

/** Indices that the rewritten module adds; wrappers refer to them. */
export interface Additions {
  /** Type of the hook: six i32 in, one out. */
  readonly hookType: number;
  /** The table with the hook in slot 0. */
  readonly table: number;
  /** 1 while an allocator function runs or nobody listens. */
  readonly depth: number;
  /** What `depth` goes back to when JavaScript enters: 1 while nobody listens. */
  readonly off: number;
  /** The exported function that is running, or the hash of the functions that are. */
  readonly context: number;
  /** The stack pointer below which the hook is warned. */
  readonly limit: number;
  readonly stackPointer: { readonly index: number; readonly wide: boolean } | undefined;
}

/** Hook number by which a wrapper tells that the shadow stack ran low. */
export const STACK_SITE = -1;

const get = (index: number): number[] => [Op.localGet, ...u32(index)];
const set = (index: number): number[] => [Op.localSet, ...u32(index)];
const getGlobal = (index: number): number[] => [Op.globalGet, ...u32(index)];
const setGlobal = (index: number): number[] => [Op.globalSet, ...u32(index)];
const number = (value: number): number[] => [Op.i32Const, ...s32(value)];
const call = (index: number): number[] => [Op.call, ...u32(index)];

function argumentsOf(type: Signature): number[] {
  return type.params.flatMap((_, index) => get(index));
}

/** What of an address of memory64 does not fit into 32 bits: events of blocks above 4 GiB pass by unseen. */
const highBits = (value: number[]): number[] => [...value, Op.i64Const, 32, Op.i64ShrU, Op.i32WrapI64];

/** A parameter as a 32-bit number. */
function parameter(type: Signature, index: number | undefined): number[] {
  if (index === undefined) return number(0);
  return type.params[index] === ValueType.i64 ? [...get(index), Op.i32WrapI64] : get(index);
}

function stackPointer({ stackPointer: pointer }: Additions): number[] {
  if (pointer === undefined) return number(0);
  return pointer.wide ? [...getGlobal(pointer.index), Op.i32WrapI64] : getGlobal(pointer.index);
}

function callHook(to: Additions, site: number, pointer: number[], size: number[], result: number[]): number[] {
  return [
    ...number(site),
    ...pointer,
    ...size,
    ...result,
    ...stackPointer(to),
    ...getGlobal(to.context),
    ...number(0),
    Op.callIndirect,
    ...u32(to.hookType),
    ...u32(to.table),
  ];
}

function body(locals: readonly (readonly [number, number])[], code: number[]): Uint8Array {
  return new Uint8Array([
    ...u32(locals.length),
    ...locals.flatMap(([count, type]) => [...u32(count), type]),
    ...code,
    Op.end,
  ]);
}

/**
 * The body that takes the place of an allocator function: runs the original, moved to index `moved`, and tells the hook.
 * A release asks first, and a hook that answers 1 keeps the block from being freed.
 */
export function siteWrapper(
  to: Additions,
  site: AllocatorSite,
  number_: number,
  type: Signature,
  moved: number,
): Uint8Array {
  const run = [...argumentsOf(type), ...call(moved)];
  const isWide = site.pointer !== undefined && type.params[site.pointer] === ValueType.i64;
  const above = isWide ? [...highBits(get(site.pointer)), Op.i32Or] : [];
  const passThrough = [...getGlobal(to.depth), ...above, Op.if, Op.empty, ...run, Op.return, Op.end];
  const enter = [...number(1), ...setGlobal(to.depth)];
  const leave = [...number(0), ...setGlobal(to.depth)];
  const resultType = type.results[0];
  const local = type.params.length;
  const locals: [number, number][] = resultType === undefined ? [] : [[1, resultType]];
  const keep = resultType === undefined ? [] : set(local);
  const give = resultType === undefined ? [] : get(local);
  const pointer = parameter(type, site.pointer);
  const single = parameter(type, site.size);
  const size = site.count === undefined ? single : [...single, ...parameter(type, site.count), Op.i32Mul];
  if (site.role === "release") {
    const asked = [...callHook(to, number_, pointer, size, number(0)), Op.i32Eqz];
    const freeing = [Op.if, Op.empty, ...run, ...keep, Op.end];
    return body(locals, [...passThrough, ...enter, ...asked, ...freeing, ...leave, ...give]);
  }
  const result = resultType === ValueType.i64 ? [...give, Op.i32WrapI64] : give;
  const hooked = [...callHook(to, number_, pointer, size, result), Op.drop];
  const told =
    resultType === ValueType.i64 ? [...highBits(give), Op.i32Eqz, Op.if, Op.empty, ...hooked, Op.end] : hooked;
  return body(locals, [...passThrough, ...enter, ...run, ...keep, ...told, ...leave, ...give]);
}

/** The parts of {@link entryWrapper} around the numbers that differ, for functions of so many parameters. */
function entryParts(
  to: Additions,
  parameters: number,
): readonly [before: number[], between: number[], after: number[]] {
  const depth = parameters;
  const context = depth + 1;
  const declared = [...u32(1), ...u32(2), ValueType.i32];
  const enter = [...getGlobal(to.depth), ...set(depth), ...getGlobal(to.off), ...setGlobal(to.depth)];
  const given = Array.from({ length: parameters }, (_, index) => get(index)).flat();
  const leave = [...get(depth), ...setGlobal(to.depth), ...get(context), ...setGlobal(to.context)];
  return [
    [...declared, ...enter, ...getGlobal(to.context), ...set(context), Op.i32Const],
    [...setGlobal(to.context), ...given, Op.call],
    [...leave, Op.end],
  ];
}

/**
 * Makes bodies of exported functions: they note which one JavaScript called, and clear what a trap may have left behind.
 * A module may export thousands, so what they have in common is made once.
 */
export function entryWrappers(to: Additions): (entry: number, type: Signature, moved: number) => Uint8Array {
  const known = new Map<number, ReturnType<typeof entryParts>>();
  return (entry, type, moved) => {
    const { length } = type.params;
    let parts = known.get(length);
    if (parts === undefined) known.set(length, (parts = entryParts(to, length)));
    const [before, between, after] = parts;
    const code = before.slice();
    code.push(...s32(entry), ...between, ...u32(moved), ...after);
    return new Uint8Array(code);
  };
}

/** A number that differs between functions and spreads well under `context * 31 + hash`. */
export function functionHash(index: number): number {
  return Math.imul(index + 1, 0x9e37_79b1) | 0;
}

/** The body of any function in the option `functions`: hashes the path of calls and watches the shadow stack. */
export function contextWrapper(to: Additions, index: number, type: Signature, moved: number): Uint8Array {
  const saved = type.params.length;
  const low = [...stackPointer(to), ...getGlobal(to.limit), Op.i32LtU, Op.if, Op.empty];
  const warn = [...callHook(to, STACK_SITE, number(index), number(0), number(0)), Op.drop, Op.end];
  return body(
    [[1, ValueType.i32]],
    [
      ...[...getGlobal(to.context), Op.localTee, ...u32(saved), ...number(31), Op.i32Mul],
      ...[...number(functionHash(index)), Op.i32Add, ...setGlobal(to.context)],
      ...(to.stackPointer === undefined ? [] : [...low, ...warn]),
      ...argumentsOf(type),
      ...call(moved),
      ...[...get(saved), ...setGlobal(to.context)],
    ],
  );
}
