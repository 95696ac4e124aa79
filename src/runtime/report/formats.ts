import { renderGithub } from "./github.ts";
import { renderHtml } from "./html.ts";
import { renderJunit } from "./junit.ts";
import type { Report } from "./model.ts";
import { renderPprof } from "./pprof.ts";
import { renderSarif } from "./sarif.ts";
import { renderSpeedscope } from "./speedscope.ts";
import { renderText, type TextOptions } from "./text.ts";

type Renderer = (report: Report, options: TextOptions) => string | Uint8Array;

/** A format, by the name that the command line gives it. */
export type Format = "text" | "json" | "github" | "junit" | "sarif" | "html" | "speedscope" | "pprof";

const FORMATS: Readonly<Record<Format, Renderer>> = {
  text: renderText,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  github: renderGithub,
  junit: renderJunit,
  sarif: renderSarif,
  html: renderHtml,
  speedscope: renderSpeedscope,
  pprof: renderPprof,
};

export const formats: readonly Format[] = Object.keys(FORMATS) as Format[];

/** @returns text, or bytes for `pprof` */
export function render(report: Report, format: Format, options: TextOptions = {}): string | Uint8Array {
  return FORMATS[format](report, options);
}
