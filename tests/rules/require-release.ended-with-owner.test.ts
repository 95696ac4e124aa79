import { runRule } from "./support/run-rule.ts";

// What the end of a database, or of a connection, releases with it; each beside an owner that lives on.

runRule("require-release", {
  valid: [
    {
      name: "statements that a database finalizes when it is closed",
      options: [{ report: "possible" }],
      code: `
        import initSqlJs from "sql.js";
        export async function last(bytes, queries) {
          const SQL = await initSqlJs();
          const db = new SQL.Database(bytes);
          try {
            const first = db.prepare("SELECT 1");
            first.step();
            for (const query of queries) {
              const statement = db.prepare(query);
              statement.run();
            }
          } finally {
            db.close();
          }
        }
        export function finish(SQL, given) {
          const statement = given.prepare("SELECT 1");
          statement.step();
          given.close();
        }
      `,
    },
    {
      name: "connections and statements of a worker that is ended",
      options: [{ report: "possible" }],
      code: `
        import * as duckdb from "@duckdb/duckdb-wasm";
        export async function count(worker) {
          const db = new duckdb.AsyncDuckDB(new duckdb.ConsoleLogger(), worker);
          try {
            const connection = await db.connect();
            const statement = await connection.prepare("SELECT 1");
            await statement.query();
          } finally {
            await db.terminate();
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "statements of a database that lives on, or belongs to somebody else",
      code: `
        import initSqlJs from "sql.js";
        const SQL = await initSqlJs();
        export const shared = new SQL.Database();
        export function open(bytes) {
          const db = new SQL.Database(bytes);
          const statement = db.prepare("PRAGMA foreign_keys = ON");
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          statement.run();
          return db;
        }
        export function insert(row) {
          const statement = shared.prepare("INSERT INTO t VALUES (?)");
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          statement.run([row]);
        }
      `,
    },
    {
      name: "statements of another database than the one that is closed, and of a package that finalizes none",
      code: `
        import initSqlJs from "sql.js";
        import sqlite3 from "node-sqlite3-wasm";
        const SQL = await initSqlJs();
        const shared = new SQL.Database();
        export function copy(row) {
          const db = new SQL.Database();
          const statement = shared.prepare("INSERT INTO t VALUES (?)");
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          statement.run([row]);
          db.close();
        }
        export function other(path) {
          const db = new sqlite3.Database(path);
          const statement = db.prepare("SELECT 1");
                            ~~~~~~~~~~~~~~~~~~~~~~ [never]
          statement.all();
          db.close();
        }
      `,
    },
  ],
});
