import type { Allocator, AllocatorSite } from "./allocator/index.ts";
import { isChunkInUse, nextInUse, usableBytes } from "./checks/chunk.ts";
import { FreedBlocks } from "./checks/freed.ts";
import { FREED, firstOther, GUARD, setGuard } from "./checks/guard.ts";
import { Quarantine, writtenAfterRelease, type Quarantined } from "./checks/quarantine.ts";
import { FindingList, type HeapFinding, type HeapFindingKind } from "./findings.ts";
import type { Hook } from "./instrument/helper.ts";
import { STACK_SITE } from "./instrument/wrappers.ts";
import type { LedgerBlock } from "./ledger/blocks.ts";
import { Ledger } from "./ledger/ledger.ts";
import { StackStore, type StackMode } from "./ledger/stack-store.ts";
import type { Block, MemorySource } from "./types.ts";

/** Checks that cost more than a look-up; the releases are always checked. */
export interface CheckOptions {
  /** Fill the unused end of every block and look at it when the block is released. */
  readonly writePastEnd?: boolean;
  /** Hold released blocks back, filled with 0xDD, up to this many bytes (`true`: 1 MiB), and look for writes. */
  readonly writeAfterRelease?: boolean | number;
  /** Fill released memory with 0xDD, so that stale pointers in it do not count as references in a scan. */
  readonly fillReleased?: boolean;
  /** Keep the stack of every release too, to show it with a double release. */
  readonly releaseStacks?: boolean;
}

export interface RecorderOptions {
  readonly stacks: StackMode;
  readonly checks: CheckOptions;
  readonly onFinding: ((finding: HeapFinding) => void) | undefined;
  /** The current stack as text. */
  readonly capture: () => string;
}

const isResize = (site: AllocatorSite): boolean => site.role === "resize";

/** Receives the events of one module instance. */
export class HeapRecorder {
  readonly allocator: Allocator;
  readonly ledger: Ledger;
  readonly stacks: StackStore;
  readonly #findings: FindingList;
  readonly #sites: readonly AllocatorSite[];
  readonly #memory: MemorySource;
  readonly #checks: CheckOptions;
  readonly #freed = new FreedBlocks();
  readonly #quarantine: Quarantine | undefined;
  readonly #release: (site: number, address: number) => void;
  readonly #headers: boolean;
  readonly #exactSizes: boolean;
  readonly #shared: boolean;
  #buffer: ArrayBufferLike | undefined;
  #words: Uint32Array = new Uint32Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  /** Told of every new depth of the shadow stack; says whether it is so low that somebody should know. */
  onDeeper: ((stackPointer: number) => boolean) | undefined;
  /** The lowest shadow stack pointer seen in an event; 2^32 before the first. */
  lowestStackPointer = 0x1_0000_0000;

