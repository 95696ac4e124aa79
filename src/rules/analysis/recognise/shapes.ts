import { isKnownSpecifier, packageOf } from "../../../resources/catalog.ts";
import type { Services, TsProgram, TsSourceFile, TsType } from "./services.ts";

/** How an object that owns native memory is released, by the toolchain that declared its class. */
export type Shape = "embind" | "wasm-bindgen" | "catalog";

/** What a declaration file is: typings of native objects, of something else, or the project's own code. */
type FileKind = "embind" | "wasm-bindgen" | "catalog" | "foreign" | "own";

const kinds = new WeakMap<TsSourceFile, FileKind>();
const shapes = new WeakMap<TsProgram, HandleShapes>();

/** Tells the types of native objects from all others that happen to have `delete()`, `free()` or `dispose()`. */
export class HandleShapes {
  /** Some file of the program declares native objects: otherwise there is nothing to ask. */
  readonly any: boolean;
  readonly #services: Services;
  readonly #known = new Map<TsType, Shape | undefined>();

  private constructor(services: Services) {
    this.#services = services;
    this.any = services.program.getSourceFiles().some((file) => isNative(kindOf(file)));
  }

  static of(services: Services): HandleShapes {
    let found = shapes.get(services.program);
    if (found === undefined) shapes.set(services.program, (found = new HandleShapes(services)));
    return found;
  }

  /** The shape of a type that is no union. */
  shapeOf(type: TsType): Shape | undefined {
    if (this.#known.has(type)) return this.#known.get(type);
    const shape = this.#find(type);
    this.#known.set(type, shape);
    return shape;
  }

  /** The file declares neither native objects nor the project's own types. */
  isForeignFile(file: TsSourceFile): boolean {
    return kindOf(file) === "foreign";
  }

  #find(type: TsType): Shape | undefined {
    const [declaration] = type.symbol?.declarations ?? [];
    if (declaration === undefined) return undefined;
    const file = declaration.getSourceFile();
    const kind = kindOf(file);
    if (!isNative(kind)) return undefined;
    if (kind === "catalog") {
      const facts = packageOf(packageOfFile(file.fileName) ?? "")?.class(type.symbol?.name ?? "");
      if (facts !== undefined) return facts.isHandle ? "catalog" : undefined;
    }
    if (this.#has(type, "delete") && this.#has(type, "isDeleted")) return "embind";
    if (kind === "embind" && this.#has(type, "delete") && this.#has(type, "clone")) return "embind";
    // Any class may have a `free()`; wasm-bindgen's also names its pointer, is disposable, or stands in its own file.
    const isDisposable = type.getProperties().some(({ name }) => name.startsWith("__@dispose@"));
    const isBound = type.getProperty("__wbg_ptr") !== undefined || type.getProperty("__destroy_into_raw") !== undefined;
    if (this.#has(type, "free") && (isDisposable || isBound || kind === "wasm-bindgen")) return "wasm-bindgen";
    return undefined;
  }

  /** A method of this name that takes nothing: `map.delete(key)` is none. */
  #has(type: TsType, name: string): boolean {
    const property = type.getProperty(name);
    const signatures = property === undefined ? [] : (this.#services.typeOfSymbol(property)?.getCallSignatures() ?? []);
    return signatures.length > 0 && signatures.every(({ parameters }) => parameters.length === 0);
  }
}

function isNative(kind: FileKind): boolean {
  return kind === "embind" || kind === "wasm-bindgen" || kind === "catalog";
}

function kindOf(file: TsSourceFile): FileKind {
  let kind = kinds.get(file);
  if (kind === undefined) kinds.set(file, (kind = classify(file)));
  return kind;
}

function classify({ fileName, text, isDeclarationFile }: TsSourceFile): FileKind {
  const from = packageOfFile(fileName);
  if (from !== undefined && from !== "typescript" && isKnownSpecifier(from)) return "catalog";
  if (!isDeclarationFile) return from === undefined ? "own" : "foreign";
  // The header that wasm-bindgen writes, and the interface that Embind's `--emit-tsd` declares.
  if (text.startsWith("/* tslint:disable */") && text.includes("free(): void")) return "wasm-bindgen";
  if (/\binterface ClassHandle\b|\bisDeleted\(\): boolean/.test(text)) return "embind";
  return from === undefined && !/[\\/]lib\.[\w.]+\.d\.ts$/.test(fileName) ? "own" : "foreign";
}

/** The npm package that a file belongs to; `@types/x` stands for `x`. */
export function packageOfFile(fileName: string): string | undefined {
  const at = fileName.replaceAll("\\", "/").lastIndexOf("/node_modules/");
  if (at < 0) return undefined;
  const [first = "", second = ""] = fileName.slice(at + "/node_modules/".length).split(/[\\/]/);
  if (first === "@types") return second.includes("__") ? `@${second.replace("__", "/")}` : second;
  return first.startsWith("@") ? `${first}/${second}` : first;
}
