export { findAllocator, type FindOptions } from "./find.ts";
export type { Allocator, AllocatorOption, AllocatorSite } from "./sites.ts";
