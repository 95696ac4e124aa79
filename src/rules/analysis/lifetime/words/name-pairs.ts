import { wordsOf } from "./native-callee.ts";

const making = new Set(
  (
    "create make new alloc allocate malloc open acquire build init initialize initialise start begin load construct setup " +
    "parse decode from with clone copy get read compile prepare instantiate spawn"
  ).split(" "),
);
const ending = new Set(
  (
    "destroy free delete dispose release close dealloc deallocate end exit term terminate deinit uninit finalize finalise " +
    "fini shutdown drop cleanup clean up quit unref teardown unload"
  ).split(" "),
);

// What a name may say of a block of memory beside what it is for.
const filler = new Set("struct structure ptr pointer object obj instance handle mem memory".split(" "));

/** `allocParamsStruct` and `freeParams`: one of them also says what it is that is made. */
export function namesNearly(maker: string, ender: string): boolean {
  const withoutFiller = (name: string): string[] => wordsOf(name).filter((word) => !filler.has(word));
  const made = withoutFiller(maker);
  const ended = withoutFiller(ender);
  if (made.some((word) => !making.has(word)) && namesSame(made.join("_"), ended.join("_"))) return true;
  // `ext_ram_file_data_new` and `file_data_delete`: the first also says whose it is.
  const of = made.filter((word) => !making.has(word)).join(" ");
  const ofEnd = ended.filter((word) => !ending.has(word));
  return ofEnd.length > 1 && ofEnd.length < ended.length && of.endsWith(` ${ofEnd.join(" ")}`);
}

/** `xmlXPathNewContext` and `xmlXPathFreeContext`, `vorbis_init` and `vorbis_exit`: without their verbs the two names are one. */
export function namesSame(maker: string, ender: string): boolean {
  const made = wordsOf(maker);
  const ended = wordsOf(ender);
  const of = made.filter((word) => !making.has(word));
  const ofEnd = ended.filter((word) => !ending.has(word));
  return of.length < made.length && ofEnd.length < ended.length && of.join(" ") === ofEnd.join(" ");
}
