import type { MainModule, Mesh } from "./geometry.js";
import type { SecretKey } from "./keys.js";

export declare const geometry: MainModule;
/** Makes one for the caller. */
export declare function createMesh(): Mesh;
export declare function getMesh(): Mesh;
export declare function useMesh(): Mesh;
export declare const scene: { readonly main: Mesh; load(path: string): Mesh; cache: Map<string, Mesh> };
export declare function generic<T>(make: () => T): T;
export declare function readKey(): Promise<SecretKey>;
/** Looks like a handle and is none. */
export declare class Row {
  delete(): Promise<void>;
  free(): void;
  dispose(): void;
  [Symbol.dispose](): void;
}
export declare const database: { row: Row; find(id: number): Row; create(): Row; insert(): Promise<Row> };
export declare const http: { delete(url: string): Promise<{ status: number; delete(): void }> };
