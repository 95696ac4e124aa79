import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { lastName, unwrap } from "../../syntax.ts";
import { isOwnImport } from "../own-imports.ts";
import type { ArgumentEffect, CallNode } from "../vocabulary.ts";
import { onlyReads } from "./native-callee.ts";

// `world.addBody(body)`: a parent that keeps its children.
const adopting = /^(?:add|append|attach|insert|register|adopt|push|own)[A-Z]\w*$/;
// `addShimToContext(context, shim)`: what is added to comes first and stays with who made it.
const adoptingInto = /^(?:add|append|attach|insert|register|push)[A-Z]\w*(?:To|Into|On)[A-Z]\w*$/;
const typedSetter = /heap|mem|buf|view|bytes|array|u8|u32|i32|f32/i;
const pixels = /(?:^|\.)(?:data|pixels|samples)$|getChannelData\([^()]*\)$/;
const writing =
  /^(?:setValue|poke\w*|(?:set|write)_?(?:[uUiI]|[uU]?[iI]nt|Big(?:Ui|I)nt)?_?(?:32|64)(?:LE)?|(?:set|write)_?[pP](?:tr|ointer))$/;
// `Stream_name_s(stream, text)`: what a generated setter puts into a structure belongs to it.
const memberSetter = /^_?[A-Z][A-Za-z\d]*_\w+_s(?:et)?$/;
const takers =
  /^(?:push|unshift|set|add|append|enqueue|insert|manage|track|use|adopt|defer|register|own|keep|hold|store|cache|save|collect|attach|resolve|postMessage|transfer\w*|dispatch|emit|next|setState|return|addDisposable|onCleanup|assign|expose|decorate|drizzle|toConstantValue|r|gc|[a-z]*(?:Leak|Garbage)|[a-z]+Resolve)$/;
const destructorWord = /free|destroy|delete|dispose|release|TRANSIENT|destructor|drop/i;
const asking = /^(?:get|find|is|has|count|compute|measure|list)[A-Z]/;
// Views, and what copies the bytes it is given.
const readingClass = /(?:Array|DataView|Buffer)$|^(?:Blob|File|Response|Request)$/;

/** What becomes of an argument, as far as the callee's name and the arguments beside it tell. */
export function argumentEffect(source: SourceFile, node: CallNode, index: number): ArgumentEffect {
  const callee = unwrap(node.callee);
  const name = lastName(callee);
  if (callee.type === "Super") return "takes";
  // `shape[setter](made)`: any method, one that keeps it as well.
  if (name === undefined) return callee.type === "MemberExpression" && callee.computed ? "foreign" : "unknown";
  // A vector of C++ copies what it is given, unless it is one of pointers.
  if (name === "push_back") return "foreign";
  if (node.type === "NewExpression") return readingClass.test(name) && !isDefined(source, callee) ? "borrows" : "takes";
  if (/realloc$/.test(name)) return index === 0 ? "takes" : "borrows";
  // `heap.set(bytes, pointer)` writes through the pointer.
  if (name === "set" && callee.type === "MemberExpression" && typedSetter.test(source.text(callee.object)))
    return node.arguments[index]?.type === "ArrayExpression" ? "takes" : "borrows";
  // `image.data.set(view)` copies what is shown; what keeps things is told under which key.
  const { length } = node.arguments;
  if (name === "set" && length === 1 && callee.type === "MemberExpression" && pixels.test(source.text(callee.object)))
    return "borrows";
  // What is written into native memory belongs to the structure it is written to.
  if (writing.test(name)) return index > 0 ? "takes" : "borrows";
  if (memberSetter.test(name) && node.arguments.length === 2) return index === 1 ? "takes" : "borrows";
  const isPlace = index === 0 && callee.type === "Identifier" && adoptingInto.test(name);
  // What starts a runtime keeps its arguments.
  const given = node.arguments[index];
  if (given?.type === "Identifier" && given.name === "argv" && /[iI]nit/.test(name)) return "holds";
  if (takers.test(name) || (adopting.test(name) && !isPlace) || isPutIn(callee, name, index)) return "takes";
  if (node.arguments.some(namesTaker) || runsMain(name, node)) return "takes";
  if (node.arguments.length > 1) {
    const beside = node.arguments.some(
      (other, at) => at !== index && destructorWord.test(source.text(other)) && !isLong(source, other),
    );
    if (beside) return "takes";
  }
  if (isCollector(source, node) || isStateSetter(source, callee)) return "takes";
  if (onlyReads(source, node)) return "borrows";
  // `getNames({ tree, uri })`: options for a question, which are gone when it is answered.
  if (asking.test(name) && node.arguments[index]?.type === "ObjectExpression") return "unknown";
  if (isWrapping(source, node, name)) return "takes";
  return isForeign(source, callee) ? "foreign" : "unknown";
}

