import { runRule } from "./support/run-rule.ts";

// What a constructor without `class` puts into a field, and the method that ends the object forgets.

runRule("require-release", {
  valid: [
    {
      name: "the method releases it, gives it to a helper or to a list, or another name has it",
      options: [{ report: "possible" }],
      code: `
        function Encoder(n) {
          this.input = Module._malloc(n);
          this.output = Module._malloc(n);
          this.table = Module._malloc(n);
          this.scratch = Module._malloc(n);
        }
        Encoder.prototype.destroy = function () {
          Module._free(this.input);
          releaseOutput(this.output);
          [this.table].forEach((each) => Module._free(each));
          var scratch = this.scratch;
          Module._free(scratch);
        };
      `,
    },
    {
      name: "an object that nothing ends, and a method of another object",
      options: [{ report: "possible" }],
      code: `
        function Encoder(n) {
          this.input = Module._malloc(n);
        }
        Encoder.prototype.encode = function (data) { Module.HEAPU8.set(data, this.input); };
        function Other() {}
        Other.prototype.destroy = function () { Module._free(this.own); };
      `,
    },
  ],
  invalid: [
    {
      name: "one of three is forgotten",
      options: [{ report: "possible" }],
      code: `
        function Encoder(n) {
          this.input = Module._malloc(n);
          this.output = Module._malloc(n);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unended]
        }
        Encoder.prototype.encode = function (data) {
          Module.HEAPU8.set(data, this.input);
          return Module.HEAPU8.slice(this.output, this.output + Module._encode(this.input, this.output));
        };
        Encoder.prototype.destroy = function () {
          Module._free(this.input);
        };
      `,
    },
  ],
});
