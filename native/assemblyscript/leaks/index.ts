// Cases for AssemblyScript's runtimes, where a leak is what stays pinned: everything else its collector finds by itself.
class Item {
  next: Item | null = null;
  value: i32 = 7;
  text: string = "";
}

let kept: Item | null = null;

function list(length: i32): Item {
  let head = new Item();
  for (let i = 1; i < length; i++) {
    const item = new Item();
    item.next = head;
    item.text = "item " + i.toString();
    head = item;
  }
  return head;
}

/** Hands out a list of three, not pinned: the caller pins what it keeps. */
export function makeList(): Item {
  return list(3);
}

/** Leaves objects behind that nobody holds. */
export function makeGarbage(): void {
  list(10);
}

/** Keeps a list in a module-level variable. */
export function keep(): void {
  kept = list(5);
}

export function drop(): void {
  kept = null;
}

export function sum(): i32 {
  const item = kept;
  return item ? item.value : 0;
}

/** Takes memory outside the collector and forgets it. */
export function loseRaw(): void {
  const raw = heap.alloc(64);
  store<u32>(raw, 1);
}
