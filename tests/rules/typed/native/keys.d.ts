/* tslint:disable */
/* eslint-disable */
// As wasm-bindgen writes it.
export class SecretKey {
  private constructor();
  free(): void;
  static generate(): SecretKey;
  public_key(): PublicKey;
}
export class PublicKey {
  private constructor();
  free(): void;
  verify(data: Uint8Array): boolean;
}
