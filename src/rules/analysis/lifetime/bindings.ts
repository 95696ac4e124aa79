import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { classOfThis, keyName, memberName, thisOwner, unwrap, type ClassNode } from "../syntax.ts";
import { evaluate, readProperty } from "./expressions.ts";
import { checkOverwrite } from "./half-built.ts";
import { isInert } from "./inert.ts";
import { noteStored } from "./late-views.ts";
import { areAll, escape } from "./ownership.ts";
import type { Run } from "./run.ts";
import { relate, useMember } from "./needs.ts";
import { ESCAPED, NONE, RELEASED, type State } from "./state.ts";
import { joinValues, withTruth, type Value } from "./value.ts";
import { isPlainValue } from "./words/copied.ts";

/** Puts a value where a pattern says: a name, a member, or the parts of a destructuring. */
export function bindPattern(run: Run, state: State, target: TSESTree.Node, value: Value, node: TSESTree.Node): void {
  switch (target.type) {
    case "ObjectPattern": {
      const taken: string[] = [];
      for (const property of target.properties) {
        if (property.type === "RestElement") {
          bindPattern(run, state, property.argument, { ...value, ids: [] }, node);
          continue;
        }
        if (property.computed) evaluate(run, state, property.key);
        const name = keyName(property);
        if (name !== undefined) taken.push(name);
        const part = readProperty(state, value, name);
        bindPattern(run, state, property.value, relate(run, state, property, part, value, []), node);
      }
      return;
    }
    case "ArrayPattern":
      if (value.boxes.length === 0) notAList(run, state, value);
      target.elements.forEach((element, index) => {
        if (element === null) return;
        const part = element.type === "RestElement" ? value : readProperty(state, value, String(index));
        bindPattern(run, state, element, part, node);
      });
      return;
    case "RestElement":
      bindPattern(run, state, target.argument, value, node);
      return;
    case "AssignmentPattern": {
      let given = value;
      if (value.truth !== 1 && !isInert(target.right)) {
        given = joinValues(value, evaluate(run, state, target.right));
      } else if (value.truth === -1) given = withTruth(value, 0);
      bindPattern(run, state, target.left, given, node);
      return;
    }
    case "TSParameterProperty":
      bindPattern(run, state, target.parameter, value, node);
      return;
    default:
      assign(run, state, target, value, node);
  }
}

/** `const [request, message] = open()`: another method of the same name gives a pair. */
function notAList(run: Run, state: State, value: Value): void {
  const isOne = areAll(
    run,
    value,
    (made) =>
      made?.kind === "handle" && made.evidence.kind === "catalog" && !/vec|list|array/i.test(made.evidence.text),
  );
  if (isOne) for (const id of value.ids) state.setBits(id, NONE);
}

/** `target = value` for a name or a member. */
export function assign(run: Run, state: State, target: TSESTree.Node, value: Value, node: TSESTree.Node): void {
  const place = unwrap(target);
  if (value.ids.length > 0 || value.boxes.length > 0) noteStored(run, state, value, node);
  if (place.type === "Identifier") {
    const variable = run.file.source.variableOf(place);
    if (variable === undefined) {
      escape(run, state, value);
      state.forgetFacts(place.name);
    } else bindVariable(run, state, variable, value);
  } else if (place.type === "MemberExpression") bindMember(run, state, place, value, node);
}

function bindVariable(run: Run, state: State, variable: Variable, value: Value): void {
  const { places, functions, resources } = run.file;
  const key = places.variable(variable);
  state.forgetMembers(`${key}.`);
  state.forgetFacts(variable.name);
  if (!places.isInside(key, run.fn) || state.isOpen(key)) escape(run, state, value);
  // A parameter of `arguments`' days or a name declared at the top of a script is everybody's.
  else if (run.fn.type === "Program" && variable.scope.type === "global") escape(run, state, value);
  if (!value.derived) {
    for (const id of value.ids) {
      const resource = resources.get(id);
      if (resource !== undefined) resource.holder ??= variable.name;
    }
  }
  state.set(key, functions.isWrittenElsewhere(variable) ? withTruth(value, 0) : value);
}