/** `list.concat(made)`, `list.splice(0, 0, made)`, `Object.defineProperty(to, "made", { value: made })` */
function isPutIn(callee: TSESTree.Node, name: string, index: number): boolean {
  if (callee.type !== "MemberExpression") return false;
  if (callee.object.type === "Identifier" && callee.object.name === "Object") return /^definePropert/.test(name);
  return name === "concat" || name === "$patch" || (name === "fill" && index === 0) || (name === "splice" && index > 1);
}

/** A class of the project may be called like those of the language: `class GlyphBuffer`. */
function isDefined(source: SourceFile, callee: TSESTree.Node): boolean {
  return callee.type === "Identifier" && (source.variableOf(callee)?.defs.length ?? 0) > 0;
}

/** `ccall("db_register_buffer", …, [pointer])`: the native function keeps what it is given. */
function namesTaker(argument: TSESTree.CallExpressionArgument): boolean {
  const name = argument.type === "Literal" && typeof argument.value === "string" ? argument.value : undefined;
  return name !== undefined && /^\w+_(?:register|adopt|own|take|attach)(?:_\w+)?$/.test(name);
}

/** `ccall("main", …, [count, argv])`: a program keeps its arguments for as long as it runs. */
function runsMain(name: string, { arguments: [called] }: CallNode): boolean {
  return name === "ccall" && called?.type === "Literal" && called.value === "main";
}

/** `scope((keep) => keep(new T()))`: the parameter of a callback collects what it is given. */
function isCollector(source: SourceFile, node: CallNode): boolean {
  if (node.callee.type !== "Identifier" || node.arguments.length !== 1) return false;
  const definition = source.variableOf(node.callee)?.defs[0];
  return definition?.type === "Parameter" && definition.node.parent?.type === "CallExpression";
}

const stateMakers = /^(?:use[A-Z]\w*|createSignal|createStore|createResource)$/;

/**
 * `const [mat, setMat] = useState(null)`, `const { setMat } = useStore()`, `function View({ setMat })`: what it is given is the
 * state from then on.
 */
function isStateSetter(source: SourceFile, callee: TSESTree.Node): boolean {
  if (callee.type !== "Identifier" || !/^(?:set|update|add|dispatch)(?![a-z])/.test(callee.name)) return false;
  const definition = source.variableOf(callee)?.defs[0];
  if (definition?.type === "Parameter") return /^set[A-Z]/.test(callee.name);
  const declarator = definition?.node;
  const made =
    declarator?.type === "VariableDeclarator" && declarator.init !== null ? unwrap(declarator.init) : undefined;
  return made?.type === "CallExpression" && stateMakers.test(lastName(made.callee) ?? "");
}

/** A function that came from outside, as a parameter or an import: it may collect what it is given, `c(new T())`. */
function isForeign(source: SourceFile, callee: TSESTree.Node): boolean {
  if (callee.type !== "Identifier") return false;
  const kind = source.variableOf(callee)?.defs[0]?.type;
  return kind === "Parameter" || kind === "ImportBinding";
}

/** `return ok(createFace(shape))` of the project's own: an object is made around the handle, and given to the caller. */
function isWrapping(source: SourceFile, node: CallNode, name: string): boolean {
  if (node.callee.type !== "Identifier" || node.arguments.length !== 1 || !/^(?:create|wrap)[A-Z]/.test(name))
    return false;
  if (!isOwnImport(source, node.callee)) return false;
  let at: TSESTree.Node | undefined = node;
  while (at && !/Statement$|Function/.test(at.type)) at = at.parent;
  return at?.type === "ReturnStatement";
}

function isLong(source: SourceFile, node: Parameters<SourceFile["text"]>[0]): boolean {
  return source.text(node).length > 80;
}
