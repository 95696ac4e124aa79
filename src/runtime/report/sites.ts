import { isApplicationFile, isToolFile, packageOf, parseStack, type Frame } from "../tracker/frames.ts";
import type { Location, Surroundings } from "./model.ts";
import { readWritten, type Written } from "./written.ts";

/** Letters of a source line that a report keeps. */
const MOST_TEXT = 200;

/** What a stack says about who made an object. */
export interface Site {
  /** The application's line, or the innermost one known. */
  readonly site: Location | null;
  readonly stack: readonly Location[];
  /** The package between the application and the object, or the one that made it on its own account. */
  readonly package: string | null;
  readonly bucket: "application" | "library";
  /** What its line does with the object, when that can be read. */
  readonly written: Written | undefined;
}

/** Reads stacks for one report: every stack and every frame is mapped once. */
export class Sites {
  readonly #surroundings: Surroundings;
  readonly #read = new Map<string, Site>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** @param className - class of the object, whose constructor is not where it was made */
  of(stack: string, className: string): Site {
    const key = `${className}\n${stack}`;
    let site = this.#read.get(key);
    if (!site) this.#read.set(key, (site = this.#site(stack, className)));
    return site;
  }

  #site(text: string, className: string): Site {
    const frames = parseStack(text)
      .filter((frame) => !isToolFile(frame.file))
      .map((frame) => this.#surroundings.map(frame));
    const application = frames.filter((frame) => isApplicationFile(frame.file));
    const called = application.filter((frame) => !frame.async);
    // A wrapper's constructor calls manage; the line that forgot it is the one that said `new`.
    const made = called.findLastIndex(
      (frame) => className !== "" && (frame.name === `new ${className}` || frame.name === className),
    );
    const own = called[made + 1] ?? called[made] ?? application[0];
    const first = own ?? frames.find((frame) => frame.file !== "");
    const inner = frames.slice(0, own ? frames.indexOf(own) : frames.length);
    const packages = inner.map((frame) => packageOf(frame.file)).filter((name) => name !== undefined);
    return {
      site: first ? this.#location(first) : null,
      stack: frames.map((frame) => this.#location(frame)),
      package: packages.at(-1) ?? null,
      bucket: called.length > 0 || packages.length === 0 ? "application" : "library",
      written: own && this.#written(own),
    };
  }

  #written({ file, line, column, async: waits }: Frame): Written | undefined {
    const text = line > 0 && !waits ? this.#surroundings.text(file, line) : undefined;
    return text === undefined ? undefined : readWritten(text, column, this.#surroundings.text(file, line + 1));
  }

  #location(frame: Frame): Location {
    const raw = frame.line > 0 ? this.#surroundings.text(frame.file, frame.line) : undefined;
    const text = raw === undefined ? undefined : shortened(raw, frame.column);
    const { name, line, column } = frame;
    const shown = {
      name: frame.async ? `async ${name}`.trim() : name,
      file: this.#surroundings.show(frame.file),
      line,
      column,
    };
    return text === undefined || text === "" ? shown : { ...shown, text };
  }
}

/** A line as it is shown; of a bundle's, which has no end, what lies around the column. */
function shortened(line: string, column: number): string {
  const text = line.trim();
  if (text.length <= MOST_TEXT) return text;
  const at = Math.max(0, column - 1 - (line.length - line.trimStart().length) - MOST_TEXT / 4);
  return `${at > 0 ? "…" : ""}${text.slice(at, at + MOST_TEXT)}${at + MOST_TEXT < text.length ? "…" : ""}`;
}
