export { findAllocator, type FindOptions } from "./find.ts";
export type { Allocator, AllocatorOption, AllocatorSite, Evidence, SiteOption, SiteRole } from "./sites.ts";
