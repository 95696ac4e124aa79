/** Version of this package; a test compares it with package.json, which a browser cannot read. */
export const version: string = "0.1.0";
