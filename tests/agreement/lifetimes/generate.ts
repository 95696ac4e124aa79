/** A program with one function `run`, its inputs, and the text in which every statement has a line of its own. */
export interface Program {
  readonly source: string;
  /** How many boolean parameters `run` reads; the last only makes a call throw. */
  readonly flags: number;
}

interface Name {
  readonly name: string;
  readonly kind: "pointer" | "handle" | "array" | "object" | "closure";
  readonly constant: boolean;
  /** May be 0 or null. */
  nullable: boolean;
}

const flagNames = ["a", "b", "c"];

/** Builds a program from a stream of decisions; the same stream gives the same program, a shorter one a smaller. */
export function generate(decisions: readonly number[]): Program {
  return new Generator(decisions).program();
}

class Generator {
  readonly #decisions: readonly number[];
  readonly #lines: string[] = [];
  #at = 0;
  #names = 0;
  #depth = 0;
  #loops = 0;
  #statements = 0;
  #scopes: Name[][] = [[]];

  constructor(decisions: readonly number[]) {
    this.#decisions = decisions;
  }

  program(): Program {
    this.#emit("function make() {", "return M._malloc(8);", "}");
    this.#emit("function giveUp(p) {", "M._free(p);", "}");
    this.#emit("function touch(p) {", "M._touch(p);", "}");
    this.#emit("function makeThing() {", "return new M.Thing();", "}");
    this.#emit("function dropAll(list) {", "for (const each of list) {", "M._free(each);", "}", "}");
    this.#emit("function unused() {", "const h = new M.Thing();", "h.delete();", "}");
    this.#emit("function run(a, b, c, d, n) {");
    this.#block(5 + this.#pick(6));
    this.#emit("}");
    return { source: this.#lines.join("\n"), flags: flagNames.length + 1 };
  }

  #pick(below: number): number {
    return (this.#decisions[this.#at++] ?? 0) % below;
  }

  #emit(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  #fresh(kind: Name["kind"], constant: boolean, nullable: boolean): Name {
    const name = { name: `${kind[0] ?? "v"}${this.#names++}`, kind, constant, nullable };
    this.#scopes.at(-1)?.push(name);
    return name;
  }

