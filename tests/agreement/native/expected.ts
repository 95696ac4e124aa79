import type { Verdict } from "../../../src/runtime/heap/scan/types.ts";

/** Blocks per verdict that one call of a case leaves behind; `{}` when it leaves nothing. */
export type Expected = Partial<Record<Verdict, number>>;

/** The cases of `native/cpp/leaks`. */
export const CPP: Readonly<Record<string, Expected>> = {
  missing_delete: { "definitely lost": 1 },
  owner_missing_delete: { "definitely lost": 1, "indirectly lost": 2 },
  shared_cycle: { cycle: 2 },
  shared_cycle_payload: { "cycle": 2, "indirectly lost": 2 },
  self_cycle: { cycle: 1 },
  lost_list: { "definitely lost": 1, "indirectly lost": 9 },
  lost_string_vector: { "definitely lost": 1, "indirectly lost": 4 },
  lost_arena: { "definitely lost": 1 },
  // A pointer that was changed by xor is no pointer to a scan, as with LeakSanitizer.
  hidden_pointer: { "definitely lost": 1 },
  vector_behind_global: { "still reachable": 10 },
  list_behind_global: { "still reachable": 10 },
  arena_behind_global: { "still reachable": 2 },
  healthy_delete: {},
  healthy_pointers: {},
  healthy_containers: {},
};

/** The cases of `native/rust/leaks`. */
export const RUST: Readonly<Record<string, Expected>> = {
  healthy_box: {},
  healthy_rc: {},
  healthy_weak: {},
  healthy_arc: {},
  healthy_refcell: {},
  healthy_mutex: {},
  lazy_global: { "still reachable": 24 },
  rc_cycle: { "cycle": 2, "indirectly lost": 2 },
  rc_self_cycle: { "cycle": 1, "indirectly lost": 1 },
  forget_string: { "definitely lost": 1 },
  forget_vec: { "definitely lost": 1, "indirectly lost": 3 },
  box_leak_nowhere: { "definitely lost": 1 },
  box_leak_static: { "still reachable": 1 },
  into_raw: { "definitely lost": 1 },
  manually_drop: { "definitely lost": 1 },
};
