import { decodeUtf8, encodeUtf8 } from "../../runtime/text-codec.ts";
import type { Report } from "../../runtime/report/model.ts";

const LOCK = 0;
const END = 1;
const HEADER_BYTES = 8;
const START_BYTES = 4096;
/** Reserved, not used: address space for the reports of all threads of a program. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A thread that was ended while it wrote never gives the lock back; one that is only slow does. */
const LOCK_MS = 1000;

interface Growable {
  readonly byteLength: number;
  grow(bytes: number): void;
}

/**
 * Reports of threads in shared memory. A message sent by a thread that ends is lost, what it wrote stays; and the reader
 * needs no event loop, which a program that exits no longer has.
 */
export class Mailbox {
  readonly buffer: SharedArrayBuffer;

  constructor(buffer?: SharedArrayBuffer) {
    const Shared = SharedArrayBuffer as unknown as new (
      bytes: number,
      options: { maxByteLength: number },
    ) => SharedArrayBuffer;
    this.buffer = buffer ?? new Shared(START_BYTES, { maxByteLength: MOST_BYTES });
    if (buffer === undefined) this.#header()[END] = HEADER_BYTES;
  }

  /** False when there is no room, or the lock was never given back. */
  put(threadId: number, report: Report): boolean {
    return this.#append(threadId, encodeUtf8(JSON.stringify(report)));
  }

  /** Says that a thread's report is on its way. */
  acknowledge(threadId: number): void {
    this.#append(threadId, new Uint8Array());
  }

  #append(threadId: number, bytes: Uint8Array): boolean {
    const padded = Math.ceil(bytes.length / 4) * 4;
    if (!this.#lock(threadId)) return false;
    try {
      const at = Atomics.load(this.#header(), END);
      const end = at + HEADER_BYTES + padded;
      if (end > MOST_BYTES) return false;
      if (end > this.buffer.byteLength) (this.buffer as unknown as Growable).grow(Math.min(MOST_BYTES, end * 2));
      const words = new Int32Array(this.buffer, at, 2);
      words[0] = threadId;
      words[1] = bytes.length;
      new Uint8Array(this.buffer, at + HEADER_BYTES, bytes.length).set(bytes);
      // Only now: a writer that dies before leaves nothing behind.
      Atomics.store(this.#header(), END, end);
      return true;
    } finally {
      Atomics.store(this.#header(), LOCK, 0);
      Atomics.notify(this.#header(), LOCK);
    }
  }

  /** The latest report of every thread. */
  reports(): Map<number, Report> {
    const reports = new Map<number, Report>();
    for (const [threadId, at, length] of this.#entries()) {
      if (length === 0) continue;
      // A decoder refuses shared memory.
      const bytes = new Uint8Array(this.buffer, at, length).slice();
      reports.set(threadId, JSON.parse(decodeUtf8(bytes)) as Report);
    }
    return reports;
  }

  /** What a thread, by its number from 1 on, has said so far; its report comes after the acknowledgement. */
  said(threadId: number): "nothing" | "acknowledged" | "report" {
    let said: "nothing" | "acknowledged" | "report" = "nothing";
    for (const [id, , length] of this.#entries()) {
      if (id === threadId) said = length > 0 ? "report" : said === "nothing" ? "acknowledged" : said;
    }
    // Ended before it gives the lock back, it would take the reports of all others along.
    return said === "report" && Atomics.load(this.#header(), LOCK) === threadId ? "acknowledged" : said;
  }

  *#entries(): Generator<[threadId: number, at: number, length: number]> {
    const end = Atomics.load(this.#header(), END);
    for (let at = HEADER_BYTES; at < end;) {
      const [threadId = 0, length = 0] = new Int32Array(this.buffer, at, 2);
      yield [threadId, at + HEADER_BYTES, length];
      at += HEADER_BYTES + Math.ceil(length / 4) * 4;
    }
  }

  #header(): Int32Array {
    return new Int32Array(this.buffer, 0, 2);
  }

  #lock(threadId: number): boolean {
    const header = this.#header();
    for (;;) {
      const holder = Atomics.compareExchange(header, LOCK, 0, threadId);
      if (holder === 0) return true;
      const isLate = Atomics.wait(header, LOCK, holder, LOCK_MS) === "timed-out";
      if (isLate && Atomics.load(header, LOCK) === holder) return false;
    }
  }
}
