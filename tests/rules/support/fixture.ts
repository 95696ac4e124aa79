/** An error a fixture expects, in ESLint's counting: lines and columns from 1. */
export interface ExpectedError {
  messageId: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export interface Fixture {
  code: string;
  errors: ExpectedError[];
}

const underline = /^(\s*)(~+)(>?)\s+\[(\w+)\]\s*$/;

/**
 * Reads a fixture: code in which a line of `~~~ [messageId]` underlines the expected report in the line above it.
 * `~~~> [messageId]` starts a report that goes on; the line with its end has `<~~~ [messageId]` below.
 */
export function readFixture(text: string): Fixture {
  const code: string[] = [];
  const errors: ExpectedError[] = [];
  const open: ExpectedError[] = [];
  for (const line of text.split("\n")) {
    const found = underline.exec(line);
    const closing = /^(\s*)<(~+)\s+\[(\w+)\]\s*$/.exec(line);
    if (closing) {
      const error = open.pop();
      if (error === undefined) throw new Error(`"<~~~" without its start: ${line}`);
      error.endLine = code.length;
      error.endColumn = (closing[1] ?? "").length + 1 + (closing[2] ?? "").length + 1;
    } else if (found) {
      const column = (found[1] ?? "").length + 1;
      const error = {
        messageId: found[4] ?? "",
        line: code.length,
        column,
        endLine: code.length,
        endColumn: column + (found[2] ?? "").length,
      };
      errors.push(error);
      if (found[3]) open.push(error);
    } else {
      code.push(line);
    }
  }
  if (open.length > 0) throw new Error('"~~~>" without its "<~~~"');
  errors.sort((a, b) => a.line - b.line || a.column - b.column);
  return { code: code.join("\n"), errors };
}
