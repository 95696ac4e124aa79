// As Embind's --emit-tsd writes it.
export interface ClassHandle {
  isAliasOf(other: ClassHandle): boolean;
  delete(): void;
  deleteLater(): this;
  isDeleted(): boolean;
  [Symbol.dispose](): void;
  clone(): this;
}
export interface Mesh extends ClassHandle {
  readonly faces: number;
  scale(by: number): this;
  getMaterial(): Material;
  merged(other: Mesh): Mesh;
}
export interface Material extends ClassHandle {
  name: string;
}
interface EmbindModule {
  Mesh: { new (size: number): Mesh };
  loadMesh(path: string): Mesh;
  tryLoad(path: string): Mesh | null;
}
export type MainModule = EmbindModule;
export default function load(): Promise<MainModule>;