  /** `release` calls the original freeing function of a site, unseen by the hooks. */
  constructor(
    allocator: Allocator,
    memory: MemorySource,
    options: RecorderOptions,
    release: (site: number, address: number) => void,
  ) {
    this.allocator = allocator;
    this.#sites = allocator.sites;
    this.#memory = memory;
    this.#checks = options.checks;
    this.#release = release;
    this.stacks = new StackStore(options.stacks, options.capture);
    this.ledger = new Ledger(
      undefined,
      () => memory.buffer.byteLength,
      (from, to) => this.#findUnrecorded(from, to),
    );
    this.#findings = new FindingList(options.onFinding);
    this.#headers = allocator.kind === "dlmalloc";
    // Without its own hook a block can change its size in place, and the recorded size would be stale.
    // Other threads allocate and release without being seen, and may have used a block again.
    const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
    this.#shared = shared;
    this.#exactSizes = this.#headers && !shared && allocator.sites.some(isResize);
    const budget = options.checks.writeAfterRelease;
    const simple = allocator.sites.some((site) => site.role === "release" && site.parameters === 1);
    if (budget !== undefined && budget !== false && this.#headers && simple && !shared)
      this.#quarantine = new Quarantine(budget === true ? 1 << 20 : budget);
  }

  /**
   * The size that was asked for at an address, when a live block is recorded there and its size cannot have changed unseen:
   * either such changes are hooked, or the names of the module's functions or their code show that it has none for them.
   */
  requested(address: number): number | undefined {
    const fixed = this.allocator.found === "name" || this.allocator.fixedSizes === true;
    if (!this.#exactSizes && (this.#shared || !this.#headers || !fixed)) return undefined;
    const slot = this.ledger.blocks.find(address);
    return slot === -1 ? undefined : this.ledger.blocks.size(slot);
  }

  get findings(): readonly HeapFinding[] {
    return this.#findings.all;
  }

  /** Checks that were asked for and cannot be made with this allocator, with the reason. */
  get notices(): string[] {
    const notices: string[] = [];
    if (this.#checks.writePastEnd === true && !this.#exactSizes)
      notices.push(
        "Writes past the end are not checked: that needs dlmalloc, a recognised realloc and memory that is not shared",
      );
    if ((this.#checks.writeAfterRelease ?? false) !== false && this.#quarantine === undefined)
      notices.push(
        "Writes after release are not checked: that needs dlmalloc, a plain free(pointer) and memory that is not shared",
      );
    return notices;
  }

  /** Blocks released by the program but held back; a walk of the heap sees them as live. */
  get quarantined(): Block[] {
    return (this.#quarantine?.blocks ?? []).map(({ address, size }) => ({ address, size }));
  }

  /** What a wrapper calls; see `siteWrapper` for the meaning of the numbers. */
  readonly hook: Hook = (site, pointer, size, result, stackPointer, context) => {
    const at = stackPointer >>> 0;
    if (at !== 0 && at < this.lowestStackPointer) this.lowestStackPointer = at;
    const what = this.#sites[site];
    if (what === undefined) return site === STACK_SITE ? this.#stackLow(at) : 0;
    if (what.role === "release") return this.#released(site, pointer >>> 0, at, context);
    const bytes = size >>> 0;
    const address = result >>> 0;
    const from = pointer >>> 0;
    if (address === 0) {
      // realloc(p, 0) frees in some libraries; a failed realloc leaves the block as it is.
      if (what.role === "resize" && from !== 0 && bytes === 0) this.ledger.release(from);
      return 0;
    }
    const stack = this.stacks.stackOf(at, bytes, site, context);
    if (what.role === "resize" && from !== 0) this.ledger.resize(from, address, bytes, stack);
    else this.ledger.acquire(address, bytes, stack);
    if (this.#checks.writePastEnd === true && this.#exactSizes) {
      this.#refresh();
      setGuard(this.#bytes, address, bytes, usableBytes(this.#words, address));
    }
    return 0;
  };

  #refresh(): void {
    const { buffer } = this.#memory;
    if (buffer === this.#buffer && this.#bytes.length > 0) return;
    this.#buffer = buffer;
    this.#words = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
    this.#bytes = new Uint8Array(buffer);
  }

  #findUnrecorded(from: number, to: number): number | undefined {
    if (!this.#headers || this.#shared) return undefined;
    this.#refresh();
    return nextInUse(this.#words, from, to, (address) => this.ledger.blocks.find(address) !== -1);
  }

  #released(site: number, address: number, stackPointer: number, context: number): number {
    if (address === 0) return 0;
    const slot = this.ledger.blocks.find(address);
    if (slot === -1 && !this.#mayRelease(address)) return 1;
    const released = this.#checks.releaseStacks === true ? this.stacks.stackOf(stackPointer, 0, site, context) : 0;
    const block = this.ledger.release(address);
    if (block === undefined) return 0;
    this.#freed.add({ address, size: block.size, acquired: block.stack, released });
    if (!this.#headers) return 0;
    const { writePastEnd, fillReleased } = this.#checks;
    if (writePastEnd !== true && fillReleased !== true && this.#quarantine === undefined) return 0;
    this.#refresh();
    if (block.address === address && writePastEnd === true && this.#exactSizes) {
      if (!isChunkInUse(this.#words, address)) {
        const what = "has an overwritten header: something wrote past the end of the block before it";
        this.#report("corrupted-header", address, block.size, what, { acquired: block.stack, released: 0 });
        return 0;
      }
      this.#checkEnd(block);
    }
    return this.#retire(site, address, block, released);
  }

  /** Fills a released block, and holds it back when asked to. */
  #retire(site: number, address: number, block: LedgerBlock, released: number): number {
    const usable = usableBytes(this.#words, address);
    if (usable > this.#bytes.length - address) return 0;
    // Rust's `dealloc` checks the size it is given, which is not known any more when the block leaves quarantine.
    if (this.#quarantine !== undefined && this.#sites[site]?.parameters === 1) {
      const held = { address, size: block.size, usable, site, acquired: block.stack, released };
      this.#quarantine.add(this.#bytes, held);
      this.#drain(false);
      return 1;
    }
    if (this.#checks.fillReleased === true) this.#bytes.fill(FREED, address, address + usable);
    return 0;
  }

  /** Whether an address that is not live by the ledger may go to the allocator; reports it when it must not. */
  #mayRelease(address: number): boolean {
    const held = this.#quarantine?.blocks.find((block) => block.address === address);
    const freed = held ?? this.#freed.find(address);
    if (this.#headers) {
      this.#refresh();
      // The allocator's own headers acquit: aligned blocks, and blocks from before the recording.
      if (held === undefined && isChunkInUse(this.#words, address)) return true;
    }
    if (freed !== undefined) {
      this.#report(
        "double-release",
        address,
        freed.size,
        "is released a second time; the allocator would corrupt its lists",
        {
          ...freed,
        },
      );
      return false;
    }
    if (!this.#headers) return true;
    const around = this.ledger.blocks.findAround(address);
    const block = around === -1 ? undefined : this.ledger.blocks.read(around);
    const where =
      block === undefined
        ? "is released but is no block of this heap"
        : `is released but lies ${String(address - block.address)} bytes inside a block of ${String(block.size)} bytes`;
    this.#report("invalid-release", address, block?.size, where, { acquired: block?.stack ?? 0, released: 0 });
    return false;
  }

  #checkEnd({ address, size, stack }: LedgerBlock): void {
    const at = firstOther(this.#bytes, address, size, usableBytes(this.#words, address), GUARD);
    if (at === -1) return;
    const what = `was written past its end: byte ${String(at)} of a block of ${String(size)} bytes`;
    this.#report("write-past-end", address, size, what, { acquired: stack, released: 0 });
  }

  /** Looks at the guards of all live blocks now; needs the check `writePastEnd`. */
  checkLive(): void {
    if (this.#checks.writePastEnd !== true || !this.#exactSizes) return;
    this.#refresh();
    for (const block of this.ledger.live()) if (isChunkInUse(this.#words, block.address)) this.#checkEnd(block);
  }

  /** Looks at blocks held back and gives them to the allocator. Call it only while no code of the module runs. */
  flush(): void {
    if (this.#quarantine === undefined) return;
    this.#refresh();
    this.#drain(true);
  }

  #drain(all: boolean): void {
    for (const block of this.#quarantine?.evict(all) ?? []) {
      this.#checkReleased(block);
      this.#release(block.site, block.address);
      this.#refresh();
    }
  }

  #checkReleased(block: Quarantined): void {
    const at = writtenAfterRelease(this.#bytes, block);
    if (at === -1) return;
    const what = `was written after its release: byte ${String(at)} of a block of ${String(block.size)} bytes`;
    this.#report("write-after-release", block.address, block.size, what, block);
  }

  #stackLow(stackPointer: number): number {
    if (this.onDeeper?.(stackPointer) === false) return 0;
    const what = "is where the shadow stack has come to: it is about to overflow into the module's static data";
    this.#report("stack-low", stackPointer, undefined, what, { acquired: 0, released: 0 });
    return 0;
  }

  #report(
    kind: HeapFindingKind,
    address: number,
    size: number | undefined,
    what: string,
    stacks: { acquired: number; released: number },
  ): void {
    const text = (stack: number): string | undefined => (stack === 0 ? undefined : this.stacks.text(stack));
    this.#findings.add({
      kind,
      message: `0x${address.toString(16)} ${what}`,
      address,
      size,
      stack: this.stacks.text(this.stacks.current()),
      acquired: text(stacks.acquired),
      released: text(stacks.released),
    });
  }
}
