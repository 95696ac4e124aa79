import type { TSESTree } from "@typescript-eslint/utils";
import type { WasmValue } from "./wasm-values.ts";

const kinds: Record<string, WasmValue> = {
  Instance: { kind: "instance" },
  Memory: { kind: "memory" },
  Exports: { kind: "exports", by: "origin" },
  WebAssemblyInstantiatedSource: { kind: "result" },
};

/** What a written type says of a value: `WebAssembly.Instance`, `WebAssembly.Memory | null`. */
export function declaredValue(declaration: TSESTree.Node): WasmValue | undefined {
  if (!("typeAnnotation" in declaration) || declaration.typeAnnotation?.type !== "TSTypeAnnotation") return undefined;
  return ofType(declaration.typeAnnotation.typeAnnotation);
}

function ofType(type: TSESTree.TypeNode): WasmValue | undefined {
  if (type.type === "TSUnionType" || type.type === "TSIntersectionType") {
    return type.types.map(ofType).find((found) => found !== undefined);
  }
  if (type.type !== "TSTypeReference" || type.typeName.type !== "TSQualifiedName") return undefined;
  const { left, right } = type.typeName;
  return left.type === "Identifier" && left.name === "WebAssembly" ? kinds[right.name] : undefined;
}
