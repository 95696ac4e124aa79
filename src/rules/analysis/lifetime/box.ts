import { joinValues, unknown, type Value } from "./value.ts";

/** A container the code can look into: an object or array literal, a `Map` or `Set`. */
export interface Box {
  readonly props: ReadonlyMap<string, Value>;
  /** What any computed index, iteration or `get` may give. */
  readonly elements: Value;
  /** Somebody else holds the container: what is put in is handed over. */
  readonly open: boolean;
}

export function joinBoxes(a: Box, b: Box): Box {
  const props = new Map(a.props);
  for (const [name, value] of b.props) props.set(name, joinValues(a.props.get(name) ?? unknown, value));
  return { props, elements: joinValues(a.elements, b.elements), open: a.open || b.open };
}
