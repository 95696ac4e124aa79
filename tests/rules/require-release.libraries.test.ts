import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "modules and objects that only their name tells, in recommended",
      code: `
        export function a(olm, text) { const account = new olm.Account(); account.unpickle("", text); return account.identity_keys(); }
        export function b(SQL, bytes) { const db = new SQL.Database(bytes); return db.exec("SELECT 1").length; }
        export function c(rhino, bytes) { const file = rhino.File3dm.fromByteArray(bytes); return file.settings; }
        export class Loader {
          sizeOf(model, id) { const geometry = this.ifcApi.GetGeometry(model, id); return geometry.GetVertexDataSize(); }
        }
      `,
    },
    {
      name: "what goes by the name of a package is freed, or is something else",
      options: [{ report: "possible" }],
      code: `
        export function a(olm, text) { const account = new olm.Account(); try { account.unpickle(text); return account.identity_keys(); } finally { account.free(); } }
        export function b(olm) { return new olm.Account(); }
        export function c(SQL, rows) { return SQL.escape(rows); }
        const Olm = { Account: class { unpickle() {} } };
        export function d(text) { const account = new Olm.Account(); account.unpickle(text); return account.name; }
        export class Viewer {
          open(bytes) { const file = this.rhino.File3dm.fromByteArray(bytes); const count = file.settings; file.delete(); return count; }
        }
        export function e(seal) { return seal.color; }
      `,
    },
    {
      name: "a parameter that other calls give something else, a declared variable that a collector looks after",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { Database } from "sql.js";
        import { collect } from "./pool";
        function first(statement: { get(): unknown[] }) { return statement.get()[0]; }
        export function read(rows: unknown[][]) { return first({ get: () => rows[0] }); }
        export function build(bytes: Uint8Array) {
          let db: Database;
          db = collect(new Opener(bytes));
          return db.exec("SELECT 1").length;
        }
      `,
    },
    {
      name: "OpenCV: deleted, returned, or plain values",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        export function a(data) { const mat = cv.matFromArray(2, 2, cv.CV_8U, data); try { return mat.data32F[0]; } finally { mat.delete(); } }
        export function b(mat, rect) { return mat.roi(rect); }
        export function c(mat) { const size = mat.size(); const rect = new cv.Rect(0, 0, size.width, 2); return rect.width; }
      `,
    },
    {
      name: "RDKit: deleted, a molecule that may be null, text",
      options: [{ report: "possible" }],
      code: `
        import initRDKitModule from "@rdkit/rdkit";
        const rdkit = await initRDKitModule();
        export function a(smiles) { const mol = rdkit.get_mol(smiles); const svg = mol.get_svg(); mol.delete(); return svg; }
        export function b(smiles) { const mol = rdkit.get_mol(smiles); if (!mol) return ""; const text = mol.get_molblock(); mol.delete(); return text; }
        export function c() { return rdkit.version(); }
      `,
    },
    {
      name: "mupdf: destroyed; late releases are no certain report",
      code: `
        import * as mupdf from "mupdf";
        export function a(bytes) { const document = mupdf.Document.openDocument(bytes, "application/pdf"); try { return document.countPages(); } finally { document.destroy(); } }
        export function b(document) { const page = document.loadPage(0); return page.getBounds(); }
      `,
    },
    {
      name: "Faust: audio nodes are no memory of the module, and its compiler deletes what it makes",
      options: [{ report: "possible" }],
      code: `
        import { FaustCompiler, FaustMonoDspGenerator, LibFaust, instantiateFaustModule } from "@grame/faustwasm";
        export async function play(context, code) {
          const compiler = new FaustCompiler(new LibFaust(await instantiateFaustModule()));
          const generator = new FaustMonoDspGenerator();
          await generator.compile(compiler, "voice", code, "");
          const node = await generator.createNode(context);
          node.connect(context.destination);
        }
        export function compile(library, code) {
          const made = library.createDSPFactory("voice", code, "", true);
          const bytes = Array.from({ length: made.data.size() }, (_, i) => made.data.get(i));
          made.data.delete();
          library.deleteDSPFactory(made.cfactory);
          return bytes;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "modules that go by the name of their package: a parameter, a part of one, a field, a global",
      options: [{ report: "possible" }],
      code: `
        export function a(olm, key, text) {
          const account = new olm.Account();
                          ~~~~~~~~~~~~~~~~~ [never]
          account.unpickle(key, text);
          return account.max_number_of_one_time_keys();
        }
        export class Store {
          static load({ olm, text }) {
            const session = new olm.Session();
                            ~~~~~~~~~~~~~~~~~ [never]
            session.unpickle("", text);
            return session.has_received_message();
          }
          constructor(SQL, olm) { this.SQL = SQL; this.olm = olm; }
          read(bytes) {
            const db = new this.SQL.Database(bytes);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return db.exec("SELECT 1").length;
          }
        }
        export function b(text) {
          const sas = new window.Olm.SAS();
                      ~~~~~~~~~~~~~~~~~~~~ [never]
          sas.set_their_key(text);
          return sas.get_pubkey();
        }
      `,
    },
    {
      name: "a geometry of web-ifc's, by what its one object is called",
      options: [{ report: "possible" }],
      code: `
        export class Loader {
          sizeOf(model, id) {
            const geometry = this.ifcApi.GetGeometry(model, id);
                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return geometry.GetVertexDataSize();
          }
        }
      `,
    },
    {
      name: "OpenCV: matrices by value, a part of a matrix, an element of a vector",
      code: `
        import cv from "@techstark/opencv-js";
        export function mean(data) {
          const mat = cv.matFromArray(2, 2, cv.CV_8U, data);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (mat.empty()) return 0;
          const value = cv.mean(mat)[0];
          mat.delete();
          return value;
        }
        export function corner(image, rect) {
          const mat = cv.imread(image);
          const part = mat.roi(rect);
                       ~~~~~~~~~~~~~ [never]
          const value = cv.countNonZero(part);
          mat.delete();
          return value;
        }
      `,
    },
    {
      name: "RDKit: a molecule and its drawing",
      code: `
        import initRDKitModule from "@rdkit/rdkit";
        const rdkit = await initRDKitModule();
        export function draw(smiles) {
          const mol = rdkit.get_mol(smiles);
                      ~~~~~~~~~~~~~~~~~~~~~ [never]
          return mol.get_svg();
        }
      `,
    },
    {
      name: "a parameter, a method of the class and a loader of the file are what the file shows them to be",
      code: `
        import initSqlJs from "sql.js";
        const open = once(() => initSqlJs());
        function insert(db, row) {
          const statement = db.prepare("INSERT INTO t VALUES (?)");
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          statement.run([row]);
        }
        export class Store {
          async open() {
            const SQL = await open();
            this.db = new SQL.Database();
          }
          connection() { return this.db; }
          add(row) { insert(this.db, row); }
          count() {
            const statement = this.connection().prepare("SELECT count(*) FROM t");
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            return statement.get()[0];
          }
          close() { this.db.close(); }
        }
      `,
    },
    {
      name: "a variable whose type is written where it is declared",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { Database } from "sql.js";
        import { openFile } from "./open";
        export function count(files: string[]) {
          let nodes = 0;
          for (const file of files) {
            let db: Database;
            try {
              db = openFile(file);
                   ~~~~~~~~~~~~~~ [never]
            } catch {
              continue;
            }
            nodes += db.exec("SELECT 1").length;
          }
          return nodes;
        }
      `,
    },
    {
      name: "mupdf: its objects are mended late",
      options: [{ report: "possible" }],
      code: `
        import * as mupdf from "mupdf";
        export function pages(bytes) {
          const document = mupdf.Document.openDocument(bytes, "application/pdf");
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
          return document.countPages();
        }
      `,
    },
  ],
});
