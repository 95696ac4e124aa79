/** Returns its argument, so that a subclass adds its private field to an object that exists already. */
export const Given: new (target: object) => object = function (target: object): object {
  return target;
} as unknown as new (target: object) => object;