  #visible(...kinds: Name["kind"][]): Name[] {
    return this.#scopes.flat().filter(({ kind }) => kinds.includes(kind));
  }

  #some(...kinds: Name["kind"][]): Name | undefined {
    const all = this.#visible(...kinds);
    return all.length === 0 ? undefined : all[this.#pick(all.length)];
  }

  #block(size: number): void {
    this.#scopes.push([]);
    for (let i = 0; i < size && this.#at < this.#decisions.length; i++) if (this.#statement()) break;
    this.#scopes.pop();
  }

  /** Emits one statement; `true` when nothing after it in the block can run. */
  #statement(): boolean {
    if (this.#statements++ > 40) return true;
    const nested = this.#depth < 3;
    switch (this.#pick(26)) {
      case 0:
      case 1:
      case 2:
        this.#acquire();
        return false;
      case 3:
      case 4:
      case 5:
      case 6:
        this.#release();
        return false;
      case 7:
      case 8:
        this.#use();
        return false;
      case 9: {
        const from = this.#some("pointer", "handle");
        if (from === undefined) return false;
        const to = this.#fresh(from.kind, true, from.nullable);
        this.#emit(`const ${to.name} = ${from.name};`);
        return false;
      }
      case 10:
        this.#reassign();
        return false;
      case 11:
      case 12:
      case 13:
        if (nested) this.#branch();
        return false;
      case 14:
        if (nested) this.#loop();
        return false;
      case 15:
      case 16:
        if (nested) this.#attempt();
        return false;
      case 17:
        return this.#leave();
      case 18:
        this.#array();
        return false;
      case 19:
        this.#object();
        return false;
      case 20:
        this.#closure();
        return false;
      case 21: {
        const name = this.#fresh("pointer", true, true);
        this.#emit(`const ${name.name} = ${this.#flag()} ? M._malloc(4) : 0;`);
        return false;
      }
      case 22:
        this.#emit(this.#pick(2) === 0 ? "touch(make());" : "makeThing().use();");
        return false;
      case 23: {
        if (!nested) return false;
        this.#emit("{");
        const name = this.#fresh("handle", true, false);
        this.#emit(`using ${name.name} = new M.Thing();`);
        this.#scopes.at(-1)?.pop();
        this.#emit(`${name.name}.use();`);
        this.#nested(2);
        this.#emit("}");
        return false;
      }
      default:
        this.#emit("M.risky(d);");
        return false;
    }
  }

  #nested(size: number): void {
    this.#depth++;
    this.#block(1 + this.#pick(size));
    this.#depth--;
  }

  #flag(): string {
    const flag = flagNames[this.#pick(flagNames.length)] ?? "a";
    return this.#pick(3) === 0 ? `!${flag}` : flag;
  }

  #condition(): string {
    switch (this.#pick(6)) {
      case 0: {
        const held = this.#some("pointer");
        return held === undefined ? this.#flag() : this.#pick(2) === 0 ? held.name : `${held.name} === 0`;
      }
      case 1:
        return `${this.#flag()} && ${this.#flag()}`;
      case 2:
        return `${this.#flag()} || ${this.#flag()}`;
      default:
        return this.#flag();
    }
  }

  #acquire(): void {
    const constant = this.#pick(2) === 0;
    const keyword = constant ? "const" : "let";
    if (this.#pick(2) === 0) {
      const name = this.#fresh("pointer", constant, true);
      this.#emit(`${keyword} ${name.name} = ${this.#pick(3) === 0 ? "make()" : "M._malloc(8)"};`);
    } else {
      const name = this.#fresh("handle", constant, false);
      this.#emit(`${keyword} ${name.name} = ${this.#pick(3) === 0 ? "makeThing()" : "new M.Thing()"};`);
    }
  }

  #release(): void {
    const name = this.#some("pointer", "handle");
    if (name === undefined) return;
    if (name.kind === "handle") this.#emit(`${name.name}${name.nullable ? "?." : "."}delete();`);
    else this.#emit(this.#pick(3) === 0 ? `giveUp(${name.name});` : `M._free(${name.name});`);
  }

  #use(): void {
    const name = this.#some("pointer", "handle");
    if (name === undefined) return;
    if (name.kind === "handle") this.#emit(`${name.name}${name.nullable ? "?." : "."}use();`);
    else this.#emit(this.#pick(2) === 0 ? `touch(${name.name});` : `M._touch(${name.name});`);
  }

  #reassign(): void {
    const targets = this.#visible("pointer", "handle").filter(({ constant }) => !constant);
    const target = targets[targets.length === 0 ? 0 : this.#pick(targets.length)];
    if (target === undefined) return;
    if (this.#pick(2) === 0) {
      target.nullable = true;
      this.#emit(`${target.name} = ${target.kind === "handle" ? "null" : "0"};`);
    } else this.#emit(`${target.name} = ${target.kind === "handle" ? "new M.Thing()" : "M._malloc(2)"};`);
  }

  #branch(): void {
    this.#emit(`if (${this.#condition()}) {`);
    this.#nested(3);
    if (this.#pick(2) === 0) {
      this.#emit("} else {");
      this.#nested(3);
    }
    this.#emit("}");
  }

  #loop(): void {
    const index = `i${this.#names++}`;
    this.#emit(`for (let ${index} = 0; ${index} < n; ${index}++) {`);
    this.#loops++;
    this.#nested(4);
    this.#loops--;
    this.#emit("}");
  }

  #attempt(): void {
    this.#emit("try {");
    this.#nested(4);
    const form = this.#pick(3);
    if (form !== 0) {
      this.#emit("} catch {");
      this.#nested(2);
    }
    if (form !== 1) {
      this.#emit("} finally {");
      this.#depth++;
      this.#scopes.push([]);
      this.#release();
      this.#scopes.pop();
      this.#depth--;
    }
    this.#emit("}");
  }

  #leave(): boolean {
    switch (this.#pick(this.#loops > 0 ? 6 : 4)) {
      case 0:
        this.#emit("throw new Error('thrown');");
        return true;
      case 1: {
        const name = this.#some("pointer", "handle", "object");
        this.#emit(name === undefined ? "return 0;" : `return ${name.name};`);
        return true;
      }
      case 4:
        this.#emit("break;");
        return true;
      case 5:
        this.#emit("continue;");
        return true;
      default:
        this.#emit("return 0;");
        return true;
    }
  }

  #array(): void {
    const list = this.#some("array");
    const item = this.#some("pointer");
    if (list === undefined || item === undefined) {
      const name = this.#fresh("array", true, false);
      this.#emit(`const ${name.name} = [];`);
      return;
    }
    switch (this.#pick(5)) {
      case 0:
        this.#emit(`${list.name}.push(${item.name});`);
        return;
      case 1:
        this.#emit(`${list.name}.push(M._malloc(16));`);
        return;
      case 2:
        this.#emit(`for (const each of ${list.name}) {`, "M._free(each);", "}");
        return;
      case 3:
        this.#emit(`${list.name}.forEach((each) => M._free(each));`);
        return;
      default:
        this.#emit(`dropAll(${list.name});`);
    }
  }

  #object(): void {
    const object = this.#some("object");
    const item = this.#some("pointer");
    if (item === undefined) return;
    if (object === undefined || this.#pick(3) === 0) {
      const name = this.#fresh("object", true, false);
      this.#emit(`const ${name.name} = { ptr: ${item.name} };`);
    } else if (this.#pick(2) === 0) {
      const name = this.#fresh("pointer", true, true);
      this.#emit(`const { ptr: ${name.name} } = ${object.name};`);
    } else this.#emit(`M._free(${object.name}.ptr);`);
  }

  #closure(): void {
    const closure = this.#some("closure");
    if (closure !== undefined && this.#pick(3) > 0) {
      this.#emit(`${closure.name}();`);
      return;
    }
    const item = this.#some("pointer");
    if (item === undefined) return;
    const name = this.#fresh("closure", true, false);
    this.#emit(`const ${name.name} = () => {`, `M._free(${item.name});`, "};");
  }
}
