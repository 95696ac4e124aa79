import type { Recognition } from "../recognise/index.ts";
import type { Registration } from "../recognise/registrations.ts";
import { lostRegistries } from "../registrations/registries.ts";
import { Retentions, type Retention } from "./retention.ts";
import { targetOf, type Target } from "./target.ts";

export type { Retention } from "./retention.ts";
export type { Target } from "./target.ts";

/** A registration whose cleanup can never run, because what it keeps for it keeps the target alive. */
export interface Capture {
  registration: Registration;
  target: Target;
  retention: Retention;
  /** Which of the registration's parts it is. */
  part: "deleter" | "held value" | "callback";
}

/** Every registration of the file that keeps its own target alive. */
export function capturesOf(recognition: Recognition): Capture[] {
  const { file, values, registrations } = recognition;
  if (registrations.length === 0) return [];
  // A registry that nothing keeps is gone itself, and keeps nothing alive: its loss is the bug.
  const gone = new Set(
    lostRegistries(recognition).flatMap(({ node, how }) => (how === "local" || how === "inline" ? [node] : [])),
  );
  const retentions = new Retentions(file, values);
  const found: Capture[] = [];
  for (const registration of registrations) {
    const target = targetOf(file, registration.owner);
    if (target === undefined || (registration.registry !== undefined && gone.has(registration.registry))) continue;
    const retention = retentions.of(registration.held, target);
    if (retention !== undefined) {
      found.push({ registration, target, retention, part: registration.kind === "manage" ? "deleter" : "held value" });
      continue;
    }
    const callback = registration.registry?.arguments[0];
    const called = callback && callback.type !== "SpreadElement" ? retentions.of(callback, target) : undefined;
    if (called !== undefined) found.push({ registration, target, retention: called, part: "callback" });
  }
  return found;
}
