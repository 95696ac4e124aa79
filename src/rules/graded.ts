import type { JSONSchema } from "@typescript-eslint/utils";
import type { Certainty } from "./analysis/lifetime/vocabulary.ts";

/** The option every flow rule has: how sure a finding must be. */
export type GradedOptions = readonly [{ report?: Certainty }];

export const gradedSchema: readonly JSONSchema.JSONSchema4[] = [
  {
    type: "object",
    properties: {
      report: {
        type: "string",
        enum: ["certain", "possible"],
        description: "Report only what is certain, or also what is possible.",
      },
    },
    additionalProperties: false,
  },
];

/** Whether a finding of this certainty is asked for. */
export function isReported(options: readonly [({ report?: Certainty } | undefined)?], certainty: Certainty): boolean {
  return certainty === "certain" || options[0]?.report === "possible";
}
