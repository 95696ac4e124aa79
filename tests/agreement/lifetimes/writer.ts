/** Something a program can name. */
export interface Name {
  readonly name: string;
  readonly kind: "pointer" | "handle" | "array" | "object" | "closure";
  readonly constant: boolean;
  /** May be 0 or null. */
  nullable: boolean;
}

export const flagNames: readonly string[] = ["a", "b", "c"];

/** Writes a program line by line, as a stream of decisions says; knows the names in scope. */
export class Writer {
  readonly #decisions: readonly number[];
  readonly #statement: (writer: Writer) => boolean;
  readonly #lines: string[] = [];
  #at = 0;
  #names = 0;
  #depth = 0;
  #statements = 0;
  #scopes: Name[][] = [[]];
  /** Of the class that is being written. */
  readonly fields: string[] = [];
  /** Loops around the statement being written: `break` and `continue` have somewhere to go. */
  loops = 0;

  /** @param statement - writes one statement; `true` when nothing after it in the block can run */
  constructor(decisions: readonly number[], statement: (writer: Writer) => boolean) {
    this.#decisions = decisions;
    this.#statement = statement;
  }

  get source(): string {
    return this.#lines.join("\n");
  }

  get mayNest(): boolean {
    return this.#depth < 3;
  }

  pick(below: number): number {
    return (this.#decisions[this.#at++] ?? 0) % below;
  }

  emit(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  number(): number {
    return this.#names++;
  }

  fresh(kind: Name["kind"], constant: boolean, nullable: boolean): Name {
    const name = { name: `${kind[0] ?? "v"}${this.number()}`, kind, constant, nullable };
    this.declare(name);
    return name;
  }

  declare(name: Name): void {
    this.#scopes.at(-1)?.push(name);
  }

  visible(...kinds: Name["kind"][]): Name[] {
    return this.#scopes.flat().filter(({ kind }) => kinds.includes(kind));
  }

  some(...kinds: Name["kind"][]): Name | undefined {
    const all = this.visible(...kinds);
    return all.length === 0 ? undefined : all[this.pick(all.length)];
  }

  /** What is written inside sees these names, and what it declares ends with it. */
  scoped(write: () => void, ...names: Name[]): void {
    this.#scopes.push(names);
    write();
    this.#scopes.pop();
  }

  block(size: number): void {
    this.scoped(() => {
      for (let i = 0; i < size && this.#at < this.#decisions.length; i++) if (this.#next()) break;
    });
  }

  /** 1 to `size` statements one level deeper. */
  nested(size: number): void {
    this.deeper(() => this.block(1 + this.pick(size)));
  }

  deeper(write: () => void): void {
    this.#depth++;
    write();
    this.#depth--;
  }

  flag(): string {
    const flag = flagNames[this.pick(flagNames.length)] ?? "a";
    return this.pick(3) === 0 ? `!${flag}` : flag;
  }

  condition(): string {
    switch (this.pick(6)) {
      case 0: {
        const held = this.some("pointer");
        return held === undefined ? this.flag() : this.pick(2) === 0 ? held.name : `${held.name} === 0`;
      }
      case 1:
        return `${this.flag()} && ${this.flag()}`;
      case 2:
        return `${this.flag()} || ${this.flag()}`;
      default:
        return this.flag();
    }
  }

  #next(): boolean {
    if (this.#statements++ > 40) return true;
    return this.#statement(this);
  }
}