const inner = /^_?(?:raw|ptr|__wbg_ptr|handle|inner|instance|native)$/;

function bindMember(
  run: Run,
  state: State,
  target: TSESTree.MemberExpression,
  value: Value,
  node: TSESTree.Node,
): void {
  const name = memberName(target);
  const object = evaluate(run, state.copy(), target.object);
  if (target.computed) useMember(run, state, object, target);
  if (name !== undefined) state.forgetFacts(name);
  // `this.manifold.raw = contact.manifold(i)`: what was released before is filled anew.
  if (inner.test(name ?? "")) for (const id of object.ids) if (state.bits(id) === RELEASED) state.setBits(id, ESCAPED);
  if (object.boxes.length > 0) {
    for (const boxId of object.boxes) putInto(run, state, boxId, name, value, object.boxes.length === 1);
    return;
  }
  // A member of a native object is assigned by value.
  if (areAll(run, value, isPlainValue) && areAll(run, object, (acquisition) => acquisition?.kind === "handle")) return;
  const place = run.file.places.of(target);
  if (place !== undefined && unwrap(target.object).type === "ThisExpression")
    checkOverwrite(run, state, place, value, node);
  recordField(run, state, target, value, node);
  escape(run, state, value);
  if (place !== undefined) {
    state.forgetMembers(`${place}.`);
    state.set(place, value);
  }
}

/** A value becomes part of a container; a container that somebody else holds takes it away. */
export function putInto(
  run: Run,
  state: State,
  boxId: number,
  name: string | undefined,
  value: Value,
  sure: boolean,
): void {
  const box = state.box(boxId);
  if (box === undefined) return;
  if (box.open) escape(run, state, value);
  if (name === undefined) {
    state.setBox(boxId, { ...box, elements: joinHeld(box.elements, value) });
    return;
  }
  const old = box.props.get(name);
  const props = new Map(box.props);
  props.set(name, sure || old === undefined ? value : joinHeld(old, value));
  state.setBox(boxId, { ...box, props });
}

function joinHeld(a: Value, b: Value): Value {
  if (a.ids.length === 0 && a.boxes.length === 0 && a.closure === undefined) return withTruth(b, 0);
  if (b.ids.length === 0 && b.boxes.length === 0 && b.closure === undefined) return withTruth(a, 0);
  return joinValues(a, b) === a ? a : { ...joinValues(a, b), derived: false };
}

/** `this.field = …` of something owned: the class has to release it. */
function recordField(
  run: Run,
  state: State,
  target: TSESTree.MemberExpression,
  value: Value,
  node: TSESTree.Node,
): void {
  // `this.trees[key] = …` puts it into a container that the field holds.
  const outer = target.computed && memberName(target) === undefined ? unwrap(target.object) : target;
  if (outer.type !== "MemberExpression") return;
  const object = unwrap(outer.object);
  const inClass = object.type === "ThisExpression" ? classOfThis(thisOwner(object)) : undefined;
  const name = memberName(outer);
  if (inClass !== undefined && name !== undefined)
    storeInField(run, state, inClass, name, value, node, outer !== target);
}

/** A value becomes a field of a class, by an assignment or its initialiser. */
export function storeInField(
  run: Run,
  state: State,
  inClass: { readonly node: ClassNode; readonly isStatic: boolean },
  field: string,
  value: Value,
  node: TSESTree.Node,
  isElement = false,
): void {
  if (value.derived) return;
  const ids = [...value.ids];
  let contained = isElement;
  for (const boxId of value.boxes) {
    const box = state.box(boxId);
    for (const inner of box === undefined ? [] : [box.elements, ...box.props.values()]) {
      if (!inner.derived) ids.push(...inner.ids);
      contained = true;
    }
  }
  for (const id of ids) {
    const resource = run.file.resources.get(id);
    if (resource?.acquisition === undefined || (state.bits(id) & 1) === 0) continue;
    run.file.fields.push({
      owner: inClass.node,
      isStatic: inClass.isStatic,
      field,
      resource,
      node,
      fn: run.fn,
      contained,
    });
  }
}
