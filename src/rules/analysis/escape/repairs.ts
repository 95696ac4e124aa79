import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import { classOfThis, isClass, isInside, keyName, memberName, thisOwner, unwrap } from "../syntax.ts";
import type { Escape } from "./index.ts";

export interface Edit {
  range: [number, number];
  text: string;
}

/** The edits that turn a public field into a private one; none when something outside `this` reads a field of that name. */
export function makePrivate({ field }: Escape, { file }: Recognition): Edit[] | undefined {
  if (field === undefined || !isClass(field.owner)) return undefined;
  const { owner, name } = field;
  if (file.code.text.includes(`#${name}`)) return undefined;
  const declared = owner.body.body.find((member) => member.type === "PropertyDefinition" && keyName(member) === name);
  if (
    file
      .nodes("TSParameterProperty")
      .some((property) => isInside(property, owner) && file.text(property).includes(name))
  )
    return undefined;
  const edits: Edit[] = [];
  for (const member of file.nodes("MemberExpression")) {
    if (memberName(member) !== name) continue;
    const object = unwrap(member.object);
    const ofThis = object.type === "ThisExpression" ? classOfThis(thisOwner(object)) : undefined;
    if (ofThis?.node !== owner || ofThis.isStatic || member.computed) return undefined;
    edits.push({ range: member.property.range, text: `#${name}` });
  }
  if (file.nodes("Property").some((property) => property.parent.type === "ObjectPattern" && keyName(property) === name))
    return undefined;
  if (declared?.type === "PropertyDefinition") {
    if (declared.static || declared.computed || declared.accessibility !== undefined || declared.declare)
      return undefined;
    edits.push({ range: declared.key.range, text: `#${name}` });
  } else {
    // TypeScript has no undeclared fields, so here the file is JavaScript.
    const [first] = owner.body.body;
    const start: number = first ? first.range[0] : owner.body.range[0] + 1;
    edits.push({ range: [start, start], text: `#${name};${first ? separator(file.code.text, first) : ""}` });
  }
  return edits.sort((a, b) => a.range[0] - b.range[0]);
}

/** The line break and indentation before a class's first member, or a blank when it stands on the class's line. */
function separator(text: string, first: TSESTree.Node): string {
  const before = text.slice(0, first.range[0]);
  const indent = /\r?\n[ \t]*$/.exec(before)?.[0];
  return indent ?? " ";
}
